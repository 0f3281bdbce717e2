/**
 * The engine in another process: what is asked, and answered, over HTTP. The records are the wire for both sides; the client turns
 * whatever goes wrong for good into {@link io.groundwork.embeddings.EmbeddingException}.
 */
@NullMarked
package io.groundwork.embeddings.remote;

import org.jspecify.annotations.NullMarked;
