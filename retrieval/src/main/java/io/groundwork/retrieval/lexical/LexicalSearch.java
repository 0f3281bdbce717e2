package io.groundwork.retrieval.lexical;

import static java.util.Comparator.comparingDouble;

import io.groundwork.retrieval.Candidate;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Permitted;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Ranks passages by BM25. Candidates come from the GIN index on {@code passage.words} by the rarest lexemes of the question; the score is
 * the inner product of {@link Bm25}. Immutable.
 */
public final class LexicalSearch {

    /** Longer questions are cut: what follows would only repeat words. */
    private static final int MAX_CHARACTERS = 20_000;

    /** Lexemes of a question with the passages in which they stand, rarest first. Needs no scope: it reads no passage. */
    private static final String TERMS = """
            SELECT lexeme, frequency, %s AS slot, passages
            FROM (
                SELECT q.lexeme, cardinality(q.positions) AS frequency, sum(t.passages) AS passages
                FROM unnest(to_tsvector(?::regconfig, ?)) AS q
                JOIN term t ON t.lexeme = q.lexeme COLLATE "C" AND t.collection_id = ANY (?)
                GROUP BY q.lexeme, q.positions
            ) AS known
            ORDER BY passages, lexeme COLLATE "C"
            """.formatted(Bm25.SLOT);

    private static final String BEST = """
            SELECT p.id, p.weights <#> ?::sparsevec AS distance
            FROM passage p
            WHERE p.words @@ ?::tsquery AND {permitted}
            ORDER BY distance, p.collection_id, p.document_id, p.ordinal
            LIMIT ?
            """;

    /**
     * A sequential scan would fetch the words of every passage from out of line, which the planner does not count: on the 5,183
     * abstracts of SciFact 36 ms in place of 8 (2026-11-21, two busy cores).
     */
    private static final String PREFER_INDEX = "SET LOCAL enable_seqscan = off";

    private static final String PREFER_NOTHING = "SET LOCAL enable_seqscan = on";

    private final double share;
    private final int floor;

    /**
     * @param share of the searched passages to look at, in [0, 1]
     * @param floor passages to look at in any case
     */
    public LexicalSearch(double share, int floor) {
        this.share = share;
        this.floor = floor;
    }

    /**
     * Where words are searched alike.
     *
     * @param language text search configuration of the collections
     * @param passages how many they hold
     * @param permitted what may be seen in them
     */
    public record Place(String language, List<CollectionId> collections, long passages, Permitted permitted) {

        public Place {
            collections = List.copyOf(collections);
        }
    }

    /**
     * What was found.
     *
     * @param candidates best first; scores are shares of the best score
     * @param plan how many lexemes were looked up
     */
    public record Found(List<Candidate> candidates, String plan) {}

    /**
     * The best passages of all places. How rare a lexeme is, is counted over all of them.
     *
     * @param places one for each language
     */
    public Found search(Connection connection, String question, List<Place> places, int limit) throws SQLException {
        String cut = question.substring(0, Math.min(question.length(), MAX_CHARACTERS));
        List<CollectionId> searched =
                places.stream().flatMap(place -> place.collections().stream()).toList();
        long passages = places.stream().mapToLong(Place::passages).sum();
        long budget = Math.max(floor, Math.round(share * passages));
        List<Candidate> scored = new ArrayList<>();
        List<String> plans = new ArrayList<>();
        for (Place place : places) {
            List<Term> terms = terms(connection, place.language(), cut, searched);
            List<Term> rarest = Term.rarest(terms, budget);
            plans.add("%d of %d lexemes".formatted(rarest.size(), terms.size()));
            if (!rarest.isEmpty()) {
                scored.addAll(best(connection, place.permitted(), terms, rarest, passages, limit));
            }
        }
        scored.sort(comparingDouble(Candidate::score).reversed());
        return new Found(normalised(scored, limit), String.join(", ", plans));
    }

    private static List<Term> terms(
            Connection connection, String language, String question, List<CollectionId> collections)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TERMS)) {
            statement.setString(1, language);
            statement.setString(2, question);
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "uuid",
                            collections.stream().map(CollectionId::value).toArray()));
            List<Term> terms = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    terms.add(new Term(
                            rows.getString("lexeme"),
                            rows.getInt("frequency"),
                            rows.getLong("slot"),
                            rows.getLong("passages")));
                }
            }
            return terms;
        }
    }

    private static List<Candidate> best(
            Connection connection, Permitted permitted, List<Term> terms, List<Term> rarest, long passages, int limit)
            throws SQLException {
        try (Statement planner = connection.createStatement();
                PreparedStatement statement = connection.prepareStatement(permitted.in(BEST))) {
            planner.execute(PREFER_INDEX);
            statement.setString(1, Term.weights(terms, passages));
            statement.setString(2, Term.anyOf(rarest));
            int next = permitted.bind(statement, 3);
            statement.setInt(next, limit);
            List<Candidate> best = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    best.add(new Candidate(rows.getLong("id"), -rows.getDouble("distance")));
                }
            }
            planner.execute(PREFER_NOTHING);
            return best;
        }
    }

    private static List<Candidate> normalised(List<Candidate> scored, int limit) {
        if (scored.isEmpty()) {
            return List.of();
        }
        double best = scored.getFirst().score();
        return scored.stream()
                .limit(limit)
                .map(candidate -> new Candidate(candidate.passage(), candidate.score() / best))
                .toList();
    }
}
