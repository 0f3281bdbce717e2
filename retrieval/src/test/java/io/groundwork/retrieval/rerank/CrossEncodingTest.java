package io.groundwork.retrieval.rerank;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.EngineOverloadedException;
import io.groundwork.embeddings.OutOfTimeException;
import io.groundwork.embeddings.OverlapCrossEncoder;
import io.groundwork.retrieval.rerank.CrossEncoding.Reading;
import io.groundwork.retrieval.rerank.PassageScorer.Scored;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CrossEncodingTest {

    private static final List<Reading> CANDIDATES = List.of(
            new Reading(11, "Canteen\nMenu on Fridays"),
            new Reading(12, "Heating\nThe boiler is serviced in May"),
            new Reading(13, "Canteen\nThe canteen opens at noon"));

    private final OverlapCrossEncoder encoder = new OverlapCrossEncoder();
    private final CrossEncoding scorer = new CrossEncoding(encoder, 1);

    @Test
    void everyCandidateHasTheModelsOwnScore() {
        assertThat(score("when opens the canteen", CANDIDATES))
                .isEqualTo(new Scored.Scores(
                        List.of(Map.of(11L, 1.0, 12L, 1.0, 13L, 3.0)), "cross-encoder overlap", "not readable"));
    }

    @Test
    void candidatesOfWhichOnlyTheBeginningWasReadAreCounted() {
        List<Reading> candidates = List.of(new Reading(1, "canteen ".repeat(100)), new Reading(2, "boiler"));

        assertThat(score("canteen", candidates))
                .isInstanceOfSatisfying(Scored.Scores.class, scores -> assertThat(scores.how())
                        .isEqualTo("cross-encoder overlap (1 read in part)"));
    }

    @Test
    void aBudgetThatIsSpentIsAResult() {
        encoder.fail(new OutOfTimeException("late"));

        assertThat(score("canteen", CANDIDATES))
                .isEqualTo(new Scored.Nothing("cross-encoder overlap: the time for it was spent"));
    }

    @Test
    void withoutBudgetNobodyIsAsked() {
        encoder.fail(new EmbeddingException("asked"));

        assertThat(scorer.score("canteen", CANDIDATES, Deadline.in(Duration.ZERO)))
                .isEqualTo(new Scored.Nothing("cross-encoder overlap: the time for it was spent"));
    }

    @Test
    void anEngineThatFailsOrIsOverloadedIsAResultThatDoesNotTellItsAddress() {
        encoder.fail(new EmbeddingException("The server at http://tei answered 500"));
        assertThat(score("canteen", CANDIDATES))
                .isEqualTo(new Scored.Nothing("cross-encoder overlap: it failed or cannot be reached"));

        encoder.fail(new EngineOverloadedException("too much waits", Duration.ofSeconds(1)));
        assertThat(score("canteen", CANDIDATES))
                .isEqualTo(new Scored.Nothing("cross-encoder overlap: it is overloaded"));
    }

    @Test
    void aCallerWhoIsInterruptedKeepsTheOrderAndStaysInterrupted() {
        encoder.fail(new EmbeddingException("Interrupted"));
        Thread.currentThread().interrupt();

        assertThat(score("canteen", CANDIDATES))
                .isEqualTo(new Scored.Nothing("cross-encoder overlap: it was interrupted"));
        assertThat(Thread.interrupted()).isTrue();
    }

    private Scored score(String question, List<Reading> candidates) {
        return scorer.score(question, candidates, Deadline.in(Duration.ofSeconds(30)));
    }
}
