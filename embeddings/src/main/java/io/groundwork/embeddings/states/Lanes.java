package io.groundwork.embeddings.states;

/**
 * The loops over the tokens of a passage, in the forms that HotSpot's compiler turns into vectors of 16-bit numbers: one array is written in each loop,
 * all are read at the loop's own index, and nothing is wider than what is stored. Eight products a turn are what fits; with sixteen, or with two arrays written, the
 * same loops are run number by number. Products and sums may leave 16 bits on the way; what is left is right where the result fits.
 */
final class Lanes {

    /** So many dimensions are decoded together: as many bits as a number has. */
    static final int DIMENSIONS = Short.SIZE;

    /** Codes 0 to 3 are decoded as {@code 2 * code - 3}. */
    static final int LARGEST_CODE = 3;

    private Lanes() {}

    /** 16 bits of each word, from a bit on. */
    static void take(long[] words, int from, int bit, short[] taken, int length) {
        for (int i = 0; i < length; i++) {
            taken[i] = (short) (words[from + i] >>> bit);
        }
    }

    /** What one bit of the codes' upper and one of their lower half stand for together: -3, -1, 1 or 3. */
    static void decode(short[] upper, short[] lower, int bit, short[] codes, int length) {
        for (int i = 0; i < length; i++) {
            codes[i] = (short) (((upper[i] >> bit) & 1) * 4 + ((lower[i] >> bit) & 1) * 2 - 3);
        }
    }

    /**
     * Adds the products of eight dimensions.
     *
     * @param codes by dimension, from {@code first} on
     * @param asked the question's numbers, from {@code from + first} on
     */
    static void add(short[][] codes, int first, short[] asked, int from, short[] sums, int length) {
        short[] a = codes[first];
        short[] b = codes[first + 1];
        short[] c = codes[first + 2];
        short[] d = codes[first + 3];
        short[] e = codes[first + 4];
        short[] f = codes[first + 5];
        short[] g = codes[first + 6];
        short[] h = codes[first + 7];
        int place = from + first;
        int p = asked[place];
        int q = asked[place + 1];
        int r = asked[place + 2];
        int s = asked[place + 3];
        int t = asked[place + 4];
        int u = asked[place + 5];
        int v = asked[place + 6];
        int w = asked[place + 7];
        for (int i = 0; i < length; i++) {
            sums[i] = (short) (sums[i]
                    + ((a[i] * p + b[i] * q) + (c[i] * r + d[i] * s))
                    + ((e[i] * t + f[i] * u) + (g[i] * v + h[i] * w)));
        }
    }

    /** The highest sum, each divided by its token's length. */
    static float best(short[] sums, float[] inverseNorms, int length) {
        float best = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < length; i++) {
            float cosine = sums[i] * inverseNorms[i];
            best = cosine > best ? cosine : best;
        }
        return best;
    }
}
