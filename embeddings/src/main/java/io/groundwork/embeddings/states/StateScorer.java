package io.groundwork.embeddings.states;

import java.util.Arrays;

/**
 * Scores passages against one question by the best cosine of each of its tokens (MaxSim), on the compressed states. A question's numbers are rounded so finely
 * that sums of products just fit 16 bits, the passage's codes are spread to 16 bits, and {@link Lanes} multiplies sixteen tokens of the passage at a time. Holds the
 * memory that it works in: for one thread.
 *
 * <p>Ways that were measured are in {@code docs/decisions/0013-stored-token-states.md}.
 *
 * @see <a href="https://doi.org/10.1145/3397271.3401075">Khattab, Zaharia, SIGIR 2020</a>
 */
public final class StateScorer {

    private final int dimension;
    private final int wordsPerToken;
    private final int tokens;

    /** Shape {@code [tokens][dimensions, filled up to whole words with zeros]}. */
    private final short[][] question;

    /** What one of the rounded numbers stands for, by token. */
    private final float[] steps;

    /** Sums of products, shape {@code [tokens][at least as many as the passage has]}. */
    private short[][] products = new short[0][0];

    /** Codes of {@link Lanes#DIMENSIONS} dimensions, by dimension, and what they are made from. */
    private short[][] codes = new short[0][0];

    private short[] upper = new short[0];
    private short[] lower = new short[0];
    private float[] inverseNorms = new float[0];
    private int room = -1;

    public StateScorer(QuestionStates question) {
        dimension = question.dimension();
        wordsPerToken = CompressedStates.wordsPerToken(dimension);
        tokens = question.tokens();
        this.question = new short[tokens][wordsPerToken * Long.SIZE];
        steps = new float[tokens];
        float[] values = question.toArray();
        for (int token = 0; token < tokens; token++) {
            round(Arrays.copyOfRange(values, token * dimension, (token + 1) * dimension), token);
        }
    }

    /** So finely that no sum of products with codes of {@code -3} to {@code 3} leaves 16 bits: of 384 dimensions about 35 steps a standard deviation. */
    private void round(float[] state, int token) {
        double sum = Float.MIN_NORMAL;
        for (float value : state) {
            sum += Math.abs(value);
        }
        double most = (double) Short.MAX_VALUE / Lanes.LARGEST_CODE - 0.5 * dimension;
        double perUnit = most / sum;
        steps[token] = (float) (1 / perUnit);
        for (int i = 0; i < dimension; i++) {
            question[token][i] = (short) Math.round(state[i] * perUnit);
        }
    }

    /**
     * The mean over the question's tokens of the best cosine with a token of the passage, in about [-1, 1]; 0 where either has no tokens.
     *
     * @throws IllegalArgumentException when the passage's states are of another dimension
     */
    public double score(CompressedStates passage) {
        int length = meet(passage);
        if (length == 0 || tokens == 0) {
            return 0;
        }
        double sum = 0;
        for (int token = 0; token < tokens; token++) {
            sum += steps[token] * Lanes.best(products[token], inverseNorms, length);
        }
        return sum / tokens;
    }

    /**
     * How each of the question's tokens meets each of the passage's.
     *
     * @throws IllegalArgumentException when the passage's states are of another dimension
     */
    public TokenMatches matches(CompressedStates passage) {
        int length = meet(passage);
        float[][] cosines = new float[tokens][length];
        for (int token = 0; token < tokens; token++) {
            for (int i = 0; i < length; i++) {
                cosines[token][i] = steps[token] * products[token][i] * inverseNorms[i];
            }
        }
        return new TokenMatches(cosines, length);
    }

    /** Leaves products and lengths of all pairs of tokens, and says how many the passage has. */
    private int meet(CompressedStates passage) {
        if (passage.wordsPerToken() != wordsPerToken) {
            throw new IllegalArgumentException("The passage's states are of another dimension than the question's");
        }
        int length = passage.tokens();
        makeRoom(length);
        multiply(passage.words(), length);
        invertNorms(passage.words(), length);
        return length;
    }

    private void makeRoom(int length) {
        if (room < length) {
            room = length;
            products = new short[tokens][room];
            codes = new short[Lanes.DIMENSIONS][room];
            upper = new short[room];
            lower = new short[room];
            inverseNorms = new float[room];
        }
    }

    private void multiply(long[] words, int length) {
        for (short[] sums : products) {
            Arrays.fill(sums, 0, length, (short) 0);
        }
        for (int from = 0; from < dimension; from += Lanes.DIMENSIONS) {
            int place = from / Long.SIZE * length;
            Lanes.take(words, place, from % Long.SIZE, upper, length);
            Lanes.take(words, words.length / 2 + place, from % Long.SIZE, lower, length);
            for (int i = 0; i < Lanes.DIMENSIONS; i++) {
                Lanes.decode(upper, lower, i, codes[i], length);
            }
            for (int token = 0; token < tokens; token++) {
                Lanes.add(codes, 0, question[token], from, products[token], length);
                Lanes.add(codes, Lanes.DIMENSIONS / 2, question[token], from, products[token], length);
            }
        }
    }

    /** One over the length of each token as it is decoded: outer levels bring 9 to its square, inner ones 1. */
    private void invertNorms(long[] words, int length) {
        int half = words.length / 2;
        int[] outer = new int[length];
        for (int word = 0; word < wordsPerToken; word++) {
            int used = Math.min(Long.SIZE, dimension - word * Long.SIZE);
            long mask = -1L >>> (Long.SIZE - used);
            for (int i = 0; i < length; i++) {
                int place = word * length + i;
                outer[i] += Long.bitCount(~(words[place] ^ words[half + place]) & mask);
            }
        }
        for (int i = 0; i < length; i++) {
            inverseNorms[i] = (float) (1 / Math.sqrt(dimension + 8.0 * outer[i]));
        }
    }
}
