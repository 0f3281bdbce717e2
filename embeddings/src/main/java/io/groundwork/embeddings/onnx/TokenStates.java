package io.groundwork.embeddings.onnx;

import io.groundwork.embeddings.tokens.Tokens;

/**
 * What the model made of each token of one text: a unit-length vector a row, the first row {@code [CLS]} and the last {@code [SEP]}.
 * A class, not a record: it holds an array.
 */
final class TokenStates {

    private final float[] values;
    private final Tokens tokens;
    private final int dimension;

    /**
     * @param values shape {@code [tokens + 2, dimension]}; scaled in place to unit length and owned by this object from here on
     * @param tokens what the rows between the first and the last stand for
     */
    TokenStates(float[] values, Tokens tokens) {
        this.values = values;
        this.tokens = tokens;
        this.dimension = values.length / (tokens.size() + 2);
        for (int row = 0; row < rows(); row++) {
            toUnitLength(values, row * dimension, dimension);
        }
    }

    int rows() {
        return values.length / dimension;
    }

    Tokens tokens() {
        return tokens;
    }

    /** Cosine between a row here and a row there. */
    float cosine(int row, TokenStates other, int otherRow) {
        int a = row * dimension;
        int b = otherRow * dimension;
        // Four sums at a time: they do not wait for one another.
        float sum0 = 0;
        float sum1 = 0;
        float sum2 = 0;
        float sum3 = 0;
        for (int i = 0; i < dimension; i += 4) {
            sum0 += values[a + i] * other.values[b + i];
            sum1 += values[a + i + 1] * other.values[b + i + 1];
            sum2 += values[a + i + 2] * other.values[b + i + 2];
            sum3 += values[a + i + 3] * other.values[b + i + 3];
        }
        return (sum0 + sum1) + (sum2 + sum3);
    }

    static void toUnitLength(float[] values, int from, int length) {
        double squares = 0;
        for (int i = from; i < from + length; i++) {
            squares += (double) values[i] * values[i];
        }
        float scale = (float) (1 / Math.sqrt(Math.max(squares, 1e-24)));
        for (int i = from; i < from + length; i++) {
            values[i] *= scale;
        }
    }
}
