/**
 * Ways to models that make vectors or score passages, wherever they are: on a server, or as weights on this machine, whose process is started when it is wanted
 * and started anew when it was lost. In go an identity and addresses, out come an {@link io.groundwork.embeddings.Embedder} or a
 * {@link io.groundwork.embeddings.CrossEncoder}; who may be asked is decided elsewhere.
 */
@NullMarked
package io.groundwork.orchestration.engines;

import org.jspecify.annotations.NullMarked;
