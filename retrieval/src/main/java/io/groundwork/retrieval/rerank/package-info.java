/**
 * The last stage of a search: the first passages of a ranking are looked at again, each beside the question, and ranked anew. Ranked passages go in, ranked
 * passages come out, the same ones. What scores them reads them under the caller's {@link io.groundwork.retrieval.Permitted} and has so much time; where it
 * cannot, is overloaded or away, or the time is spent, the order before stands, and the outcome says why. Fails only where the database does.
 */
@NullMarked
package io.groundwork.retrieval.rerank;

import org.jspecify.annotations.NullMarked;
