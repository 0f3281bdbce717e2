package io.groundwork.embeddings.tokens;

import java.util.Arrays;

/**
 * The tokens of one text in order, without special ones. A class, not a record: it holds arrays. Not changed once {@link
 * WordPiece} has handed it out, so many threads may read it.
 */
public final class Tokens {

    private long[] ids = new long[64];
    private int[] starts = new int[64];
    private int[] ends = new int[64];
    private int size;
    private boolean cut;

    Tokens() {}

    void add(int id, int start, int end) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, 2 * size);
            starts = Arrays.copyOf(starts, 2 * size);
            ends = Arrays.copyOf(ends, 2 * size);
        }
        ids[size] = id;
        starts[size] = start;
        ends[size] = end;
        size++;
    }

    void cut(int limit) {
        size = Math.min(size, limit);
    }

    void markCut() {
        cut = true;
    }

    /** Whether the text went on behind the last of them. */
    public boolean isCut() {
        return cut;
    }

    public int size() {
        return size;
    }

    /** The number of the token in the vocabulary. */
    public long id(int index) {
        return ids[index];
    }

    /** Where the token begins in the text, in UTF-16 code units. */
    public int start(int index) {
        return starts[index];
    }

    /** One past where the token ends in the text, in UTF-16 code units. */
    public int end(int index) {
        return ends[index];
    }
}
