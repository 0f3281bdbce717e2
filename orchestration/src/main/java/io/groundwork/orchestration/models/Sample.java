package io.groundwork.orchestration.models;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/**
 * The vector that a model made of a text that is always the same: another server makes the same one where it has the same model, and about the same where it calculates otherwise.
 *
 * @param halves its values as numbers of 16 bits, little-endian, in Base64: as it is stored
 */
public record Sample(String halves) {

    /** Machines differ in the last digits; other weights, and most other numbers of the same, by more. */
    private static final double SAME = 0.999;

    public Sample {
        if (Base64.getDecoder().decode(halves).length < Short.BYTES) {
            throw new IllegalArgumentException("A vector without numbers");
        }
    }

    /** @param values shape {@code [dimension]}, of any length but 0 */
    static Sample of(float[] values) {
        double norm = 0;
        for (float value : values) {
            norm += (double) value * value;
        }
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putShort(Float.floatToFloat16((float) (value / Math.sqrt(Math.max(norm, Double.MIN_NORMAL)))));
        }
        return new Sample(Base64.getEncoder().encodeToString(bytes.array()));
    }

    int dimension() {
        return values().length;
    }

    /** The cosine between both; 0 where they are not of one length. */
    double likeness(Sample other) {
        float[] one = values();
        float[] two = other.values();
        if (one.length != two.length) {
            return 0;
        }
        double product = 0;
        double first = 0;
        double second = 0;
        for (int i = 0; i < one.length; i++) {
            product += (double) one[i] * two[i];
            first += (double) one[i] * one[i];
            second += (double) two[i] * two[i];
        }
        return product / Math.sqrt(Math.max(first * second, Double.MIN_NORMAL));
    }

    /** Whether vectors of both may meet. */
    boolean isLike(Sample other) {
        return likeness(other) >= SAME;
    }

    private float[] values() {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(halves)).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[bytes.remaining() / Short.BYTES];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.float16ToFloat(bytes.getShort());
        }
        return values;
    }
}
