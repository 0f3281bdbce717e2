package io.groundwork.embeddings.states;

import java.util.Arrays;

/**
 * Scores passages against one question by the best cosine of each of its tokens (MaxSim), on the compressed states as they are. The question is rounded to
 * {@value #PLANES} bits a dimension and taken apart into planes of bits; the product of two states is then a sum over pairs of planes of how many bits both
 * have, and {@code Long.bitCount} counts 64 dimensions at a time. Immutable; safe for use by many threads.
 *
 * <p>Two tokens of the question and three words of the passage at a time: what is loaded is used twice, and sums are written back once for six counts. Ways
 * that were measured are in {@code docs/decisions/0013-stored-token-states.md}.
 *
 * @see <a href="https://doi.org/10.1145/3397271.3401075">Khattab, Zaharia, SIGIR 2020</a>
 */
public final class StateScorer {

    static final int PLANES = 6;

    /** Largest number of so many bits, one of them for the sign. */
    private static final int MOST = (1 << (PLANES - 1)) - 1;

    /** Where the middle of the four levels lies: codes are 0 to 3. */
    private static final float MIDDLE = 1.5f;

    private final int dimension;
    private final int wordsPerToken;
    private final int tokens;

    /** Shape {@code [tokens, made even][PLANES][words of 64 dimensions]}; the last plane counts negative. */
    private final long[][][] planes;

    /** What one of the rounded numbers stands for, by token. */
    private final float[] scales;

    /** Sums of the rounded numbers times the middle of the levels, by token. */
    private final float[] middles;

    public StateScorer(QuestionStates question) {
        dimension = question.dimension();
        wordsPerToken = CompressedStates.wordsPerToken(dimension);
        tokens = question.tokens();
        int even = tokens + tokens % 2;
        planes = new long[even][PLANES][wordsPerToken];
        scales = new float[even];
        middles = new float[even];
        float[] values = question.toArray();
        for (int token = 0; token < tokens; token++) {
            round(Arrays.copyOfRange(values, token * dimension, (token + 1) * dimension), token);
        }
    }

    private void round(float[] state, int token) {
        float largest = Float.MIN_NORMAL;
        for (float value : state) {
            largest = Math.max(largest, Math.abs(value));
        }
        scales[token] = largest / MOST;
        int sum = 0;
        for (int i = 0; i < dimension; i++) {
            int rounded = Math.round(state[i] / scales[token]);
            sum += rounded;
            for (int plane = 0; plane < PLANES; plane++) {
                planes[token][plane][i >> 6] |= (long) (rounded >> plane & 1) << i;
            }
        }
        middles[token] = sum * MIDDLE;
    }

    /**
     * The mean over the question's tokens of the best cosine with a token of the passage, in about [-1, 1]; 0 where either has no tokens.
     *
     * @throws IllegalArgumentException when the passage's states are of another dimension
     */
    public double score(CompressedStates passage) {
        if (passage.wordsPerToken() != wordsPerToken) {
            throw new IllegalArgumentException("The passage's states are of another dimension than the question's");
        }
        int length = passage.tokens();
        if (length == 0 || tokens == 0) {
            return 0;
        }
        float[] inverseNorms = inverseNorms(passage);
        int[] one = new int[length];
        int[] other = new int[length];
        double sum = 0;
        for (int token = 0; token < tokens; token += 2) {
            Arrays.fill(one, 0);
            Arrays.fill(other, 0);
            multiply(passage.words(), planes[token], planes[token + 1], one, other);
            sum += scales[token] * best(one, middles[token], inverseNorms);
            sum += scales[token + 1] * best(other, middles[token + 1], inverseNorms);
        }
        return sum / tokens;
    }

    private void multiply(long[] words, long[][] onePlanes, long[][] otherPlanes, int[] one, int[] other) {
        int lower = words.length / 2;
        for (int plane = 0; plane < PLANES; plane++) {
            int weight = plane == PLANES - 1 ? -(1 << plane) : 1 << plane;
            for (int word = 0; word < wordsPerToken; word += 3) {
                Masks masks = new Masks(onePlanes[plane], otherPlanes[plane], word);
                add(words, word * one.length, masks, 2 * weight, one, other);
                add(words, lower + word * one.length, masks, weight, one, other);
            }
        }
    }

    /** Three words of one plane of two tokens; where there are fewer left, the rest is zero and counts nothing. */
    private static final class Masks {

        final int count;
        final long one0;
        final long one1;
        final long one2;
        final long other0;
        final long other1;
        final long other2;

        Masks(long[] one, long[] other, int word) {
            count = Math.min(3, one.length - word);
            one0 = one[word];
            other0 = other[word];
            one1 = count > 1 ? one[word + 1] : 0;
            other1 = count > 1 ? other[word + 1] : 0;
            one2 = count > 2 ? one[word + 2] : 0;
            other2 = count > 2 ? other[word + 2] : 0;
        }
    }

    private static void add(long[] words, int from, Masks masks, int weight, int[] one, int[] other) {
        int second = masks.count > 1 ? from + one.length : from;
        int third = masks.count > 2 ? from + 2 * one.length : from;
        long one0 = masks.one0;
        long one1 = masks.one1;
        long one2 = masks.one2;
        long other0 = masks.other0;
        long other1 = masks.other1;
        long other2 = masks.other2;
        for (int i = 0; i < one.length; i++) {
            long x = words[from + i];
            long y = words[second + i];
            long z = words[third + i];
            one[i] += weight * (Long.bitCount(x & one0) + Long.bitCount(y & one1) + Long.bitCount(z & one2));
            other[i] += weight * (Long.bitCount(x & other0) + Long.bitCount(y & other1) + Long.bitCount(z & other2));
        }
    }

    private static float best(int[] products, float middle, float[] inverseNorms) {
        float best = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < products.length; i++) {
            best = Math.max(best, (products[i] - middle) * inverseNorms[i]);
        }
        return best;
    }

    /** One over the length of each token as it is decoded: outer levels bring 2.25 to its square, inner ones .25. */
    private float[] inverseNorms(CompressedStates passage) {
        int length = passage.tokens();
        long[] words = passage.words();
        int lower = words.length / 2;
        int[] outer = new int[length];
        for (int word = 0; word < wordsPerToken; word++) {
            int used = Math.min(Long.SIZE, dimension - word * Long.SIZE);
            long mask = -1L >>> (Long.SIZE - used);
            for (int i = 0; i < length; i++) {
                int place = word * length + i;
                outer[i] += Long.bitCount(~(words[place] ^ words[lower + place]) & mask);
            }
        }
        float[] inverse = new float[length];
        for (int i = 0; i < length; i++) {
            inverse[i] = (float) (1 / Math.sqrt(0.25 * dimension + 2.0 * outer[i]));
        }
        return inverse;
    }
}
