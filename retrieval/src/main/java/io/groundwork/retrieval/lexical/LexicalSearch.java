package io.groundwork.retrieval.lexical;

import static java.util.Comparator.comparingDouble;
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
import java.util.stream.Stream;

/**
 * Ranks passages by BM25. Candidates come from the GIN index on {@code passage_words.words}: first the passages that hold one of the rarest lexemes of the question, or two of the
 * next, then those which may well be better than what these gave ({@link Sufficient}). The score is the inner product of {@link Bm25}. Immutable.
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

    /** The filter is held against the best only, until enough satisfy it. */
    private static final String BEST = """
            SELECT p.id, p.language, p.distance
            FROM (
                SELECT p.id, p.language, p.collection_id, p.document_id, p.ordinal, p.weights <#> ?::sparsevec AS distance
                FROM passage_words p
                WHERE p.words @@ ?::tsquery AND {within}
                ORDER BY distance, p.collection_id, p.document_id, p.ordinal
                OFFSET 0
            ) AS p
            WHERE {satisfying}
            ORDER BY p.distance, p.collection_id, p.document_id, p.ordinal
            LIMIT ?
            """;

    /** The same where every passage is looked at: one that holds no lexeme of the question has a distance of 0. */
    private static final String BEST_OF_LISTED = """
            SELECT id, language, distance FROM (
                SELECT p.id, p.language, p.collection_id, p.document_id, p.ordinal, p.weights <#> ?::sparsevec AS distance
                FROM passage_words p
                WHERE {permitted}
            ) AS listed
            WHERE distance < 0
            ORDER BY distance, collection_id, document_id, ordinal
            LIMIT ?
            """;

    /**
     * A sequential scan would fetch the words of every passage from out of line, which the planner does not count: on the 5,183
     * abstracts of SciFact 36 ms in place of 8 (2026-11-21, two busy cores). So would a bitmap that does not fit into memory.
     */
    private static final String PREFER_INDEX = "SET LOCAL enable_seqscan = off; SET LOCAL work_mem = '32MB'";

    private static final String PREFER_NOTHING = "SET LOCAL enable_seqscan = on";

    /** So many of the best passages tell of the question's language. */
    private static final int TELLING = 10;

    /** The first so many are, nearly all, those that scoring every passage would give; further ones are the best of those that were looked at. */
    private static final int CERTAIN = 10;

    /** Of the lexemes after the rarest, so many are looked up in pairs: a passage that holds two of them tells how high the scores are. */
    private static final int PAIRED = 4;

    /** Where few were found by then, so many passages more are looked at. */
    private static final long MOST_LOOKED_AT = 200_000;

    private final double share;
    private final int floor;

    /**
     * @param share of the searched passages to look at where no score tells when to stop, in [0, 1]
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
        try (Statement planner = connection.createStatement()) {
            planner.execute(PREFER_INDEX);
            Optional<Permitted> quoting =
                    Phrases.condition(cut, lexicon.languages().keySet()).map(permitted::holding);
            boolean stands = quoting.isPresent() && any(connection, quoting.get());
            Permitted within = stands ? quoting.get() : permitted;
            Best best = best(connection, within, terms, lexicon, limit);
            planner.execute(PREFER_NOTHING);
            String quoted = quoting.isEmpty() ? "" : stands ? ", as quoted" : ", quoted nowhere";
            String languages = String.join("+", lexicon.languages().keySet());
            return new Found(
                    normalised(best.rows()),
                    languages(
                            best.rows().subList(0, Math.min(TELLING, best.rows().size()))),
                    "%s, %s%s".formatted(best.plan(), languages, quoted),
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

    /** @param plan how many lexemes were looked up, and how */
    private record Best(List<Row> rows, String plan) {}

    private Best best(Connection connection, Permitted permitted, List<Term> terms, Lexicon lexicon, int limit)
            throws SQLException {
        if (terms.isEmpty()) {
            return new Best(List.of(), "0 of 0 lexemes");
        }
        if (permitted.isListed()) {
            return new Best(
                    listed(connection, permitted, terms, limit),
                    "%1$d of %1$d lexemes in every passage within reach".formatted(terms.size()));
        }
        List<Term> rarest = Term.within(terms, floor);
        List<Term> others = terms.subList(rarest.size(), terms.size());
        List<String> first = new ArrayList<>(rarest.stream().map(Term::quoted).toList());
        first.addAll(Term.pairs(others.subList(0, Math.min(PAIRED, others.size())), lexicon.passages(), floor));
        List<Row> found =
                first.isEmpty() ? List.of() : scored(connection, permitted, terms, String.join(" | ", first), limit);
        String plan = "%d of %d lexemes".formatted(rarest.size(), terms.size());
        if (others.isEmpty()) {
            return new Best(found, plan);
        }
        if (found.size() < CERTAIN) {
            List<Term> looked = Term.rarest(terms, Math.max(floor, Math.round(share * lexicon.passages())));
            List<Row> more = scored(connection, permitted, terms, Term.anyOf(looked), limit);
            if (more.size() < CERTAIN && looked.size() < terms.size() && Term.passagesOfAll(terms) <= MOST_LOOKED_AT) {
                // So few passages within reach hold the rarer ones that those which hold only common ones count, too.
                looked = terms;
                more = scored(connection, permitted, terms, Term.anyOf(terms), limit);
            }
            return new Best(more, "%d of %d lexemes".formatted(looked.size(), terms.size()));
        }
        double least = found.get(CERTAIN - 1).score();
        Optional<String> more = Sufficient.condition(others, least);
        return more.isEmpty()
                ? new Best(found, plan + " and pairs")
                : new Best(
                        best(found, scored(connection, permitted, terms, more.get(), limit), limit),
                        plan + " and what can be better");
    }

    /** Of two lists, each best first; what is in both stands once. */
    private static List<Row> best(List<Row> some, List<Row> others, int limit) {
        return Stream.concat(some.stream(), others.stream())
                .distinct()
                .sorted(comparingDouble(Row::score).reversed())
                .limit(limit)
                .toList();
    }

    private static List<Row> scored(
            Connection connection, Permitted permitted, List<Term> terms, String condition, int limit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(permitted.in(BEST))) {
            statement.setString(1, Term.weights(terms));
            statement.setString(2, condition);
            int next = permitted.bind(statement, 3);
            statement.setInt(next, limit);
            return rows(statement);
        }
    }

    private static List<Row> listed(Connection connection, Permitted permitted, List<Term> terms, int limit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(permitted.in(BEST_OF_LISTED))) {
            statement.setString(1, Term.weights(terms));
            statement.setInt(permitted.bind(statement, 2), limit);
            return rows(statement);
        }
    }

    private static List<Row> rows(PreparedStatement statement) throws SQLException {
        List<Row> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(new Row(rows.getLong("id"), rows.getString("language"), -rows.getDouble("distance")));
            }
        }
        return found;
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
