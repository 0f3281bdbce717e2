package io.groundwork.embeddings.states;

import java.util.Arrays;

/**
 * The states of a question's tokens, without the special ones, each of unit length and centred. Immutable; a class, not a record: it holds an array.
 */
public final class QuestionStates {

    private final float[] values;
    private final int dimension;

    /** @param values shape {@code [tokens, dimension]}; owned by this object from here on */
    public QuestionStates(float[] values, int dimension) {
        if (dimension < 1 || values.length % dimension != 0) {
            throw new IllegalArgumentException(
                    "%d values are no whole number of states of %d dimensions".formatted(values.length, dimension));
        }
        this.values = values;
        this.dimension = dimension;
    }

    public int tokens() {
        return values.length / dimension;
    }

    public int dimension() {
        return dimension;
    }

    /** A copy, shape {@code [tokens, dimension]}. */
    public float[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof QuestionStates that
                && dimension == that.dimension
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }
}
