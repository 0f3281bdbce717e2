package io.groundwork.bench;

import io.groundwork.embeddings.states.CompressedStates;
import io.groundwork.embeddings.states.QuestionStates;
import java.util.Arrays;
import java.util.List;

/**
 * The other way to score compressed states: decoded to decimals, one dimension of all tokens after the other, and multiplied four tokens of the question at a
 * time in loops that the compiler turns into vectors.
 */
final class DecodedStates {

    private DecodedStates() {}

    /** The sum over passages of what {@link io.groundwork.embeddings.states.StateScorer} gives, but for its rounding of the question. */
    static double scores(QuestionStates question, List<byte[]> stored) {
        int dimension = question.dimension();
        int tokens = question.tokens();
        float[] asked = Arrays.copyOf(question.toArray(), (tokens + 3) / 4 * 4 * dimension);
        double sum = 0;
        for (byte[] passage : stored) {
            sum += score(
                    asked, tokens, CompressedStates.read(passage, dimension).orElseThrow(), dimension);
        }
        return sum;
    }

    private static double score(float[] asked, int tokens, CompressedStates passage, int dimension) {
        int length = passage.tokens();
        float[] values = passage.decodedByDimension(dimension);
        float[] squares = new float[length];
        for (int i = 0; i < dimension; i++) {
            addSquares(values, i * length, squares);
        }
        float[][] products = new float[4][length];
        double sum = 0;
        for (int token = 0; token < tokens; token += 4) {
            for (float[] row : products) {
                Arrays.fill(row, 0);
            }
            for (int i = 0; i < dimension; i++) {
                int place = token * dimension + i;
                addProducts(values, i * length, asked, place, dimension, products);
            }
            for (int row = 0; row < Math.min(4, tokens - token); row++) {
                sum += best(products[row], squares);
            }
        }
        return sum / tokens;
    }

    private static void addSquares(float[] values, int from, float[] squares) {
        for (int i = 0; i < squares.length; i++) {
            squares[i] += values[from + i] * values[from + i];
        }
    }

    private static void addProducts(
            float[] values, int from, float[] asked, int place, int dimension, float[][] products) {
        float asked0 = asked[place];
        float asked1 = asked[place + dimension];
        float asked2 = asked[place + 2 * dimension];
        float asked3 = asked[place + 3 * dimension];
        float[] products0 = products[0];
        float[] products1 = products[1];
        float[] products2 = products[2];
        float[] products3 = products[3];
        for (int i = 0; i < products0.length; i++) {
            float value = values[from + i];
            products0[i] += asked0 * value;
            products1[i] += asked1 * value;
            products2[i] += asked2 * value;
            products3[i] += asked3 * value;
        }
    }

    private static float best(float[] products, float[] squares) {
        float best = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < products.length; i++) {
            best = Math.max(best, products[i] / (float) Math.sqrt(squares[i]));
        }
        return best;
    }
}
