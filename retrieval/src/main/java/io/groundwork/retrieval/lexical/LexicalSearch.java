package io.groundwork.retrieval.lexical;

import static java.util.Comparator.comparingLong;

import io.groundwork.retrieval.Candidate;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Permitted;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Ranks passages by BM25. Candidates come from the GIN index on {@code passage.words} by the rarest lexemes of the question; the score is
 * the inner product of {@link Bm25}. Immutable.
 */
public final class LexicalSearch {

    /** Longer questions are cut: what follows would only repeat words. */
    private static final int MAX_CHARACTERS = 20_000;

    /** In which languages the passages of collections are. Needs no scope: it reads no passage. */
    private static final String LANGUAGES = """
            SELECT language, sum(passages) AS passages FROM collection_language
            WHERE collection_id = ANY (?) AND passages > 0
            GROUP BY language
            """;

    /** Lexemes with the passages in which they stand. Needs no scope either. */
    private static final String KNOWN = """
            SELECT lexeme, %s AS slot, passages
            FROM (
                SELECT lexeme, sum(passages) AS passages FROM term
                WHERE lexeme = ANY (?) AND collection_id = ANY (?)
                GROUP BY lexeme
            ) AS known
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
     * What was found.
     *
     * @param candidates best first; scores are shares of the best score
     * @param plan by which languages the question was read, and how many of its lexemes were looked up
     */
    public record Found(List<Candidate> candidates, String plan) {}

    /**
     * The best passages of some collections. The question is read by the rules of each language that they hold; how rare a lexeme is, is counted over
     * the passages of its language.
     *
     * @param permitted what may be seen in the collections
     */
    public Found search(
            Connection connection, String question, List<CollectionId> collections, Permitted permitted, int limit)
            throws SQLException {
        Array searched = connection.createArrayOf(
                "uuid", collections.stream().map(CollectionId::value).toArray());
        Map<String, Long> languages = languages(connection, searched);
        long passages = languages.values().stream().mapToLong(Long::longValue).sum();
        String cut = question.substring(0, Math.min(question.length(), MAX_CHARACTERS));
        List<Term> terms = terms(connection, Asked.of(cut, languages), searched);
        List<Term> rarest = Term.rarest(terms, Math.max(floor, Math.round(share * passages)));
        List<Candidate> best = rarest.isEmpty() ? List.of() : best(connection, permitted, terms, rarest, limit);
        return new Found(
                normalised(best),
                "%d of %d lexemes, %s".formatted(rarest.size(), terms.size(), String.join("+", languages.keySet())));
    }

    /** Most spoken first. */
    private static Map<String, Long> languages(Connection connection, Array collections) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LANGUAGES)) {
            statement.setArray(1, collections);
            Map<String, Long> languages = new TreeMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    languages.put(rows.getString("language"), rows.getLong("passages"));
                }
            }
            return languages;
        }
    }

    /** Those that stand anywhere, rarest first. */
    private static List<Term> terms(Connection connection, Map<String, Asked> asked, Array collections)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(KNOWN)) {
            statement.setArray(
                    1, connection.createArrayOf("text", asked.keySet().toArray()));
            statement.setArray(2, collections);
            List<Term> terms = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Asked word = asked.get(rows.getString("lexeme"));
                    terms.add(new Term(
                            rows.getString("lexeme"),
                            word.frequency(),
                            rows.getLong("slot"),
                            rows.getLong("passages"),
                            word.among()));
                }
            }
            terms.sort(comparingLong(Term::passages).thenComparing(Term::lexeme));
            return terms;
        }
    }

    private static List<Candidate> best(
            Connection connection, Permitted permitted, List<Term> terms, List<Term> rarest, int limit)
            throws SQLException {
        try (Statement planner = connection.createStatement();
                PreparedStatement statement = connection.prepareStatement(permitted.in(BEST))) {
            planner.execute(PREFER_INDEX);
            statement.setString(1, Term.weights(terms));
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

    private static List<Candidate> normalised(List<Candidate> scored) {
        return scored.stream()
                .map(candidate -> new Candidate(
                        candidate.passage(),
                        candidate.score() / scored.getFirst().score()))
                .toList();
    }
}
