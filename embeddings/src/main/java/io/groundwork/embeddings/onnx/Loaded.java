package io.groundwork.embeddings.onnx;

/** Weights in the runtime, ready to run. */
sealed interface Loaded extends AutoCloseable permits Encoder, BatchEncoder {

    @Override
    void close();
}
