package io.groundwork.retrieval.rerank;

import io.groundwork.retrieval.Candidate;
import io.groundwork.retrieval.Stage;
import io.groundwork.retrieval.fusion.Ranked;
import io.groundwork.retrieval.fusion.Ranking;
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
import java.util.stream.Collectors;

/**
 * Ranks the first passages of a ranking anew: what scores them is added to what the searches said of them, each in standard deviations among these
 * passages. Scores tell by how much one is better, which ranks do not; what was measured is in {@code docs/decisions/0013-stored-token-states.md}. A passage
 * that a search did not find has 0 there where it found all there was, the lowest where it was cut off; one without a new score has the mean of what the searches
 * say, so that it neither gains nor loses by having none. What lies behind the first passages stays behind. Immutable.
 */
public final class Reranking {

    private final Settings settings;

    /**
     * @param candidates so many of the first passages are scored
     * @param weight what a new score counts for, where that of a search counts its {@link Ranking#weight}
     * @param budget how long scoring may take
     */
    public record Settings(int candidates, double weight, Duration budget) {}

    public Reranking(Settings settings) {
        this.settings = settings;
    }

    /**
     * What came out.
     *
     * @param ranked the passages that went in
     * @param scored how many of them have a score; 0 where the order before stands
     * @param plan how it was done, or why not
     */
    public record Outcome(List<Ranked> ranked, int scored, String plan) {}

    /**
     * What was found before.
     *
     * @param ranked what the searches made together
     * @param searches what each of them found, with its own scores
     * @param pool so many each of them gives at most
     */
    public record Found(List<Ranked> ranked, List<Ranking> searches, int pool) {

        public Found {
            ranked = List.copyOf(ranked);
            searches = List.copyOf(searches);
        }
    }

    /**
     * @param places where the passages may be read, and by which space they are scored there
     * @param trust what part of {@link Settings#weight} the new scores count for
     */
    public Outcome rerank(Connection connection, List<VectorPlace> places, Asked asked, Found found, double trust)
            throws SQLException {
        if (found.ranked().isEmpty()) {
            return new Outcome(found.ranked(), 0, "nothing to rerank");
        }
        List<Long> first = first(found.ranked());
        return outcome(found, asked.score(connection, places, first, Deadline.in(settings.budget())), trust);
    }

    private List<Long> first(List<Ranked> ranked) {
        return ranked.stream().limit(settings.candidates()).map(Ranked::passage).toList();
    }

    /** What the scores make of the order before. */
    Outcome outcome(Found found, Scored scored, double trust) {
        List<Ranked> ranked = found.ranked();
        return switch (scored) {
            case Scored.Nothing(String why) -> stands(ranked, why);
            case Scored.Scores(List<Map<Long, Double>> spaces, String how, String lack) -> {
                List<Long> first = first(ranked);
                int scores = spaces.stream().mapToInt(Map::size).sum();
                String counts = "%s over %d of %d, %d %s"
                        .formatted(how, first.size(), ranked.size(), first.size() - scores, lack);
                yield scores == 0 ? stands(ranked, counts) : new Outcome(anew(found, spaces, trust), scores, counts);
            }
        };
    }

    /** Nothing was ranked anew. */
    public static Outcome stands(List<Ranked> ranked, String why) {
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

    private List<Ranked> anew(Found found, List<Map<Long, Double>> spaces, double trust) {
        List<Ranked> ranked = found.ranked();
        List<Long> first = first(ranked);
        List<Long> order = first;
        Map<Long, Double> made = new HashMap<>();
        for (Map<Long, Double> scores : spaces) {
            order = order(order, scores);
            made.putAll(Deviations.of(scores));
        }
        Map<Long, Integer> ranks = ranks(order);
        Map<Long, Double> before = before(first, found);
        double weight = found.searches().stream().mapToDouble(Ranking::weight).sum();
        double scored = settings.weight() * trust;
        List<Ranked> anew = new ArrayList<>(ranked.size());
        for (Ranked passage : ranked.subList(0, first.size())) {
            double said = before.getOrDefault(passage.passage(), 0.0);
            double now = made.getOrDefault(passage.passage(), said);
            double mean = (scored * now + weight * said) / (scored + weight);
            Map<Stage, Integer> all = new EnumMap<>(Stage.class);
            all.putAll(passage.ranks());
            all.put(Stage.RERANK, ranks.getOrDefault(passage.passage(), 0));
            anew.add(new Ranked(passage.passage(), logistic(mean), all));
        }
        anew.sort(Comparator.comparingDouble(Ranked::score).reversed());
        return behind(anew, ranked.subList(first.size(), ranked.size()));
    }

    /** Into (0, 1), in the same order: .5 is the mean of the passages that were ranked anew. */
    private static double logistic(double deviations) {
        return 1 / (1 + Math.exp(-deviations));
    }

    /** By passage, the weighted mean of what the searches say of it. */
    private static Map<Long, Double> before(List<Long> first, Found found) {
        double weight = found.searches().stream().mapToDouble(Ranking::weight).sum();
        Map<Long, Double> means = new HashMap<>();
        for (Ranking search : found.searches()) {
            Deviations.of(scores(first, search, found.pool()))
                    .forEach((passage, deviation) ->
                            means.merge(passage, deviation * search.weight() / weight, Double::sum));
        }
        return means;
    }

    private static Map<Long, Double> scores(List<Long> first, Ranking search, int pool) {
        Map<Long, Double> found =
                search.candidates().stream().collect(Collectors.toMap(Candidate::passage, Candidate::score));
        double lowest = search.candidates().size() < pool
                ? 0
                : first.stream()
                        .filter(found::containsKey)
                        .mapToDouble(found::get)
                        .min()
                        .orElse(0);
        return first.stream()
                .collect(Collectors.toMap(passage -> passage, passage -> found.getOrDefault(passage, lowest)));
    }

    private static Map<Long, Integer> ranks(List<Long> order) {
        Map<Long, Integer> ranks = new HashMap<>();
        order.forEach(passage -> ranks.put(passage, ranks.size() + 1));
        return ranks;
    }

    /** With scores below those before them, in the same proportions. */
    private static List<Ranked> behind(List<Ranked> anew, List<Ranked> rest) {
        List<Ranked> all = new ArrayList<>(anew);
        double lowest = anew.getLast().score();
        for (Ranked passage : rest) {
            double share = passage.score() / Math.max(rest.getFirst().score(), Double.MIN_NORMAL);
            all.add(new Ranked(passage.passage(), lowest * Math.clamp(share, 0, 1), passage.ranks()));
        }
        return List.copyOf(all);
    }
}
