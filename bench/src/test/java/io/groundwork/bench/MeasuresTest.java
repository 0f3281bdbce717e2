package io.groundwork.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Expected values are worked out by hand from the formulas of trec_eval's ndcg_cut, recall and recip_rank. */
class MeasuresTest {

    @Test
    void gainIsTheJudgedScoreAndDiscountTheLogarithmOfTheRank() {
        Map<String, Integer> judgements = Map.of("a", 3, "b", 0, "c", 2, "e", 1, "f", 2);

        Measures measures = Measures.of(List.of("a", "b", "c", "unjudged", "e"), judgements);

        // (3 + 2/log2(4) + 1/log2(6)) / (3 + 2/log2(3) + 2/log2(4) + 1/log2(5)) = 4.386853 / 5.692536
        assertThat(measures.ndcg10()).isCloseTo(0.770632, within(1e-6));
    }

    @Test
    void everyRelevantDocumentInItsOrderIsPerfect() {
        Measures measures = Measures.of(List.of("a", "b"), Map.of("a", 2, "b", 1));

        assertThat(measures).isEqualTo(new Measures(1, 1, 1, 1));
    }

    @Test
    void oneRelevantDocumentAtRankFour() {
        Measures measures = Measures.of(List.of("x", "y", "z", "a"), Map.of("a", 1));

        assertThat(measures.ndcg10()).isCloseTo(0.430677, within(1e-6));
        assertThat(measures.mrr10()).isEqualTo(0.25);
    }

    @Test
    void whatStandsBelowRankTenCountsForRecallAtHundredAlone() {
        List<String> ranking = IntStream.rangeClosed(1, 150)
                .mapToObj(rank -> rank == 11 ? "a" : rank == 101 ? "b" : "x" + rank)
                .toList();

        Measures measures = Measures.of(ranking, Map.of("a", 1, "b", 1));

        assertThat(measures).isEqualTo(new Measures(0, 0, 0.5, 0));
    }

    @Test
    void idealIsCutAtTenWhenMoreAreRelevant() {
        Map<String, Integer> twelve = IntStream.range(0, 12)
                .boxed()
                .collect(java.util.stream.Collectors.toMap(number -> "d" + number, number -> 1));
        List<String> ten =
                IntStream.range(0, 10).mapToObj(number -> "d" + number).toList();

        Measures measures = Measures.of(ten, twelve);

        assertThat(measures.ndcg10()).isCloseTo(1, within(1e-12));
        assertThat(measures.recall10()).isCloseTo(10.0 / 12, within(1e-12));
    }

    @Test
    void negativeJudgementGainsNothing() {
        Measures measures = Measures.of(List.of("spam", "a"), Map.of("spam", -2, "a", 1));

        assertThat(measures.ndcg10()).isCloseTo(0.630930, within(1e-6));
        assertThat(measures.mrr10()).isEqualTo(0.5);
    }

    @Test
    void anEmptyAnswerIsZeroThroughout() {
        assertThat(Measures.of(List.of(), Map.of("a", 1))).isEqualTo(new Measures(0, 0, 0, 0));
    }

    @Test
    void aQueryWithoutRelevantDocumentsIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Measures.of(List.of("a"), Map.of("a", 0)));
    }

    @Test
    void meanIsTakenPerMeasure() {
        Measures mean = Measures.mean(List.of(new Measures(1, 1, 1, 1), new Measures(0, 0.5, 1, 0.5)));

        assertThat(mean).isEqualTo(new Measures(0.5, 0.75, 1, 0.75));
    }
}
