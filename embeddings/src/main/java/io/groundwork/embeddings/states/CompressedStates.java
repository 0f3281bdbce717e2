package io.groundwork.embeddings.states;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * The states of a passage's tokens in two bits a dimension: one of four levels at even distances, {@code (code - 1.5) * step}. 96 bytes a token where there are
 * 384 dimensions. Immutable; a class, not a record: it holds an array.
 *
 * <p>As bytes: {@value #FORMAT}, the number of 64-dimension words of a token, then for each of these words the upper bits of all tokens' codes, then
 * likewise the lower bits, each word little-endian with its first dimension in the lowest bit. Words of one place stand side by side for all tokens, so that
 * a scorer takes several tokens at once.
 */
public final class CompressedStates {

    /** First byte of what is stored; another compression is another number. */
    static final byte FORMAT = 1;

    /**
     * Distance of levels in standard deviations of a dimension. A uniform quantiser of four levels loses least of a normal distribution at .9957.
     *
     * @see <a href="https://doi.org/10.1109/TIT.1960.1057548">Max, 1960, table II</a>
     */
    static final double STEP = 0.9957;

    private static final int HEADER = 2;

    private final long[] words;
    private final int wordsPerToken;

    private CompressedStates(long[] words, int wordsPerToken) {
        this.words = words;
        this.wordsPerToken = wordsPerToken;
    }

    /** @param states shape {@code [tokens, dimension]}, each of unit length and centred */
    public static CompressedStates of(float[] states, int dimension) {
        int wordsPerToken = wordsPerToken(dimension);
        int tokens = states.length / dimension;
        long[] words = new long[2 * wordsPerToken * tokens];
        float step = (float) (STEP / Math.sqrt(dimension));
        int lower = wordsPerToken * tokens;
        for (int token = 0; token < tokens; token++) {
            for (int i = 0; i < dimension; i++) {
                int code = Math.clamp((int) Math.floor(states[token * dimension + i] / step) + 2, 0, 3);
                int place = (i >> 6) * tokens + token;
                words[place] |= (long) (code >> 1) << i;
                words[lower + place] |= (long) (code & 1) << i;
            }
        }
        return new CompressedStates(words, wordsPerToken);
    }

    /** What {@link #toBytes} gave; empty when the bytes are something else, of another compression or of another dimension. */
    public static Optional<CompressedStates> read(byte[] bytes, int dimension) {
        int wordsPerToken = wordsPerToken(dimension);
        int bytesPerToken = 2 * wordsPerToken * Long.BYTES;
        if (bytes.length < HEADER
                || bytes[0] != FORMAT
                || bytes[1] != wordsPerToken
                || (bytes.length - HEADER) % bytesPerToken != 0) {
            return Optional.empty();
        }
        long[] words = new long[(bytes.length - HEADER) / Long.BYTES];
        ByteBuffer.wrap(bytes, HEADER, bytes.length - HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asLongBuffer()
                .get(words);
        return Optional.of(new CompressedStates(words, wordsPerToken));
    }

    /** A copy, to be stored. */
    public byte[] toBytes() {
        ByteBuffer bytes =
                ByteBuffer.allocate(HEADER + words.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(FORMAT).put((byte) wordsPerToken);
        bytes.asLongBuffer().put(words);
        return bytes.array();
    }

    public int tokens() {
        return words.length / 2 / wordsPerToken;
    }

    /** The codes' values in units of the distance between levels, -1.5 to 1.5, shape {@code [tokens, dimension]}; slow, for comparison. */
    public float[] decoded(int dimension) {
        int tokens = tokens();
        int lower = words.length / 2;
        float[] values = new float[tokens * dimension];
        for (int token = 0; token < tokens; token++) {
            for (int i = 0; i < dimension; i++) {
                int place = (i >> 6) * tokens + token;
                long code = (words[place] >>> i & 1) * 2 + (words[lower + place] >>> i & 1);
                values[token * dimension + i] = code - 1.5f;
            }
        }
        return values;
    }

    /** {@link #decoded} turned round, shape {@code [dimension, tokens]}. */
    public float[] decodedByDimension(int dimension) {
        int tokens = tokens();
        int lower = words.length / 2;
        float[] values = new float[dimension * tokens];
        for (int i = 0; i < dimension; i++) {
            int from = (i >> 6) * tokens;
            for (int token = 0; token < tokens; token++) {
                int code = (int) (words[from + token] >>> i & 1) * 2 + (int) (words[lower + from + token] >>> i & 1);
                values[i * tokens + token] = code - 1.5f;
            }
        }
        return values;
    }

    /** Not to be changed: upper bits, then lower bits, each word by word, each word for all tokens. */
    long[] words() {
        return words;
    }

    int wordsPerToken() {
        return wordsPerToken;
    }

    static int wordsPerToken(int dimension) {
        return (dimension + Long.SIZE - 1) / Long.SIZE;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CompressedStates that
                && wordsPerToken == that.wordsPerToken
                && Arrays.equals(words, that.words);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words);
    }
}
