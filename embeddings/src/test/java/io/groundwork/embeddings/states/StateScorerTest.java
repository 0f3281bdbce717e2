package io.groundwork.embeddings.states;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StateScorerTest {

    @Test
    void matchesOfTokensAddUpToTheScore() {
        CompressedStates passage = CompressedStates.of(RandomStates.of(12, 100, 384), 384);
        StateScorer scorer = new StateScorer(new QuestionStates(RandomStates.of(11, 9, 384), 384));

        TokenMatches matches = scorer.matches(passage);

        double sum = 0;
        for (int asked = 0; asked < matches.asked(); asked++) {
            sum += matches.best(asked, 0, matches.tokens());
        }
        assertThat(matches.tokens()).isEqualTo(100);
        assertThat(sum / matches.asked()).isCloseTo(scorer.score(passage), within(1e-6));
        assertThat(matches.best(0, 7, 7)).isEqualTo(-1);
    }

    @Test
    void scoresAreThoseOfPlainDecimals() {
        for (int dimension : new int[] {32, 64, 100, 384, 1024}) {
            for (int tokens : new int[] {1, 2, 11, 12}) {
                float[] question = RandomStates.of(tokens, tokens, dimension);
                StateScorer scorer = new StateScorer(new QuestionStates(question.clone(), dimension));
                CompressedStates passage = CompressedStates.of(RandomStates.of(9, 77, dimension), dimension);

                assertThat(scorer.score(passage))
                        .as("%d tokens of %d dimensions", tokens, dimension)
                        .isCloseTo(plain(question, passage.decoded(dimension), dimension), within(2e-3));
            }
        }
    }

    @Test
    void theLargestProductsThatThereAreStayRight() {
        for (int dimension : new int[] {32, 64, 100, 384, 1024}) {
            float[] even = signs(dimension, 1);
            CompressedStates same = CompressedStates.of(even, dimension);
            CompressedStates opposite = CompressedStates.of(signs(dimension, -1), dimension);
            StateScorer scorer = new StateScorer(new QuestionStates(even, dimension));

            assertThat(scorer.score(same)).as("%d dimensions", dimension).isCloseTo(1, within(0.02));
            assertThat(scorer.score(opposite)).as("%d dimensions", dimension).isCloseTo(-1, within(0.02));
        }
    }

    @Test
    void aSingleLargeNumberStaysRight() {
        float[] one = new float[384];
        one[200] = 1;
        StateScorer scorer = new StateScorer(new QuestionStates(one, 384));
        CompressedStates passage = CompressedStates.of(one, 384);

        assertThat(scorer.score(passage)).isCloseTo(plain(one, passage.decoded(384), 384), within(1e-4));
    }

    @Test
    void aShortPassageAfterALongOneIsScoredAsIfAlone() {
        float[] question = RandomStates.of(10, 5, 384);
        StateScorer scorer = new StateScorer(new QuestionStates(question, 384));
        CompressedStates shorter = CompressedStates.of(RandomStates.of(11, 3, 384), 384);

        scorer.score(CompressedStates.of(question, 384));

        assertThat(scorer.score(shorter)).isEqualTo(new StateScorer(new QuestionStates(question, 384)).score(shorter));
    }

    @Test
    void theOrderIsThatOfPlainDecimalsBeforeCompression() {
        float[] question = RandomStates.of(4, 12, 384);
        StateScorer scorer = new StateScorer(new QuestionStates(question.clone(), 384));
        List<double[]> scores = new ArrayList<>();
        for (int passage = 0; passage < 40; passage++) {
            float[] states = mixed(question, passage, passage / 40.0);
            scores.add(new double[] {plain(question, states, 384), scorer.score(CompressedStates.of(states, 384))});
        }

        double agreeing = 0;
        double pairs = 0;
        for (double[] one : scores) {
            for (double[] other : scores) {
                if (one[0] > other[0]) {
                    pairs++;
                    agreeing += one[1] > other[1] ? 1 : 0;
                }
            }
        }
        assertThat(agreeing / pairs).isGreaterThan(0.93);
    }

    @Test
    void aPassageThatSaysTheSameScoresHighest() {
        float[] question = RandomStates.of(5, 8, 384);
        StateScorer scorer = new StateScorer(new QuestionStates(question.clone(), 384));

        double same = scorer.score(CompressedStates.of(question, 384));

        assertThat(same).isBetween(0.9, 1.0);
        assertThat(scorer.score(CompressedStates.of(RandomStates.of(6, 100, 384), 384)))
                .isLessThan(0.3);
    }

    @Test
    void aScoreDoesNotDependOnItsNeighbours() {
        StateScorer scorer = new StateScorer(new QuestionStates(RandomStates.of(7, 12, 384), 384));
        List<CompressedStates> passages = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            passages.add(CompressedStates.of(RandomStates.of(i, 1 + 13 * i, 384), 384));
        }
        List<Double> alone = passages.stream()
                .map(passage -> new StateScorer(new QuestionStates(RandomStates.of(7, 12, 384), 384)).score(passage))
                .toList();
        List<Integer> order =
                new ArrayList<>(java.util.stream.IntStream.range(0, 20).boxed().toList());
        Collections.shuffle(order, new Random(8));

        for (int i : order) {
            assertThat(scorer.score(passages.get(i))).isEqualTo(alone.get(i));
        }
    }

    @Test
    void nothingScoresNothing() {
        StateScorer none = new StateScorer(new QuestionStates(new float[0], 384));
        StateScorer some = new StateScorer(new QuestionStates(RandomStates.of(1, 3, 384), 384));

        assertThat(none.score(CompressedStates.of(RandomStates.of(1, 3, 384), 384)))
                .isZero();
        assertThat(some.score(CompressedStates.of(new float[0], 384))).isZero();
        assertThat(new StateScorer(new QuestionStates(new float[384], 384))
                        .score(CompressedStates.of(RandomStates.of(1, 3, 384), 384)))
                .isZero();
    }

    @Test
    void statesOfAnotherDimensionAreRefused() {
        StateScorer scorer = new StateScorer(new QuestionStates(RandomStates.of(1, 3, 384), 384));

        assertThatThrownBy(() -> scorer.score(CompressedStates.of(RandomStates.of(1, 3, 768), 768)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Random tokens, a share of each being one of the question's. */
    private static float[] mixed(float[] question, int seed, double share) {
        float[] states = RandomStates.of(100 + seed, 60, 384);
        for (int token = 0; token < 60; token++) {
            double squares = 0;
            for (int i = 0; i < 384; i++) {
                int place = token * 384 + i;
                states[place] = (float) (states[place] * (1 - share) + share * question[token % 12 * 384 + i]);
                squares += states[place] * (double) states[place];
            }
            for (int i = 0; i < 384; i++) {
                states[token * 384 + i] /= (float) Math.sqrt(squares);
            }
        }
        return states;
    }

    /** One state of unit length, all numbers equally far from 0. */
    private static float[] signs(int dimension, int sign) {
        float[] state = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            state[i] = (float) ((i % 3 == 0 ? -sign : sign) / Math.sqrt(dimension));
        }
        return state;
    }

    /** The formula word by word. */
    private static double plain(float[] question, float[] passage, int dimension) {
        double sum = 0;
        for (int q = 0; q < question.length; q += dimension) {
            double best = Double.NEGATIVE_INFINITY;
            for (int p = 0; p < passage.length; p += dimension) {
                float[] state = Arrays.copyOfRange(passage, p, p + dimension);
                double dot = 0;
                double squares = 0;
                for (int i = 0; i < dimension; i++) {
                    dot += question[q + i] * (double) state[i];
                    squares += state[i] * (double) state[i];
                }
                best = Math.max(best, dot / Math.sqrt(squares));
            }
            sum += best;
        }
        return sum * dimension / question.length;
    }
}
