/**
 * The engine in this process: one ONNX Runtime session, one text a run, platform threads of its own. Texts in, vectors and
 * scores out; {@link io.groundwork.embeddings.EmbeddingException} when it is overloaded, closed or could not be loaded.
 */
@NullMarked
package io.groundwork.embeddings.onnx;

import org.jspecify.annotations.NullMarked;
