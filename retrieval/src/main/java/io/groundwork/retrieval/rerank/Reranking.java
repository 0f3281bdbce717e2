package io.groundwork.retrieval.rerank;

import io.groundwork.retrieval.Candidate;
import io.groundwork.retrieval.Stage;
import io.groundwork.retrieval.fusion.Ranked;
import io.groundwork.retrieval.fusion.Ranking;
import io.groundwork.retrieval.fusion.ReciprocalRankFusion;
import io.groundwork.retrieval.rerank.PassageScorer.Asked;
import io.groundwork.retrieval.rerank.PassageScorer.Scored;
import io.groundwork.retrieval.vector.VectorPlace;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Ranks the first passages of a ranking anew: the order by score, fused by rank with the order before, which knows what scores do not. A passage without a
 * score keeps its place in the order by score, so that it neither gains nor loses by having none. What lies behind the first passages stays behind. Immutable.
 */
public final class Reranking {

    private final Settings settings;
    private final ReciprocalRankFusion fusion;

    /**
     * @param candidates so many of the first passages are scored
     * @param weight what a rank by score counts for, where a rank before counts 1
     * @param rankConstant of reciprocal rank fusion
     * @param budget how long scoring may take
     */
    public record Settings(int candidates, double weight, int rankConstant, Duration budget) {}

    public Reranking(Settings settings) {
        this.settings = settings;
        this.fusion = new ReciprocalRankFusion(settings.rankConstant());
    }

    /**
     * What came out.
     *
     * @param ranked the passages that went in
     * @param scored how many of them have a score; 0 where the order before stands
     * @param plan how it was done, or why not
     */
    public record Outcome(List<Ranked> ranked, int scored, String plan) {}

    /** @param places where the passages may be read, and by which space they are scored there */
    public Outcome rerank(Connection connection, List<VectorPlace> places, Asked asked, List<Ranked> ranked)
            throws SQLException {
        if (ranked.isEmpty()) {
            return new Outcome(ranked, 0, "nothing to rerank");
        }
        List<Long> first = first(ranked);
        return outcome(ranked, asked.score(connection, places, first, Deadline.in(settings.budget())));
    }

    private List<Long> first(List<Ranked> ranked) {
        return ranked.stream().limit(settings.candidates()).map(Ranked::passage).toList();
    }

    /** What the scores make of the order before. */
    Outcome outcome(List<Ranked> ranked, Scored scored) {
        return switch (scored) {
            case Scored.Nothing(String why) -> stands(ranked, why);
            case Scored.Scores(List<Map<Long, Double>> spaces, String how, String lack) -> {
                List<Long> first = first(ranked);
                List<Long> order = first;
                int scores = 0;
                for (Map<Long, Double> space : spaces) {
                    order = order(order, space);
                    scores += space.size();
                }
                String counts = "%s over %d of %d, %d %s"
                        .formatted(how, first.size(), ranked.size(), first.size() - scores, lack);
                yield scores == 0 ? stands(ranked, counts) : new Outcome(fused(ranked, order), scores, counts);
            }
        };
    }

    private static Outcome stands(List<Ranked> ranked, String why) {
        return new Outcome(ranked, 0, "not reranked: " + why);
    }

    /** Those with a score share out their places among themselves, so that scores of different spaces never meet. */
    private static List<Long> order(List<Long> first, Map<Long, Double> scores) {
        Deque<Long> best = new ArrayDeque<>(first.stream()
                .filter(scores::containsKey)
                .sorted(Comparator.comparing(scores::get, Comparator.<Double>reverseOrder()))
                .toList());
        return first.stream()
                .map(passage -> scores.containsKey(passage) ? best.removeFirst() : passage)
                .toList();
    }

    private List<Ranked> fused(List<Ranked> ranked, List<Long> order) {
        Ranking anew = new Ranking(Stage.RERANK, settings.weight(), candidates(order));
        Ranking before = new Ranking(
                Stage.FUSION, 1, candidates(ranked.stream().map(Ranked::passage).toList()));
        Map<Long, Map<Stage, Integer>> ranks = new HashMap<>();
        ranked.forEach(passage -> ranks.put(passage.passage(), passage.ranks()));
        List<Ranked> fused = new ArrayList<>(ranked.size());
        for (Ranked passage : fusion.fuse(List.of(before, anew))) {
            Map<Stage, Integer> all = new EnumMap<>(Stage.class);
            all.putAll(passage.ranks());
            all.remove(Stage.FUSION);
            all.putAll(ranks.getOrDefault(passage.passage(), Map.of()));
            fused.add(new Ranked(passage.passage(), passage.score(), all));
        }
        return List.copyOf(fused);
    }

    /** The order is all that fusion asks for. */
    private static List<Candidate> candidates(List<Long> order) {
        return order.stream().map(passage -> new Candidate(passage, 0)).toList();
    }
}
