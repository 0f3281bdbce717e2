package io.groundwork.retrieval.vector;

import io.groundwork.embeddings.EmbeddingModel;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The {@code embedding_space} table: vectors of one model, which never meet those of another. All SQL that names it is in this file.
 *
 * @param id of its row
 * @param dimension of its vectors
 */
public record Space(int id, int dimension) {

    private static final String FIND =
            "SELECT id, dimension FROM embedding_space WHERE model = ? AND digest = ? AND dimension = ?";

    private static final String ADD = """
            INSERT INTO embedding_space (model, digest, dimension) VALUES (?, ?, ?)
            ON CONFLICT (model, digest, dimension) DO NOTHING
            """;

    /** The space of a model; empty when nothing was ever embedded by it. */
    public static Optional<Space> find(Connection connection, EmbeddingModel model) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            bind(statement, model);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new Space(row.getInt("id"), row.getInt("dimension")))
                        : Optional.empty();
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

    /** Name of its HNSW index. */
    public String index() {
        return "passage_space_" + id;
    }

    private static void bind(PreparedStatement statement, EmbeddingModel model) throws SQLException {
        statement.setString(1, model.name());
        statement.setString(2, model.digest());
        statement.setInt(3, model.dimension());
    }
}
