/**
 * A document's journey: jobs in Postgres are claimed, and the {@link io.groundwork.orchestration.indexing.Indexer} takes each through
 * parse, chunk, embed and store. Whatever process dies at whatever moment, the job is claimed again and goes on from its last
 * checkpoint; what was stored is stored whole or not at all. A bad file ends the job with a reason, never the worker.
 */
@NullMarked
package io.groundwork.orchestration.indexing;

import org.jspecify.annotations.NullMarked;
