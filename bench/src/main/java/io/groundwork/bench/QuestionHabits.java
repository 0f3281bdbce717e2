package io.groundwork.bench;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * How real questions stand to the passages that answer them. Immutable.
 */
final class QuestionHabits {

    static final int QUANTILES = 11;

    private final float[] words;
    private final float shared;
    private final float[] chosen;
    private final float[] added;
    private final float[] offset;
    private final float[] cosines;

    /**
     * @param words eleven quantiles of how many different telling words a question has
     * @param shared share of these that stand in the passage
     * @param chosen by class of {@link WordCurve#classOf}: how much likelier than others a word of the passage is asked with
     * @param added the same for words that do not stand in it
     * @param offset what a question's vector has over that of its passage, on the mean
     * @param cosines eleven quantiles of the cosine between the two
     */
    QuestionHabits(float[] words, float shared, float[] chosen, float[] added, float[] offset, float[] cosines) {
        this.words = words;
        this.shared = shared;
        this.chosen = chosen;
        this.added = added;
        this.offset = offset;
        this.cosines = cosines;
    }

    float[] words() {
        return words;
    }

    float shared() {
        return shared;
    }

    float[] chosen() {
        return chosen;
    }

    float[] added() {
        return added;
    }

    float[] offset() {
        return offset;
    }

    float[] cosines() {
        return cosines;
    }

    /** The value at a share in [0, 1], by the straight line between two of them. */
    static double at(float[] quantiles, double share) {
        double place = share * (quantiles.length - 1);
        int below = (int) Math.min(place, quantiles.length - 2.0);
        return quantiles[below] + (place - below) * (quantiles[below + 1] - quantiles[below]);
    }

    void write(DataOutputStream out) throws IOException {
        PassageFit.writeFloats(out, words);
        out.writeFloat(shared);
        PassageFit.writeFloats(out, chosen);
        PassageFit.writeFloats(out, added);
        out.writeShort(offset.length);
        PassageFit.writeHalves(out, offset);
        PassageFit.writeFloats(out, cosines);
    }

    static QuestionHabits read(DataInputStream in) throws IOException {
        return new QuestionHabits(
                PassageFit.readFloats(in, QUANTILES),
                in.readFloat(),
                PassageFit.readFloats(in, WordCurve.CLASSES),
                PassageFit.readFloats(in, WordCurve.CLASSES),
                PassageFit.readHalves(in, in.readUnsignedShort()),
                PassageFit.readFloats(in, QUANTILES));
    }
}
