/**
 * The other side of the cage: what runs in the parser's process, on its own class path. Frames come in on standard input, outcomes
 * go out on standard output ({@link io.groundwork.ingest.parse.child.Exchange}); the process ends when its input does. Nothing
 * here may be called from the platform's process but {@code Exchange}, the {@code Draft} it fills, and the records of limits and OCR.
 */
@NullMarked
package io.groundwork.ingest.parse.child;

import org.jspecify.annotations.NullMarked;
