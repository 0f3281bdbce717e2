package io.groundwork.embeddings.onnx;

/** Which state stands for a text. */
enum Pooling {
    /** That of the first token. */
    CLS,
    /** The mean over all tokens, special ones included. */
    MEAN;

    /** @param states shape {@code [tokens, dimension]} */
    static float[] mean(float[] states, int dimension) {
        float[] mean = new float[dimension];
        for (int i = 0; i < states.length; i++) {
            mean[i % dimension] += states[i];
        }
        for (int i = 0; i < dimension; i++) {
            mean[i] *= (float) dimension / states.length;
        }
        return mean;
    }
}
