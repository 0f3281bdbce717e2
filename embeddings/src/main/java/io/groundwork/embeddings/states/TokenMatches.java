package io.groundwork.embeddings.states;

/**
 * How well each token of a question meets each token of a passage: cosines, in about [-1, 1]. Immutable; a class, not a record: it holds arrays.
 */
public final class TokenMatches {

    private static final double NOTHING = -1;

    private final float[][] cosines;
    private final int tokens;

    /** @param cosines shape {@code [asked, tokens]}; owned by this object from here on */
    TokenMatches(float[][] cosines, int tokens) {
        this.cosines = cosines;
        this.tokens = tokens;
    }

    /** How many tokens the question has, special ones left out. */
    public int asked() {
        return cosines.length;
    }

    /** How many tokens the passage has, special ones and those of what stands above it included. */
    public int tokens() {
        return tokens;
    }

    /** What a token of the question meets best among those of the passage in {@code [from, to)}; -1 where there are none. */
    public double best(int asked, int from, int to) {
        double best = NOTHING;
        for (int i = from; i < to; i++) {
            best = Math.max(best, cosines[asked][i]);
        }
        return best;
    }
}
