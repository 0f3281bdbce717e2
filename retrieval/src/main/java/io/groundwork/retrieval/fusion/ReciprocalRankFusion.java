package io.groundwork.retrieval.fusion;

import static java.util.Comparator.comparingDouble;

import io.groundwork.retrieval.Candidate;
import io.groundwork.retrieval.Stage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Merges ranked lists whose scores are not comparable, by rank alone: {@code score(p) = Σ weight / (k + rank(p))}, rank counted from
 * 1, over the most that a passage can reach, which is the first place in every list. So 1 means first everywhere.
 *
 * @see <a href="https://doi.org/10.1145/1571941.1572114">Cormack, Clarke, Büttcher, SIGIR 2009</a>
 */
public final class ReciprocalRankFusion {

    private final int k;

    /** @param k damps the lead of the first ranks; the paper uses 60 */
    public ReciprocalRankFusion(int k) {
        if (k < 0) {
            throw new IllegalArgumentException("k %d is below 0".formatted(k));
        }
        this.k = k;
    }

    /** Best first; a tie keeps the order of first appearance, so that results are repeatable. */
    public List<Ranked> fuse(List<Ranking> rankings) {
        double most = rankings.stream().mapToDouble(Ranking::weight).sum() / (k + 1);
        Map<Long, Double> scores = new LinkedHashMap<>();
        for (Ranking ranking : rankings) {
            int rank = 1;
            for (Candidate candidate : ranking.candidates()) {
                scores.merge(candidate.passage(), ranking.weight() / (k + rank++), Double::sum);
            }
        }
        Map<Long, Map<Stage, Integer>> ranks = ranks(rankings);
        List<Ranked> fused = new ArrayList<>(scores.size());
        scores.forEach((passage, score) ->
                fused.add(new Ranked(passage, Math.min(1, score / most), ranks.getOrDefault(passage, Map.of()))));
        fused.sort(comparingDouble(Ranked::score).reversed());
        return List.copyOf(fused);
    }

    static Map<Long, Map<Stage, Integer>> ranks(List<Ranking> rankings) {
        Map<Long, Map<Stage, Integer>> ranks = new LinkedHashMap<>();
        for (Ranking ranking : rankings) {
            int rank = 1;
            for (Candidate candidate : ranking.candidates()) {
                ranks.computeIfAbsent(candidate.passage(), passage -> new EnumMap<>(Stage.class))
                        .put(ranking.stage(), rank++);
            }
        }
        return ranks;
    }
}
