/**
 * Where documents come from: each kind of {@link io.groundwork.ingest.source.Source} tells what there is, or what changed since a
 * cursor, and gives the bytes. Nothing here writes to the database, decides rights or builds clients: those that speak HTTP or S3
 * get theirs handed in. What fails is a {@link io.groundwork.ingest.source.SourceException} that says of which kind; what is wrong
 * in a source's settings is an {@link io.groundwork.ingest.source.InvalidSettingException} that names the field.
 */
@NullMarked
package io.groundwork.ingest.source;

import org.jspecify.annotations.NullMarked;
