package io.groundwork.retrieval.vector;

import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.EmbeddingModel.Prefixes;
import io.groundwork.embeddings.Numbers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;

/**
 * The {@code embedding_space} table: vectors of one model, which never meet those of another. The SQL that finds and makes its rows is in this file;
 * others join it by {@link #COLUMNS}.
 *
 * @param id of its row
 * @param model that its vectors are of; how long a text it reads is not kept, so {@code maxTokens} is 0
 */
public record Space(int id, EmbeddingModel model) {

    /** What {@link #read} reads, of the alias {@code s}. */
    public static final String COLUMNS =
            "s.id AS space, s.model, s.digest, s.dimension, s.numbers, s.query_prefix, s.passage_prefix";

    private static final String FIND = "SELECT " + COLUMNS + """
             FROM embedding_space s
            WHERE model = ? AND digest = ? AND dimension = ? AND numbers = ? AND query_prefix = ? AND passage_prefix = ?
            """;

    private static final String ADD = """
            INSERT INTO embedding_space (model, digest, dimension, numbers, query_prefix, passage_prefix) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """;

    /** The space of a model; empty when nothing was ever embedded by it. */
    public static Optional<Space> find(Connection connection, EmbeddingModel model) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            bind(statement, model);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(read(row)) : Optional.empty();
            }
        }
    }

    /** The space of a model, new where there was none. */
    public static Space of(Connection connection, EmbeddingModel model) throws SQLException {
        Optional<Space> known = find(connection, model);
        if (known.isPresent()) {
            return known.get();
        }
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            bind(statement, model);
            statement.executeUpdate();
        }
        return find(connection, model).orElseThrow();
    }

    /** The row that a result set with {@link #COLUMNS} stands on. */
    public static Space read(ResultSet row) throws SQLException {
        return new Space(
                row.getInt("space"),
                new EmbeddingModel(
                        row.getString("model"),
                        row.getString("digest"),
                        row.getInt("dimension"),
                        0,
                        Numbers.valueOf(row.getString("numbers").toUpperCase(Locale.ROOT)),
                        new Prefixes(row.getString("query_prefix"), row.getString("passage_prefix"))));
    }

    /** Of its vectors. */
    public int dimension() {
        return model.dimension();
    }

    private static void bind(PreparedStatement statement, EmbeddingModel model) throws SQLException {
        statement.setString(1, model.name());
        statement.setString(2, model.digest());
        statement.setInt(3, model.dimension());
        statement.setString(4, model.numbers().name().toLowerCase(Locale.ROOT));
        statement.setString(5, model.prefixes().query());
        statement.setString(6, model.prefixes().passage());
    }
}
