/**
 * A parsed document goes in, its passages come out: spans of its text that fit into the embedding model together with title and headings,
 * cut where the document itself has its joints. Pure functions of values; nothing here fails on any document.
 */
@NullMarked
package io.groundwork.ingest.chunk;

import org.jspecify.annotations.NullMarked;
