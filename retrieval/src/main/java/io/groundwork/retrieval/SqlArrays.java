package io.groundwork.retrieval;

import static java.util.stream.Collectors.joining;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Java collections as array parameters. */
final class SqlArrays {

    private SqlArrays() {}

    static Array uuids(Connection connection, Collection<UUID> ids) throws SQLException {
        return connection.createArrayOf("uuid", ids.toArray());
    }

    static Array collections(Connection connection, Collection<CollectionId> ids) throws SQLException {
        return uuids(connection, ids.stream().map(CollectionId::value).toList());
    }

    /** What Postgres reads as a {@code text[]}, for arrays within arrays. */
    static String literal(List<String> texts) {
        return texts.stream()
                .map(text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(joining(",", "{", "}"));
    }
}
