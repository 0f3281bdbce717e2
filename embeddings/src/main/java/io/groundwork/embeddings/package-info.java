/**
 * Text in, vectors and scores out. An {@link io.groundwork.embeddings.Embedder} runs in this process or behind HTTP; callers
 * cannot tell which. Fails with {@link io.groundwork.embeddings.EmbeddingException}, which is worth another try.
 */
@NullMarked
package io.groundwork.embeddings;

import org.jspecify.annotations.NullMarked;
