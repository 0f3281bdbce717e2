package io.groundwork.retrieval;

import static java.util.Objects.requireNonNull;

/**
 * How much less a passage counts that is old: its score is multiplied by {@code 1 - weight + weight · 2^(-age / halfLifeDays)}. The age of a
 * document is told by an attribute, where that is a date; otherwise by the day that its version came. What is of tomorrow is as new as today.
 *
 * @param halfLifeDays days, over 0
 * @param attribute of documents that holds their date; empty where there is none
 * @param weight what part of the score it takes of what is very old, over 0 and at most 1
 */
public record Recency(double halfLifeDays, String attribute, double weight) {

    public static final double USUAL_WEIGHT = 0.5;

    /** A hundred years: nobody may ask for more. */
    public static final double MOST_DAYS = 36_500;

    /** Nobody may name a longer attribute, in characters. */
    public static final int LONGEST_ATTRIBUTE = 64;

    public Recency {
        requireNonNull(attribute, "attribute");
        if (!(halfLifeDays > 0) || Double.isInfinite(halfLifeDays)) {
            throw new IllegalArgumentException("A half-life of %s days is not over 0".formatted(halfLifeDays));
        }
        if (!(weight > 0 && weight <= 1)) {
            throw new IllegalArgumentException("A weight of %s is not over 0 and at most 1".formatted(weight));
        }
    }

    /**
     * What a score is multiplied by.
     *
     * @param days of age; below 0 is none
     */
    public double factor(double days) {
        return 1 - weight + weight * Math.exp(-Math.log(2) * Math.max(0, days) / halfLifeDays);
    }
}
