package io.groundwork.retrieval.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundwork.embeddings.CrossEncoder.Scale;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.EngineOverloadedException;
import io.groundwork.embeddings.OutOfTimeException;
import io.groundwork.embeddings.OverlapCrossEncoder;
import io.groundwork.retrieval.Candidate;
import io.groundwork.retrieval.rerank.CrossEncoding.Outcome.BudgetSpent;
import io.groundwork.retrieval.rerank.CrossEncoding.Outcome.EngineAway;
import io.groundwork.retrieval.rerank.CrossEncoding.Outcome.Ranked;
import io.groundwork.retrieval.rerank.CrossEncoding.Reading;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CrossEncodingTest {

    private static final Duration BUDGET = Duration.ofSeconds(5);
    private static final List<Reading> CANDIDATES = List.of(
            new Reading(11, "Canteen\nMenu on Fridays"),
            new Reading(12, "Heating\nThe boiler is serviced in May"),
            new Reading(13, "Canteen\nThe canteen opens at noon"),
            new Reading(14, "Holidays"));

    private final OverlapCrossEncoder encoder = new OverlapCrossEncoder();
    private final CrossEncoding reranking = new CrossEncoding(encoder);

    @Test
    void theCandidateThatAnswersBestComesFirstAndEqualsKeepTheirOrder() {
        assertThat(reranking.rerank("when opens the canteen", CANDIDATES, BUDGET))
                .isInstanceOfSatisfying(Ranked.class, ranked -> {
                    assertThat(ranked.candidates())
                            .extracting(Candidate::passage)
                            .containsExactly(13L, 11L, 12L, 14L);
                    assertThat(ranked.cut()).isZero();
                });
    }

    @Test
    void scoresAreWithin0And1AndFall() {
        Ranked ranked = (Ranked) reranking.rerank("the canteen", CANDIDATES, BUDGET);

        assertThat(ranked.candidates())
                .extracting(Candidate::score)
                .allMatch(score -> score >= 0 && score <= 1)
                .isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(ranked.candidates().getFirst().score()).isEqualTo(Scale.LOGIT.relevance(2));
    }

    @Test
    void candidatesOfWhichOnlyTheBeginningWasReadAreCounted() {
        List<Reading> candidates = List.of(new Reading(1, "canteen ".repeat(100)), new Reading(2, "boiler"));

        assertThat(reranking.rerank("canteen", candidates, BUDGET))
                .isInstanceOfSatisfying(
                        Ranked.class, ranked -> assertThat(ranked.cut()).isEqualTo(1));
    }

    @Test
    void nothingToRankIsRanked() {
        encoder.fail(new EmbeddingException("away"));

        assertThat(reranking.rerank("canteen", List.of(), BUDGET)).isEqualTo(new Ranked(List.of(), 0));
    }

    @Test
    void aBudgetThatIsSpentIsAResult() {
        encoder.fail(new OutOfTimeException("late"));

        assertThat(reranking.rerank("canteen", CANDIDATES, BUDGET)).isEqualTo(new BudgetSpent(BUDGET));
    }

    @Test
    void withoutBudgetNobodyIsAsked() {
        encoder.fail(new EmbeddingException("asked"));

        assertThat(reranking.rerank("canteen", CANDIDATES, Duration.ZERO)).isEqualTo(new BudgetSpent(Duration.ZERO));
        assertThat(reranking.rerank("canteen", CANDIDATES, Duration.ofMillis(-3)))
                .isInstanceOf(BudgetSpent.class);
    }

    @Test
    void anEngineThatIsAwayOrOverloadedIsAResultThatSaysWhy() {
        encoder.fail(new EmbeddingException("The server at http://tei answered 503"));
        assertThat(reranking.rerank("canteen", CANDIDATES, BUDGET))
                .isEqualTo(new EngineAway("The server at http://tei answered 503"));

        encoder.fail(new EngineOverloadedException("too much waits", Duration.ofSeconds(1)));
        assertThat(reranking.rerank("canteen", CANDIDATES, BUDGET)).isEqualTo(new EngineAway("too much waits"));
    }

    @Test
    void aCallerWhoIsInterruptedGetsNoResult() {
        encoder.fail(new EmbeddingException("Interrupted"));
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> reranking.rerank("canteen", CANDIDATES, BUDGET))
                .isInstanceOf(EmbeddingException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
