package io.groundwork.embeddings.states;

import java.util.Random;

/** States of tokens in random directions, always the same for a seed. */
final class RandomStates {

    private RandomStates() {}

    /** Shape {@code [tokens, dimension]}, each of unit length. */
    static float[] of(long seed, int tokens, int dimension) {
        Random random = new Random(seed);
        float[] values = new float[tokens * dimension];
        for (int from = 0; from < values.length; from += dimension) {
            double squares = 0;
            for (int i = 0; i < dimension; i++) {
                values[from + i] = (float) random.nextGaussian();
                squares += values[from + i] * (double) values[from + i];
            }
            for (int i = 0; i < dimension; i++) {
                values[from + i] /= (float) Math.sqrt(squares);
            }
        }
        return values;
    }
}
