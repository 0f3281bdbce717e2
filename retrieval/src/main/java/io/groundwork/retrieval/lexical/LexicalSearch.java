package io.groundwork.retrieval.lexical;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingDouble;

import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.Candidate;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Permitted;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * Ranks passages by BM25. Candidates come from the GIN index on {@code passage_words.words} by the rarest lexemes of the question; the score is
 * the inner product of {@link Bm25}. Immutable.
 */
public final class LexicalSearch {

    /** Longer questions are cut: what follows would only repeat words. */
    private static final int MAX_CHARACTERS = 20_000;

    private static final String ANY = """
            SELECT EXISTS (SELECT FROM passage_words p WHERE {permitted})
            """;

    private static final String STANDING = """
            WITH scored AS MATERIALIZED (
                SELECT p.document_id, -(p.weights <#> ?::sparsevec) AS score
                FROM passage_words p
                WHERE p.words @@ ?::tsquery AND {permitted}
            ), own AS (
                SELECT max(score) AS score FROM scored WHERE document_id = ?
            )
            SELECT (SELECT count(*) FROM scored) AS among, (SELECT max(score) FROM scored) AS best,
                (SELECT count(*) FROM scored WHERE scored.score > own.score) AS better, own.score
            FROM own
            """;

    private static final String HELD = """
            SELECT DISTINCT word.lexeme
            FROM passage_words p CROSS JOIN LATERAL unnest(p.words) AS word
            WHERE p.id = ANY (?) AND word.lexeme = ANY (?) AND {permitted}
            """;

    private static final String BEST = """
            SELECT p.id, p.language, p.weights <#> ?::sparsevec AS distance
            FROM passage_words p
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

    /** So many of the best passages tell of the question's language. */
    private static final int TELLING = 10;

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
     * @param languages of the first of them, with their share of these passages' scores: what language the question is in, as far as words can tell
     * @param plan by which languages the question was read, and how many of its lexemes were looked up
     * @param within what was searched: what is permitted, and holds what the question has in quotation marks where any passage does
     */
    public record Found(List<Candidate> candidates, Map<String, Double> languages, String plan, Permitted within) {}

    /**
     * The best passages of some collections. The question is read by the rules of each language that they hold; how rare a lexeme is, is counted over
     * the passages of its language. A phrase in quotation marks has to stand as it is, unless it stands nowhere: then it is words like the others.
     *
     * @param permitted what may be seen in the collections
     */
    public Found search(
            Connection connection, String question, List<CollectionId> collections, Permitted permitted, int limit)
            throws SQLException {
        Lexicon lexicon = Lexicon.of(connection, collections);
        String cut = cut(question);
        List<Term> terms = lexicon.terms(Asked.of(cut, lexicon.languages()));
        List<Term> rarest = Term.rarest(terms, Math.max(floor, Math.round(share * lexicon.passages())));
        try (Statement planner = connection.createStatement()) {
            planner.execute(PREFER_INDEX);
            Optional<Permitted> quoting =
                    Phrases.condition(cut, lexicon.languages().keySet()).map(permitted::holding);
            boolean stands = quoting.isPresent() && any(connection, quoting.get());
            Permitted within = stands ? quoting.get() : permitted;
            List<Row> best = rarest.isEmpty() ? List.of() : best(connection, within, terms, rarest, limit);
            planner.execute(PREFER_NOTHING);
            String quoted = quoting.isEmpty() ? "" : stands ? ", as quoted" : ", quoted nowhere";
            String languages = String.join("+", lexicon.languages().keySet());
            return new Found(
                    normalised(best),
                    languages(best.subList(0, Math.min(TELLING, best.size()))),
                    "%d of %d lexemes, %s%s".formatted(rarest.size(), terms.size(), languages, quoted),
                    within);
        }
    }

    /**
     * Where a document stands.
     *
     * @param rank of its best passage, counted from 1; empty when it has none of the lexemes
     * @param among of how many passages that have any
     * @param score of its best passage, as a share of the best of all
     */
    public record Traced(OptionalLong rank, long among, double score) {}

    /** Scores all passages that have any lexeme of the question, however common. */
    public Traced trace(
            Connection connection,
            String question,
            List<CollectionId> collections,
            Permitted permitted,
            DocumentId document)
            throws SQLException {
        Lexicon lexicon = Lexicon.of(connection, collections);
        List<Term> terms = lexicon.terms(Asked.of(cut(question), lexicon.languages()));
        if (terms.isEmpty()) {
            return new Traced(OptionalLong.empty(), 0, 0);
        }
        try (PreparedStatement statement = connection.prepareStatement(permitted.in(STANDING))) {
            statement.setString(1, Term.weights(terms));
            statement.setString(2, Term.anyOf(terms));
            int next = permitted.bind(statement, 3);
            statement.setObject(next, document.value());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                long among = row.getLong("among");
                double best = row.getDouble("best");
                double score = row.getDouble("score");
                return row.wasNull()
                        ? new Traced(OptionalLong.empty(), among, 0)
                        : new Traced(OptionalLong.of(row.getLong("better") + 1), among, score / best);
            }
        }
    }

    /** The words of the question, but for those that tell nothing, and whether any of some passages holds them. */
    public Map<String, Boolean> words(
            Connection connection,
            String question,
            List<CollectionId> collections,
            Permitted permitted,
            Set<Long> passages)
            throws SQLException {
        Map<String, Long> languages = Lexicon.of(connection, collections).languages();
        Map<String, Asked> asked = Asked.of(cut(question), languages);
        Set<String> lexemes = lexemes(connection, permitted, passages, asked);
        Map<String, Boolean> words = new TreeMap<>();
        asked.forEach((lexeme, word) -> words.merge(word.word(), lexemes.contains(lexeme), Boolean::logicalOr));
        languages.keySet().forEach(language -> words.keySet().removeIf(Analysis.of(language)::tellsNothing));
        return words;
    }

    private static String cut(String question) {
        return question.substring(0, Math.min(question.length(), MAX_CHARACTERS));
    }

    private static Set<String> lexemes(
            Connection connection, Permitted permitted, Set<Long> passages, Map<String, Asked> asked)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(permitted.in(HELD))) {
            statement.setArray(1, connection.createArrayOf("bigint", passages.toArray()));
            statement.setArray(
                    2, connection.createArrayOf("text", asked.keySet().toArray()));
            permitted.bind(statement, 3);
            Set<String> held = new HashSet<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    held.add(rows.getString("lexeme"));
                }
            }
            return held;
        }
    }

    private static boolean any(Connection connection, Permitted permitted) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(permitted.in(ANY))) {
            permitted.bind(statement, 1);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private record Row(long passage, String language, double score) {}

    private static List<Row> best(
            Connection connection, Permitted permitted, List<Term> terms, List<Term> rarest, int limit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(permitted.in(BEST))) {
            statement.setString(1, Term.weights(terms));
            statement.setString(2, Term.anyOf(rarest));
            int next = permitted.bind(statement, 3);
            statement.setInt(next, limit);
            List<Row> best = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    best.add(new Row(rows.getLong("id"), rows.getString("language"), -rows.getDouble("distance")));
                }
            }
            return best;
        }
    }

    private static List<Candidate> normalised(List<Row> scored) {
        return scored.stream()
                .map(row -> new Candidate(
                        row.passage(), row.score() / scored.getFirst().score()))
                .toList();
    }

    private static Map<String, Double> languages(List<Row> first) {
        double all = first.stream().mapToDouble(Row::score).sum();
        return first.stream().collect(groupingBy(Row::language, summingDouble(row -> row.score() / all)));
    }
}
