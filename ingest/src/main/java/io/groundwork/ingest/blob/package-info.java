/**
 * Where the bytes of files lie: in Postgres by default (the same transaction and the same backup as everything else), in a
 * folder, or in an S3 bucket. Goes in: a digest and a file; comes out: a stream. Fails with {@link java.io.IOException}.
 */
@NullMarked
package io.groundwork.ingest.blob;

import org.jspecify.annotations.NullMarked;
