package io.groundwork.retrieval;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A collection that a scope may read, as a search needs to know it.
 *
 * @param language its text search configuration
 * @param space the embedding space of its vectors
 * @param passages how many it holds
 */
record ReadableCollection(CollectionId id, String language, int space, long passages) {

    private static final String AMONG = """
            SELECT c.id, c.language::text, c.space_id, c.passages
            FROM collection c
            WHERE c.id = ANY (ARRAY(
                SELECT r.collection_id FROM collection_reader r
                WHERE r.principal_id = ANY (?) AND r.collection_id = ANY (?)))
            ORDER BY c.id
            """;

    /** Those of the collections that exist and may be read, each once. */
    static List<ReadableCollection> among(Connection connection, Scope scope, List<CollectionId> collections)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(AMONG)) {
            statement.setArray(1, SqlArrays.uuids(connection, scope.principals()));
            statement.setArray(2, SqlArrays.collections(connection, collections));
            List<ReadableCollection> readable = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    readable.add(new ReadableCollection(
                            new CollectionId(rows.getObject("id", UUID.class)),
                            rows.getString("language"),
                            rows.getInt("space_id"),
                            rows.getLong("passages")));
                }
            }
            return readable;
        }
    }
}
