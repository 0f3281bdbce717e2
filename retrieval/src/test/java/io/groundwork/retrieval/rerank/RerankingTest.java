package io.groundwork.retrieval.rerank;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.retrieval.Stage;
import io.groundwork.retrieval.fusion.Ranked;
import io.groundwork.retrieval.rerank.PassageScorer.Scored;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RerankingTest {

    private final List<Ranked> before = List.of(
            new Ranked(1, 1, Map.of(Stage.LEXICAL, 1)),
            new Ranked(2, 0.9, Map.of(Stage.VECTOR, 1)),
            new Ranked(3, 0.8, Map.of(Stage.VECTOR, 2)),
            new Ranked(4, 0.7, Map.of(Stage.VECTOR, 3)));

    @Test
    void scoresCountTwiceWhatTheOrderBeforeDoes() {
        Reranking.Outcome outcome = rerank(4, scores(Map.of(1L, 0.1, 2L, 0.2, 3L, 0.3, 4L, 0.4)));

        assertThat(passages(outcome)).containsExactly(4L, 3L, 2L, 1L);
        assertThat(outcome.ranked().getFirst().score()).isLessThan(1);
        assertThat(outcome.scored()).isEqualTo(4);
    }

    @Test
    void agreementGivesTheHighestScore() {
        Reranking.Outcome outcome = rerank(4, scores(Map.of(1L, 0.4, 2L, 0.3, 3L, 0.2, 4L, 0.1)));

        assertThat(passages(outcome)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(outcome.ranked().getFirst().score()).isEqualTo(1);
    }

    @Test
    void ranksOfEarlierStagesStay() {
        Reranking.Outcome outcome = rerank(4, scores(Map.of(1L, 0.4, 2L, 0.3, 3L, 0.2, 4L, 0.1)));

        assertThat(outcome.ranked().getFirst().ranks()).isEqualTo(Map.of(Stage.LEXICAL, 1, Stage.RERANK, 1));
        assertThat(outcome.ranked().get(2).ranks()).isEqualTo(Map.of(Stage.VECTOR, 2, Stage.RERANK, 3));
    }

    @Test
    void aPassageWithoutAScoreKeepsItsPlaceInTheOrderByScore() {
        Reranking.Outcome outcome = rerank(4, scores(Map.of(1L, 0.1, 3L, 0.2, 4L, 0.3)));

        assertThat(outcome.ranked())
                .filteredOn(ranked -> ranked.passage() == 2)
                .extracting(ranked -> ranked.ranks().get(Stage.RERANK))
                .containsExactly(2);
        assertThat(passages(outcome).getFirst()).isEqualTo(4);
        assertThat(outcome.plan()).isEqualTo("test over 4 of 4, 1 not looked at");
    }

    @Test
    void whatLiesBehindTheCandidatesStaysBehind() {
        Reranking.Outcome outcome = rerank(2, scores(Map.of(1L, 0.1, 2L, 0.2)));

        assertThat(passages(outcome)).containsExactly(2L, 1L, 3L, 4L);
        assertThat(outcome.ranked().get(3).ranks()).isEqualTo(Map.of(Stage.VECTOR, 3));
    }

    @Test
    void withoutScoresTheOrderBeforeStands() {
        Reranking.Outcome nothing = rerank(4, new Scored.Nothing("of a reason"));
        Reranking.Outcome none = rerank(4, scores(Map.of()));

        assertThat(nothing).isEqualTo(new Reranking.Outcome(before, 0, "not reranked: of a reason"));
        assertThat(none.ranked()).isEqualTo(before);
        assertThat(none.plan()).isEqualTo("not reranked: test over 4 of 4, 4 not looked at");
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
        return new Reranking(new Reranking.Settings(candidates, 2, 10, Duration.ofSeconds(1))).outcome(before, scored);
    }

    private static Scored scores(Map<Long, Double> scores) {
        return new Scored.Scores(List.of(scores), "test", "not looked at");
    }

    private static List<Long> passages(Reranking.Outcome outcome) {
        return outcome.ranked().stream().map(Ranked::passage).toList();
    }
}
