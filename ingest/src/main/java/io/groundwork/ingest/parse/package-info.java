/**
 * A file goes in, a {@link io.groundwork.ingest.ParsedDocument} comes out, or the reason why not, as a
 * {@link io.groundwork.ingest.parse.ParseOutcome}. Files are read in processes of their own ({@link io.groundwork.ingest.parse.Cage}
 * says how they are held), so that no file can hang, exhaust or crash the platform. What fails here with an exception is the
 * machine: no process can be started, the bytes cannot be fetched, the platform is stopping.
 */
@NullMarked
package io.groundwork.ingest.parse;

import org.jspecify.annotations.NullMarked;
