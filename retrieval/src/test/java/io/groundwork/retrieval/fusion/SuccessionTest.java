package io.groundwork.retrieval.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.retrieval.Candidate;
import io.groundwork.retrieval.Stage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SuccessionTest {

    private final Ranking words = new Ranking(Stage.LEXICAL, 1, List.of(new Candidate(1, 1), new Candidate(2, 0.25)));
    private final Ranking meaning = new Ranking(Stage.VECTOR, 1, List.of(new Candidate(2, 0.9), new Candidate(3, 0.8)));

    @Test
    void singleListKeepsItsScores() {
        assertThat(Succession.of(List.of(meaning)))
                .containsExactly(
                        new Ranked(2, 0.9, Map.of(Stage.VECTOR, 1)), new Ranked(3, 0.8, Map.of(Stage.VECTOR, 2)));
    }

    @Test
    void secondListComesBelowTheFirstAndWithoutWhatStoodThere() {
        assertThat(Succession.of(List.of(words, meaning)))
                .containsExactly(
                        new Ranked(1, 1, Map.of(Stage.LEXICAL, 1)),
                        new Ranked(2, 0.625, Map.of(Stage.LEXICAL, 2, Stage.VECTOR, 1)),
                        new Ranked(3, 0.4, Map.of(Stage.VECTOR, 2)));
    }
}
