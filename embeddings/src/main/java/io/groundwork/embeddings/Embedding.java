package io.groundwork.embeddings;

import java.util.Arrays;

/**
 * A unit-length vector. A class, not a record: a record's {@code equals} would compare the array by identity and its
 * accessor would hand the array out.
 */
public final class Embedding {

    private final float[] values;

    /** @param values shape {@code [dimension]}, L2 norm 1; owned by this object from here on */
    public Embedding(float[] values) {
        this.values = values;
    }

    public int dimension() {
        return values.length;
    }

    /** A copy, shape {@code [dimension]}. */
    public float[] toArray() {
        return values.clone();
    }

    /** Cosine of the angle between the two, in [-1, 1]. */
    public double cosine(Embedding other) {
        double dot = 0;
        for (int i = 0; i < values.length; i++) {
            dot += values[i] * other.values[i];
        }
        return dot;
    }

    /** Its first {@code dimension} values, made unit-length again; itself where it is no longer than that. */
    public Embedding shortened(int dimension) {
        if (dimension >= values.length) {
            return this;
        }
        float[] head = Arrays.copyOf(values, dimension);
        double norm = 0;
        for (float value : head) {
            norm += value * (double) value;
        }
        norm = Math.sqrt(norm);
        for (int i = 0; i < dimension; i++) {
            head[i] = (float) (head[i] / norm);
        }
        return new Embedding(head);
    }

    /** The literal pgvector reads, {@code [0.1,0.2,…]}. */
    public String toSqlLiteral() {
        return Arrays.toString(values);
    }

    /**
     * The vector that {@link #toSqlLiteral} wrote, or pgvector.
     *
     * @throws NumberFormatException when it is none
     */
    public static Embedding fromSqlLiteral(String literal) {
        String[] parts = literal.substring(1, literal.length() - 1).split(",");
        float[] values = new float[parts.length];
        for (int i = 0; i < parts.length; i++) {
            values[i] = Float.parseFloat(parts[i]);
        }
        return new Embedding(values);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Embedding that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }
}
