package io.groundwork.retrieval.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.groundwork.retrieval.Candidate;
import io.groundwork.retrieval.Stage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ReciprocalRankFusionTest {

    private final ReciprocalRankFusion fusion = new ReciprocalRankFusion(10);

    @Test
    void agreementBeatsOneFirstPlace() {
        List<Ranked> fused = fusion.fuse(List.of(ranking(Stage.LEXICAL, 1, 1, 2), ranking(Stage.VECTOR, 1, 3, 2)));

        assertThat(fused).extracting(Ranked::passage).containsExactly(2L, 1L, 3L);
    }

    @Test
    void firstPlaceEverywhereScoresOne() {
        List<Ranked> fused = fusion.fuse(List.of(ranking(Stage.LEXICAL, 1, 7), ranking(Stage.VECTOR, 3, 7)));

        assertThat(fused).containsExactly(new Ranked(7, 1, Map.of(Stage.LEXICAL, 1, Stage.VECTOR, 1)));
    }

    @Test
    void tieKeepsTheOrderOfFirstAppearance() {
        List<Ranked> fused = fusion.fuse(List.of(ranking(Stage.LEXICAL, 1, 9), ranking(Stage.VECTOR, 1, 4)));

        assertThat(fused).extracting(Ranked::passage).containsExactly(9L, 4L);
        assertThat(fused).extracting(Ranked::score).containsExactly(0.5, 0.5);
    }

    @Test
    void heavierRankingDecides() {
        List<Ranked> fused = fusion.fuse(List.of(ranking(Stage.LEXICAL, 1, 1), ranking(Stage.VECTOR, 2, 2)));

        assertThat(fused).extracting(Ranked::passage).containsExactly(2L, 1L);
    }

    @Test
    void scoresAreThoseOfTheFormula() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<Long> first = shuffled(random, 40).subList(0, 30);
        List<Long> second = shuffled(random, 40).subList(0, 30);

        List<Ranked> fused = fusion.fuse(List.of(
                new Ranking(Stage.LEXICAL, 1.5, candidates(first)),
                new Ranking(Stage.VECTOR, 0.5, candidates(second))));

        for (Ranked ranked : fused) {
            double expected = part(first, ranked.passage(), 1.5) + part(second, ranked.passage(), 0.5);
            assertThat(ranked.score()).isCloseTo(expected * 11 / 2, within(1e-12));
        }
        assertThat(fused).isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()));
    }

    private static double part(List<Long> ranking, long passage, double weight) {
        int rank = ranking.indexOf(passage) + 1;
        return rank == 0 ? 0 : weight / (10 + rank);
    }

    private static List<Long> shuffled(Random random, int size) {
        List<Long> ids = new ArrayList<>();
        for (long i = 0; i < size; i++) {
            ids.add(i);
        }
        Collections.shuffle(ids, random);
        return ids;
    }

    private static Ranking ranking(Stage stage, double weight, long... passages) {
        return new Ranking(
                stage,
                weight,
                candidates(java.util.Arrays.stream(passages).boxed().toList()));
    }

    private static List<Candidate> candidates(List<Long> passages) {
        return passages.stream().map(passage -> new Candidate(passage, 0.5)).toList();
    }
}
