package io.groundwork.retrieval.fusion;

import io.groundwork.retrieval.Candidate;
import io.groundwork.retrieval.Stage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Ranked lists one after the other: what a search without fusion gives. Of {@code n} lists the first takes the scores in
 * {@code ((n-1)/n, 1]}, the next those below, and so on; a single list keeps its own.
 */
public final class Succession {

    private Succession() {}

    /** Best first; a passage stands where it appears first. */
    public static List<Ranked> of(List<Ranking> rankings) {
        Map<Long, Map<Stage, Integer>> ranks = ReciprocalRankFusion.ranks(rankings);
        int lists = rankings.size();
        List<Ranked> all = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < lists; i++) {
            double floor = (double) (lists - 1 - i) / lists;
            for (Candidate candidate : rankings.get(i).candidates()) {
                if (seen.add(candidate.passage())) {
                    double score = floor + candidate.score() / lists;
                    all.add(new Ranked(candidate.passage(), score, ranks.getOrDefault(candidate.passage(), Map.of())));
                }
            }
        }
        return List.copyOf(all);
    }
}
