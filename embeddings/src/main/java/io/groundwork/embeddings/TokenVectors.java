package io.groundwork.embeddings;

import java.util.Arrays;

/** What a model makes of each token of one text, special tokens included, as it is before any pooling or scaling. A class, not a record: it holds an array. */
public final class TokenVectors {

    private final float[] values;
    private final int dimension;

    /** @param values shape {@code [tokens, dimension]}; owned by this object from here on */
    public TokenVectors(float[] values, int dimension) {
        this.values = values;
        this.dimension = dimension;
    }

    public int tokens() {
        return values.length / dimension;
    }

    /** A copy, shape {@code [dimension]}. */
    public float[] token(int index) {
        return Arrays.copyOfRange(values, index * dimension, (index + 1) * dimension);
    }
}
