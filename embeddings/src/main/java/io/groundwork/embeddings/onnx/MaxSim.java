package io.groundwork.embeddings.onnx;

import io.groundwork.embeddings.LateInteraction.Question;
import io.groundwork.embeddings.LateInteraction.Scores;
import io.groundwork.embeddings.LateInteraction.Segment;
import io.groundwork.embeddings.LateInteraction.Weight;
import io.groundwork.embeddings.tokens.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Scores a text by the best match that each token of a question finds in it: {@code Σ w(q) · max cos(q, t) / Σ w(q)}.
 * {@code [CLS]} and {@code [SEP]} of the question are left out; those of the text count for the text as a whole, and for no segment.
 * Immutable; safe for use by many threads.
 *
 * @see <a href="https://doi.org/10.1145/3397271.3401075">Khattab, Zaharia, SIGIR 2020</a>
 */
final class MaxSim {

    /** Below any cosine: a question token that met nothing. */
    private static final float NOTHING = -1;

    private final TokenStates question;
    private final double[] weights;
    private final double weightSum;

    MaxSim(Question asked, TokenStates question) {
        this.question = question;
        double[] given = weights(asked, question.tokens());
        if (Arrays.stream(given).sum() <= 0) {
            Arrays.fill(given, 1);
        }
        this.weights = given;
        this.weightSum = Arrays.stream(given).sum();
    }

    /** By the first of the weighted spans that the token begins in. */
    private static double[] weights(Question asked, Tokens tokens) {
        double[] weights = new double[tokens.size()];
        for (int i = 0; i < weights.length; i++) {
            int start = tokens.start(i);
            weights[i] = asked.words().stream()
                    .filter(word -> word.start() <= start && start < word.end())
                    .mapToDouble(Weight::weight)
                    .findFirst()
                    .orElse(1);
        }
        return weights;
    }

    Scores score(TokenStates text, List<Segment> segments) {
        float[] best = nothing();
        float[][] bestOfSegment = new float[segments.size()][];
        Arrays.setAll(bestOfSegment, segment -> nothing());
        for (int row = 0; row < text.rows(); row++) {
            float[] cosines = cosines(text, row);
            raise(best, cosines);
            for (int segment = 0; segment < segments.size(); segment++) {
                if (stands(text, row, segments.get(segment))) {
                    raise(bestOfSegment[segment], cosines);
                }
            }
        }
        List<Double> scores = new ArrayList<>();
        for (float[] ofSegment : bestOfSegment) {
            scores.add(mean(ofSegment));
        }
        return new Scores(mean(best), scores);
    }

    /** Of each token of the question with one row of the text, shape {@code [question tokens]}. */
    private float[] cosines(TokenStates text, int row) {
        float[] cosines = new float[weights.length];
        for (int i = 0; i < cosines.length; i++) {
            cosines[i] = text.cosine(row, question, i + 1);
        }
        return cosines;
    }

    private static boolean stands(TokenStates text, int row, Segment segment) {
        if (row == 0 || row == text.rows() - 1) {
            return false;
        }
        return segment.start() <= text.tokens().start(row - 1) && text.tokens().end(row - 1) <= segment.end();
    }

    private static void raise(float[] best, float[] cosines) {
        for (int i = 0; i < best.length; i++) {
            best[i] = Math.max(best[i], cosines[i]);
        }
    }

    private float[] nothing() {
        float[] best = new float[weights.length];
        Arrays.fill(best, NOTHING);
        return best;
    }

    private double mean(float[] best) {
        double sum = 0;
        for (int i = 0; i < best.length; i++) {
            sum += weights[i] * best[i];
        }
        return best.length == 0 ? NOTHING : Math.clamp(sum / weightSum, -1, 1);
    }
}
