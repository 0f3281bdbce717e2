package io.groundwork.embeddings.onnx;

import io.groundwork.embeddings.EmbeddingException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The mean of what a model makes of any token: all its states lie in a cone around it, and only what they differ by tells them apart. It belongs to the
 * model as its weights do: stored states are centred by it, so it never changes. Immutable.
 *
 * <p>That of the built-in model stands in a file of one decimal a line: the mean over all tokens, special ones included and each state made unit length before,
 * of fifty paragraphs about everything, written for this ({@code general-text.txt} of the tests). {@code MeanStateTest} makes it again. Of a corpus its own
 * mean would be a little better, but would move with each document, and stored states with it.
 */
final class MeanState {

    /** Of the built-in model, whatever numbers it is calculated in. */
    static final MeanState BUILT_IN = read("bge-small-en-v1.5-mean-state.txt");

    private final float[] mean;

    MeanState(float[] mean) {
        this.mean = mean;
    }

    private static MeanState read(String name) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Resource.open("/io/groundwork/embeddings/onnx/" + name), StandardCharsets.UTF_8))) {
            List<Float> values = lines.lines().map(Float::valueOf).toList();
            float[] mean = new float[values.size()];
            for (int i = 0; i < mean.length; i++) {
                mean[i] = values.get(i);
            }
            return new MeanState(mean);
        } catch (IOException e) {
            throw new EmbeddingException("The mean state %s could not be read".formatted(name), e);
        }
    }

    /**
     * Takes the mean out of each state, in place; states are made unit length before and after.
     *
     * @param states shape {@code [n, dimension]}
     */
    void centre(float[] states) {
        for (int from = 0; from < states.length; from += mean.length) {
            TokenStates.toUnitLength(states, from, mean.length);
            for (int i = 0; i < mean.length; i++) {
                states[from + i] -= mean[i];
            }
            TokenStates.toUnitLength(states, from, mean.length);
        }
    }

    int dimension() {
        return mean.length;
    }

    /** A copy. */
    float[] values() {
        return mean.clone();
    }
}
