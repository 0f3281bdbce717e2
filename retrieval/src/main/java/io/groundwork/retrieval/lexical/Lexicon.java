package io.groundwork.retrieval.lexical;

import static java.util.Comparator.comparingInt;
import static java.util.Comparator.comparingLong;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.groundwork.retrieval.CollectionId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What some collections hold of languages and lexemes. Needs no scope: it reads no passage, and what it finds only decides by which words the permitted
 * ones are looked up; it must not be shown.
 */
final class Lexicon {

    private static final String LANGUAGES = """
            SELECT language, sum(passages) AS passages FROM collection_language
            WHERE collection_id = ANY (?) AND passages > 0
            GROUP BY language
            """;

    private static final String KNOWN = """
            SELECT lexeme, %s AS slot, passages
            FROM (
                SELECT lexeme, sum(passages) AS passages FROM term
                WHERE lexeme = ANY (?) AND collection_id = ANY (?)
                GROUP BY lexeme
            ) AS known
            """.formatted(Bm25.SLOT);

    /** Lexemes with many trigrams in common with others, which stand nowhere. */
    private static final String ALIKE = """
            SELECT asked, lexeme, %s AS slot, passages
            FROM unnest(?::text[]) AS asked
            CROSS JOIN LATERAL (
                SELECT t.lexeme, sum(t.passages) AS passages FROM term t
                WHERE t.lexeme %% asked AND length(t.lexeme) > 4 AND t.lexeme !~ '[0-9]' AND t.collection_id = ANY (?)
                GROUP BY t.lexeme
                ORDER BY similarity(t.lexeme, asked) DESC, t.lexeme
                LIMIT 50
            ) AS alike
            """.formatted(Bm25.SLOT);

    /** Both lexemes bear their language's mark, which makes any two a little alike. */
    private static final String THRESHOLD = "SET LOCAL pg_trgm.similarity_threshold = 0.4";

    /** Misspelt words of a question that are looked at; each costs a search of the index of trigrams. */
    private static final int MOST_MISSPELT = 5;

    /** What a lexeme that may be meant counts for, where one that was typed counts 1. */
    private static final double GUESSED = 0.5;

    private final Connection connection;
    private final Array collections;
    private final Map<String, Long> languages;

    private Lexicon(Connection connection, Array collections, Map<String, Long> languages) {
        this.connection = connection;
        this.collections = collections;
        this.languages = languages;
    }

    static Lexicon of(Connection connection, List<CollectionId> collections) throws SQLException {
        Array ids = connection.createArrayOf(
                "uuid", collections.stream().map(CollectionId::value).toArray());
        try (PreparedStatement statement = connection.prepareStatement(LANGUAGES)) {
            statement.setArray(1, ids);
            Map<String, Long> languages = new TreeMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    languages.put(rows.getString("language"), rows.getLong("passages"));
                }
            }
            return new Lexicon(connection, ids, languages);
        }
    }

    /** Those of the passages, each with how many are in it. */
    Map<String, Long> languages() {
        return languages;
    }

    long passages() {
        return languages.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What is asked for and stands in any passage, rarest first; in place of words that stand in none, those that are spelled much like them. */
    List<Term> terms(Map<String, Asked> asked) throws SQLException {
        List<Term> terms = new ArrayList<>(known(asked));
        Set<String> standing =
                terms.stream().map(term -> asked.get(term.lexeme()).word()).collect(toSet());
        Map<String, Asked> unknown = asked.entrySet().stream()
                .filter(entry -> !standing.contains(entry.getValue().word()))
                .filter(entry -> Spelling.mayBeWrong(entry.getValue().word()))
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
        if (!unknown.isEmpty()) {
            terms.addAll(meant(unknown));
        }
        terms.sort(comparingLong(Term::passages).thenComparing(Term::lexeme));
        return terms;
    }

    private List<Term> known(Map<String, Asked> asked) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(KNOWN)) {
            statement.setArray(
                    1, connection.createArrayOf("text", asked.keySet().toArray()));
            statement.setArray(2, collections);
            List<Term> terms = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    terms.add(term(rows, asked.get(rows.getString("lexeme")), 1));
                }
            }
            return terms;
        }
    }

    private List<Term> meant(Map<String, Asked> unknown) throws SQLException {
        List<String> looked = unknown.values().stream()
                .map(Asked::word)
                .distinct()
                .sorted(comparingInt(String::length).reversed())
                .limit(MOST_MISSPELT)
                .toList();
        Object[] lexemes = unknown.keySet().stream()
                .filter(lexeme -> looked.contains(unknown.get(lexeme).word()))
                .toArray();
        try (Statement settings = connection.createStatement();
                PreparedStatement statement = connection.prepareStatement(ALIKE)) {
            settings.execute(THRESHOLD);
            statement.setArray(1, connection.createArrayOf("text", lexemes));
            statement.setArray(2, collections);
            List<Guess> guesses = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String typed = rows.getString("asked");
                    Term term = term(rows, unknown.get(typed), GUESSED);
                    Guess guess = new Guess(unknown.get(typed).word(), typed, term);
                    if (guess.mayBeMeant()) {
                        guesses.add(guess);
                    }
                }
            }
            return nearest(guesses);
        }
    }

    /**
     * @param word that was typed
     * @param lexeme of it
     * @param term what may be meant
     */
    private record Guess(String word, String lexeme, Term term) {

        boolean mayBeMeant() {
            String mark = Analysis.mark(lexeme);
            return Analysis.mark(term.lexeme()).equals(mark)
                    && Spelling.mayBeMeant(stem(lexeme, mark), stem(term.lexeme(), mark));
        }

        /** The mark is the same in both. */
        int slips() {
            return Spelling.slips(lexeme, term.lexeme());
        }

        private static String stem(String lexeme, String mark) {
            return lexeme.substring(0, lexeme.length() - mark.length());
        }
    }

    /** For each word those with the fewest slips. A lexeme that several words may mean is counted once. */
    private static List<Term> nearest(List<Guess> guesses) {
        Map<String, Term> nearest = new TreeMap<>();
        guesses.stream().collect(groupingBy(Guess::word)).values().forEach(ofWord -> {
            int fewest = ofWord.stream().mapToInt(Guess::slips).min().orElse(0);
            ofWord.stream()
                    .filter(guess -> guess.slips() == fewest)
                    .forEach(guess -> nearest.putIfAbsent(guess.term().lexeme(), guess.term()));
        });
        return List.copyOf(nearest.values());
    }

    private static Term term(ResultSet row, Asked asked, double certainty) throws SQLException {
        return new Term(
                row.getString("lexeme"),
                asked.frequency() * certainty,
                row.getLong("slot"),
                row.getLong("passages"),
                asked.among());
    }
}
