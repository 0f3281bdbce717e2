/**
 * A ranked list in, what of it is given out: what is old counts less, what says the same is given once, no document gives more than so many passages. Reads
 * the passages' texts and dates by the connection of the search, and only such as are permitted; fails as that does.
 */
@NullMarked
package io.groundwork.retrieval.selection;

import org.jspecify.annotations.NullMarked;
