/**
 * Bytes in, passages out: the words in which documents are spoken of, and the tables of files and documents. What fails here
 * is a file, never the platform: parsing ends in a {@link io.groundwork.ingest.parse.ParseOutcome}.
 */
@NullMarked
package io.groundwork.ingest;

import org.jspecify.annotations.NullMarked;
