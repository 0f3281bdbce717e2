package io.groundwork.embeddings.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.groundwork.embeddings.LateInteraction.Question;
import io.groundwork.embeddings.LateInteraction.Scores;
import io.groundwork.embeddings.LateInteraction.Segment;
import io.groundwork.embeddings.LateInteraction.Weight;
import io.groundwork.embeddings.tokens.Tokens;
import io.groundwork.embeddings.tokens.WordPiece;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MaxSimTest {

    private static final int DIMENSION = 12;
    private static final WordPiece TOKENIZER = BgeSmall.tokenizer();

    @Test
    void agreesWithTheFormulaReadOffThePaper() {
        long seed = 42;
        Random random = new Random(seed);
        String asked = "what rises by yeast";
        String text = "Dough rises. Yeast makes gas in it.";
        Tokens questionTokens = TOKENIZER.encode(asked, 100);
        Tokens textTokens = TOKENIZER.encode(text, 100);
        float[] q = random(random, questionTokens);
        float[] t = random(random, textTokens);
        Segment second = new Segment(13, text.length());
        Question question = new Question(asked, List.of(new Weight(0, 4, 0.15), new Weight(14, 19, 3)));

        Scores scores = new MaxSim(question, new TokenStates(q.clone(), questionTokens))
                .score(new TokenStates(t.clone(), textTokens), List.of(second));

        double[] weights = {0.15, 1, 1, 3};
        assertThat(scores.text())
                .as("seed %d", seed)
                .isCloseTo(plain(q, t, weights, 0, textTokens.size() + 2), within(1e-5));
        // "dough", "rises" and the full stop come before; [CLS] takes the first row and [SEP] the last.
        assertThat(scores.segments().getFirst())
                .as("seed %d", seed)
                .isCloseTo(plain(q, t, weights, 4, textTokens.size() + 1), within(1e-5));
    }

    @Test
    void weightsOfZeroThroughoutCountAsEqual() {
        Random random = new Random(7);
        Tokens tokens = TOKENIZER.encode("one two", 10);
        TokenStates question = new TokenStates(random(random, tokens), tokens);
        TokenStates text = new TokenStates(random(random, tokens), tokens);
        Question weightless = new Question("one two", List.of(new Weight(0, 7, 0)));
        Question plain = new Question("one two", List.of());

        assertThat(new MaxSim(weightless, question).score(text, List.of()))
                .isEqualTo(new MaxSim(plain, question).score(text, List.of()));
    }

    @Test
    void aQuestionWithoutTokensMatchesNothing() {
        Tokens none = TOKENIZER.encode("", 10);
        TokenStates states = new TokenStates(random(new Random(1), none), none);

        assertThat(new MaxSim(new Question("", List.of()), states)
                        .score(states, List.of())
                        .text())
                .isEqualTo(-1);
    }

    private static double plain(float[] q, float[] t, double[] weights, int from, int to) {
        double sum = 0;
        double weightSum = 0;
        for (int i = 0; i < weights.length; i++) {
            double best = -1;
            for (int row = from; row < to; row++) {
                best = Math.max(best, dot(q, i + 1, t, row) / Math.sqrt(dot(q, i + 1, q, i + 1) * dot(t, row, t, row)));
            }
            sum += weights[i] * best;
            weightSum += weights[i];
        }
        return sum / weightSum;
    }

    private static double dot(float[] a, int row, float[] b, int otherRow) {
        double dot = 0;
        for (int i = 0; i < DIMENSION; i++) {
            dot += (double) a[row * DIMENSION + i] * b[otherRow * DIMENSION + i];
        }
        return dot;
    }

    private static float[] random(Random random, Tokens tokens) {
        float[] values = new float[(tokens.size() + 2) * DIMENSION];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
