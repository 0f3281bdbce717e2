package io.groundwork.bench;

import static java.util.stream.Collectors.joining;

import io.groundwork.bench.GeneratedLibrary.Question;
import io.groundwork.embeddings.Embedding;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Hybrid search as it is written for pgvector everywhere: the HNSW index, {@code ts_rank} over the GIN index, both fused by rank in one statement. On the application's own tables and
 * indexes, without its conditions: nobody's rights, no filter.
 *
 * @param operator between the words of a question: {@code &} as {@code plainto_tsquery} has it, or {@code |}
 */
record PlainSqlPeer(String name, ScaleDatabase database, int dimension, String operator) implements ScaleSearcher {

    /** Without the second of these the driver's prepared statements read the text of the question's vector anew for every passage. */
    private static final String SETTINGS = "SET hnsw.ef_search = 100; SET plan_cache_mode = force_custom_plan";

    private static final int POOL = 50;

    /** The only space of the database is the first. */
    private static final String NEAR = """
            SELECT id, embedding::halfvec({dimension}) <#> ?::halfvec({dimension}) AS distance
            FROM passage WHERE space_id = 1 ORDER BY distance LIMIT {limit}
            """;

    private static final String WORDS = """
            SELECT id, ts_rank(words, ?::tsquery) AS score FROM passage_words
            WHERE words @@ ?::tsquery ORDER BY score DESC LIMIT {limit}
            """;

    private static final String FUSED =
            """
            WITH near AS (
                SELECT id, row_number() OVER (ORDER BY distance) AS place FROM ({near}) AS n
            ), worded AS (
                SELECT id, row_number() OVER (ORDER BY score DESC) AS place FROM ({words}) AS w
            )
            SELECT coalesce(near.id, worded.id) AS id
            FROM near FULL JOIN worded ON worded.id = near.id
            ORDER BY coalesce(1.0 / (60 + near.place), 0) + coalesce(1.0 / (60 + worded.place), 0) DESC
            LIMIT %d
            """.formatted(FIRST).replace("{near}", NEAR).replace("{words}", WORDS);

    @Override
    public List<Integer> byMeaning(Question question) {
        return search(NEAR, FIRST, vector(question));
    }

    @Override
    public List<Integer> byWords(Question question) {
        return search(WORDS, FIRST, query(question), query(question));
    }

    @Override
    public List<Integer> fused(Question question) {
        return search(FUSED, POOL, vector(question), query(question), query(question));
    }

    private static String vector(Question question) {
        return new Embedding(question.vector().clone()).toSqlLiteral();
    }

    private String query(Question question) {
        return Arrays.stream(question.words())
                .mapToObj(word -> "'" + SpelledWords.lexeme(word) + "'")
                .collect(joining(" " + operator + " "));
    }

    private List<Integer> search(String sql, int limit, String... parameters) {
        String statement =
                sql.replace("{dimension}", String.valueOf(dimension)).replace("{limit}", String.valueOf(limit));
        try (Connection connection = database.source().getConnection();
                Statement settings = connection.createStatement()) {
            settings.execute(SETTINGS);
            try (PreparedStatement query = connection.prepareStatement(statement)) {
                for (int i = 0; i < parameters.length; i++) {
                    query.setString(i + 1, parameters[i]);
                }
                List<Integer> found = new ArrayList<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        found.add((int) rows.getLong(1) - 1);
                    }
                }
                return found;
            } finally {
                settings.execute("RESET hnsw.ef_search; RESET plan_cache_mode");
            }
        } catch (SQLException e) {
            throw new BenchException("Plain SQL cannot search: " + e.getMessage(), e);
        }
    }
}
