/**
 * Passages in, ranked hits out. A {@link io.groundwork.retrieval.Scope} goes into every query, so that a caller only ever sees
 * what it may see. Fails with {@link io.groundwork.retrieval.RetrievalException}, never with a smaller result.
 */
@NullMarked
package io.groundwork.retrieval;

import org.jspecify.annotations.NullMarked;
