package io.groundwork.bench;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Draws words by a {@link WordCurve}, of a vocabulary as large as so many passages have. A word is its rank, counted from 0. Words of about the same rank stand in blocks; what a
 * cluster, a theme or a document prefers is a few of each block, so that all taken together stand as often as the curve has it. Safe for use by many threads.
 */
final class GeneratedWords {

    /** Words that would stand in a tenth of a passage among all are left out. */
    private static final double RAREST = 0.1;

    private static final int MOST = 4_000_000;

    /** Words of a block, by who prefers some of them, and how many these are. */
    private static final int CLUSTER_BLOCK = 32;

    private static final int CLUSTER_KEEPS = 2;
    private static final int THEME_BLOCK = 512;
    private static final int THEME_KEEPS = 2;
    private static final int DOCUMENT_BLOCK = 4096;
    private static final int DOCUMENT_KEEPS = 4;

    private static final int FEWEST_WORDS = 5;
    private static final int MOST_WORDS = 400;

    private final WordCurve curve;
    private final float[] rates;
    private final double[] sums;
    private final int[] guide;
    private final int[] slots;

    GeneratedWords(WordCurve curve, long passages) {
        this.curve = curve;
        int size = 0;
        while (size < MOST && (size < 1000 || curve.rate(size) * passages > RAREST)) {
            size++;
        }
        this.rates = new float[size];
        this.sums = new double[size + 1];
        for (int i = 0; i < size; i++) {
            rates[i] = (float) curve.rate(i);
            sums[i + 1] = sums[i] + rates[i];
        }
        this.guide = new int[4096 + 1];
        int word = 0;
        for (int i = 0; i < guide.length; i++) {
            double from = sums[size] * i / (guide.length - 1);
            while (word < size - 1 && sums[word + 1] < from) {
                word++;
            }
            guide[i] = word;
        }
        this.slots = new int[size];
    }

    int size() {
        return rates.length;
    }

    /** As {@link SpelledWords#slot}, which takes a digest, so each is kept. Two threads that meet here write the same. */
    int slot(int word) {
        if (slots[word] == 0) {
            slots[word] = SpelledWords.slot(word);
        }
        return slots[word];
    }

    /** How common a word is, see {@link WordCurve#classOf}. */
    int classOf(int word) {
        return WordCurve.classOf(-Math.expm1(-rates[word]));
    }

    /** Who draws. */
    record Speaker(int cluster, int theme, int document) {}

    int draw(SplittableRandom random, Speaker speaker) {
        int word = any(random);
        double whose = random.nextDouble();
        if (whose < curve.ofCluster()) {
            return preferred(word, 1 + speaker.cluster(), CLUSTER_BLOCK, CLUSTER_KEEPS);
        }
        if (whose < curve.ofCluster() + curve.ofTheme()) {
            return preferred(word, 1_000 + speaker.theme(), THEME_BLOCK, THEME_KEEPS);
        }
        if (whose < curve.ofCluster() + curve.ofTheme() + curve.ofDocument()) {
            return preferred(word, 1_000_000_000 + speaker.document(), DOCUMENT_BLOCK, DOCUMENT_KEEPS);
        }
        return word;
    }

    private int any(SplittableRandom random) {
        double at = random.nextDouble() * sums[rates.length];
        int step = (int) (at / sums[rates.length] * (guide.length - 1));
        int low = guide[step];
        int high = Math.min(rates.length - 1, guide[Math.min(step + 1, guide.length - 1)] + 1);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sums[middle + 1] > at) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Words of the first block are everybody's. */
    private int preferred(int word, int whose, int block, int keeps) {
        int begin = word / block * block;
        if (begin == 0 || begin + block > rates.length) {
            return word;
        }
        int first = Math.floorMod(GeneratedLibrary.mixed(whose, begin), block);
        return begin + (first + word % keeps * (block / keeps)) % block;
    }

    /** The different words of a passage, in the order drawn. */
    int[] passage(SplittableRandom random, Speaker speaker) {
        int count = Math.clamp(
                Math.round(Math.exp(curve.logMean() + curve.logDeviation() * random.nextGaussian())),
                FEWEST_WORDS,
                MOST_WORDS);
        int[] words = new int[count];
        Set<Integer> taken = HashSet.newHashSet(count);
        int size = 0;
        while (size < count) {
            int word = draw(random, speaker);
            if (taken.add(word)) {
                words[size++] = word;
            }
        }
        return words;
    }

    /** How often a word stands where it stands. */
    int repeats(SplittableRandom random, int word) {
        float[] shares = curve.repeats()[classOf(word)];
        double left = random.nextDouble();
        for (int i = 0; i < shares.length; i++) {
            left -= shares[i];
            if (left < 0) {
                return i + 1;
            }
        }
        return 1;
    }
}
