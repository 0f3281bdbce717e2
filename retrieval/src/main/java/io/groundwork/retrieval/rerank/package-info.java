/**
 * A question and the texts of candidates in, another order of them out, or the reason why there is none: then the order stands that they came in.
 * Reads no database. That an engine is slow, overloaded or away is a result here, not an error.
 */
@NullMarked
package io.groundwork.retrieval.rerank;

import org.jspecify.annotations.NullMarked;
