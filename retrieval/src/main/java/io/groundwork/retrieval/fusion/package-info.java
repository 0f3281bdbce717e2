/**
 * Ranked lists in, one ranked list out. Knows nothing of passages but their rows; reads no database and cannot fail.
 */
@NullMarked
package io.groundwork.retrieval.fusion;

import org.jspecify.annotations.NullMarked;
