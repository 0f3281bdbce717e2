package io.groundwork.bench;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * How the words of real passages are spread, in a few numbers: how often each stands (Zipf and Mandelbrot, and from {@code bend} on steeper, so that the vocabulary
 * grows as Heaps found), how many stand in a passage (log-normal), how often one that stands there stands there again, and how far passages of one
 * kind prefer the same words. Words that tell nothing are only counted. Immutable.
 */
final class WordCurve {

    /** Words are told apart by how common they are: one in two passages, in four, and so on. */
    static final int CLASSES = 12;

    /** As often a word stands in a passage at most. */
    static final int MOST_REPEATS = 16;

    private final float height;
    private final float shift;
    private final float exponent;
    private final int bend;
    private final float tailExponent;
    private final float logMean;
    private final float logDeviation;
    private final float silent;
    private final float[][] repeats;
    private final float ofCluster;
    private final float ofTheme;
    private final float ofDocument;

    /**
     * @param height {@code C} of {@code C / (rank + shift)^exponent}: how often a word is begun in a passage, rank counted from 1
     * @param bend rank from which on the exponent is {@code tailExponent}
     * @param logMean of the number of different words in a passage
     * @param logDeviation of the same
     * @param silent share of all words of a text that tell nothing
     * @param repeats shape {@code [classes][most]}: share of the words of a class that stand so often (from once) where they stand
     * @param ofCluster share of words that passages of one cluster draw from their own
     * @param ofTheme the same for a theme within it
     * @param ofDocument the same for a document; where the three are over 1 together, only what the others leave
     */
    WordCurve(
            float height,
            float shift,
            float exponent,
            int bend,
            float tailExponent,
            float logMean,
            float logDeviation,
            float silent,
            float[][] repeats,
            float ofCluster,
            float ofTheme,
            float ofDocument) {
        this.height = height;
        this.shift = shift;
        this.exponent = exponent;
        this.bend = bend;
        this.tailExponent = tailExponent;
        this.logMean = logMean;
        this.logDeviation = logDeviation;
        this.silent = silent;
        this.repeats = repeats;
        this.ofCluster = ofCluster;
        this.ofTheme = ofTheme;
        this.ofDocument = ofDocument;
    }

    float height() {
        return height;
    }

    float shift() {
        return shift;
    }

    float exponent() {
        return exponent;
    }

    int bend() {
        return bend;
    }

    float tailExponent() {
        return tailExponent;
    }

    float logMean() {
        return logMean;
    }

    float logDeviation() {
        return logDeviation;
    }

    float silent() {
        return silent;
    }

    float[][] repeats() {
        return repeats;
    }

    float ofCluster() {
        return ofCluster;
    }

    float ofTheme() {
        return ofTheme;
    }

    float ofDocument() {
        return ofDocument;
    }

    /** How often the word of a rank, counted from 0, is begun in a passage. */
    double rate(int rank) {
        double place = rank + 1 + shift;
        double corner = bend + shift;
        return rank < bend
                ? height * Math.pow(place, -exponent)
                : height * Math.pow(corner, -exponent) * Math.pow(place / corner, -tailExponent);
    }

    /** Of a word that stands in this share of passages. */
    static int classOf(double share) {
        return (int) Math.clamp(-Math.log(Math.max(share, 1e-9)) / Math.log(2), 0, CLASSES - 1);
    }

    WordCurve preferring(float cluster, float theme, float document) {
        return new WordCurve(
                height,
                shift,
                exponent,
                bend,
                tailExponent,
                logMean,
                logDeviation,
                silent,
                repeats,
                cluster,
                theme,
                document);
    }

    void write(DataOutputStream out) throws IOException {
        for (float number : new float[] {
            height, shift, exponent, bend, tailExponent, logMean, logDeviation, silent, ofCluster, ofTheme, ofDocument
        }) {
            out.writeFloat(number);
        }
        for (float[] ofClass : repeats) {
            PassageFit.writeFloats(out, ofClass);
        }
    }

    static WordCurve read(DataInputStream in) throws IOException {
        float[] numbers = PassageFit.readFloats(in, 11);
        float[][] repeats = new float[CLASSES][];
        for (int i = 0; i < CLASSES; i++) {
            repeats[i] = PassageFit.readFloats(in, MOST_REPEATS);
        }
        return new WordCurve(
                numbers[0],
                numbers[1],
                numbers[2],
                (int) numbers[3],
                numbers[4],
                numbers[5],
                numbers[6],
                numbers[7],
                repeats,
                numbers[8],
                numbers[9],
                numbers[10]);
    }
}
