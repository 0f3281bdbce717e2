package io.groundwork.retrieval.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.groundwork.retrieval.Candidate;
import io.groundwork.retrieval.Stage;
import io.groundwork.retrieval.fusion.Ranked;
import io.groundwork.retrieval.fusion.Ranking;
import io.groundwork.retrieval.rerank.PassageScorer.Scored;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RerankingTest {

    private final List<Ranked> before = List.of(
            new Ranked(1, 1, Map.of(Stage.LEXICAL, 1)),
            new Ranked(2, 0.9, Map.of(Stage.VECTOR, 1)),
            new Ranked(3, 0.8, Map.of(Stage.VECTOR, 2)),
            new Ranked(4, 0.6, Map.of(Stage.VECTOR, 3)));

    private final List<Ranking> searches = List.of(
            new Ranking(Stage.LEXICAL, 1, List.of(new Candidate(1, 9))),
            new Ranking(Stage.VECTOR, 1, List.of(new Candidate(2, 0.9), new Candidate(3, 0.6), new Candidate(4, 0.5))));

    @Test
    void scoresAreAddedByHowMuchBetterOneIs() {
        List<Ranking> one = List.of(new Ranking(
                Stage.VECTOR,
                1,
                List.of(new Candidate(1, 0.9), new Candidate(2, 0.7), new Candidate(3, 0.7), new Candidate(4, 0.5))));

        Reranking.Outcome outcome = reranking(4)
                .outcome(new Reranking.Found(before, one, 200), scores(Map.of(1L, 2.0, 2L, 1.0, 3L, 4.0, 4L, 1.0)), 1);

        // The new scores lie around 2 by sqrt(1.5), and count twice; the others around .7 by sqrt(.02).
        assertThat(passages(outcome)).containsExactly(3L, 1L, 2L, 4L);
        assertThat(outcome.ranked().get(0).score()).isCloseTo(logistic(2 * 2 / Math.sqrt(1.5) / 3), within(1e-9));
        assertThat(outcome.ranked().get(1).score()).isCloseTo(logistic(0.2 / Math.sqrt(0.02) / 3), within(1e-9));
        assertThat(outcome.scored()).isEqualTo(4);
    }

    @Test
    void theOnlyPassageThatHasTheWordsStandsOut() {
        Scored equal = scores(Map.of(1L, 0.5, 2L, 0.5, 3L, 0.5, 4L, 0.5));
        List<Ranking> words = List.of(searches.getFirst());

        assertThat(reranking(4)
                        .outcome(new Reranking.Found(before, words, 200), equal, 1)
                        .ranked())
                .filteredOn(ranked -> ranked.score() > 0.5)
                .extracting(Ranked::passage)
                .containsExactly(1L);
    }

    @Test
    void whatASearchThatWasCutOffDidNotFindHasItsLowestScore() {
        Scored equal = scores(Map.of(1L, 0.5, 2L, 0.5, 3L, 0.5, 4L, 0.5));
        List<Ranking> words =
                List.of(new Ranking(Stage.LEXICAL, 1, List.of(new Candidate(3, 0.9), new Candidate(2, 0.7))));

        Reranking.Outcome outcome = reranking(4).outcome(new Reranking.Found(before, words, 2), equal, 1);

        assertThat(passages(outcome)).containsExactly(3L, 1L, 2L, 4L);
        assertThat(outcome.ranked().get(1).score())
                .isEqualTo(outcome.ranked().get(2).score());
    }

    @Test
    void aPassageAloneIsTheMean() {
        Reranking.Found alone = new Reranking.Found(before.subList(0, 1), searches.subList(0, 1), 200);

        assertThat(reranking(4)
                        .outcome(alone, scores(Map.of(1L, -0.4)), 1)
                        .ranked()
                        .getFirst()
                        .score())
                .isEqualTo(0.5);
    }

    @Test
    void ranksOfEarlierStagesStay() {
        Reranking.Outcome outcome = rerank(4, scores(Map.of(1L, 0.4, 2L, 0.3, 3L, 0.2, 4L, 0.1)));

        assertThat(outcome.ranked().getFirst().ranks()).isEqualTo(Map.of(Stage.LEXICAL, 1, Stage.RERANK, 1));
        assertThat(outcome.ranked().get(2).ranks()).isEqualTo(Map.of(Stage.VECTOR, 2, Stage.RERANK, 3));
    }

    @Test
    void aPassageWithoutAScoreNeitherGainsNorLoses() {
        Reranking.Outcome outcome = rerank(4, scores(Map.of(1L, 0.1, 3L, 0.2, 4L, 0.3)));

        Ranked without = outcome.ranked().stream()
                .filter(ranked -> ranked.passage() == 2)
                .findFirst()
                .orElseThrow();
        assertThat(without.score()).isCloseTo(bySearchesAlone(2), within(1e-9));
        assertThat(without.ranks()).containsEntry(Stage.RERANK, 2);
        assertThat(outcome.plan()).isEqualTo("test over 4 of 4, 1 not looked at");
    }

    @Test
    void whatLiesBehindTheCandidatesStaysBehind() {
        Reranking.Outcome outcome = rerank(2, scores(Map.of(1L, 0.1, 2L, 0.2)));

        assertThat(passages(outcome)).containsExactly(2L, 1L, 3L, 4L);
        assertThat(outcome.ranked().get(3).ranks()).isEqualTo(Map.of(Stage.VECTOR, 3));
        assertThat(outcome.ranked()).extracting(Ranked::score).isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void withoutScoresTheOrderBeforeStands() {
        Reranking.Outcome nothing = rerank(4, new Scored.Nothing("of a reason"));
        Reranking.Outcome none = rerank(4, scores(Map.of()));

        assertThat(nothing).isEqualTo(new Reranking.Outcome(before, 0, "not reranked: of a reason"));
        assertThat(none.ranked()).isEqualTo(before);
        assertThat(none.plan()).isEqualTo("not reranked: test over 4 of 4, 4 not looked at");
    }

    /** With so small a weight that what is scored anew counts nothing. */
    private double bySearchesAlone(long passage) {
        return new Reranking(new Reranking.Settings(4, 1e-12, Duration.ofSeconds(1)))
                .outcome(found(), scores(Map.of(1L, 1.0, 3L, 2.0)), 1).ranked().stream()
                        .filter(ranked -> ranked.passage() == passage)
                        .findFirst()
                        .orElseThrow()
                        .score();
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private Reranking.Found found() {
        return new Reranking.Found(before, searches, 200);
    }

    @Test
    void scoresOfTwoSpacesDoNotMeet() {
        Scored scored =
                new Scored.Scores(List.of(Map.of(1L, 0.1, 3L, 0.2), Map.of(2L, 7.0, 4L, 8.0)), "test", "not looked at");

        Reranking.Outcome outcome = rerank(4, scored);

        assertThat(outcome.ranked())
                .extracting(ranked -> ranked.passage() + " " + ranked.ranks().get(Stage.RERANK))
                .containsExactlyInAnyOrder("3 1", "4 2", "1 3", "2 4");
        assertThat(outcome.plan()).isEqualTo("test over 4 of 4, 0 not looked at");
    }

    private Reranking.Outcome rerank(int candidates, Scored scored) {
        return reranking(candidates).outcome(found(), scored, 1);
    }

    private static Reranking reranking(int candidates) {
        return new Reranking(new Reranking.Settings(candidates, 2, Duration.ofSeconds(1)));
    }

    private static Scored scores(Map<Long, Double> scores) {
        return new Scored.Scores(List.of(scores), "test", "not looked at");
    }

    private static List<Long> passages(Reranking.Outcome outcome) {
        return outcome.ranked().stream().map(Ranked::passage).toList();
    }
}
