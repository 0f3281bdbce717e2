package io.groundwork.retrieval;

import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.FailedDocument.Count;
import io.groundwork.retrieval.FailedDocument.Position;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The documents that failed, over many collections: those that the scope may read, newest first. What is not in one of the collections named is
 * not there; whether the caller may ask for them is its own to decide. Safe for use by many threads.
 */
@Singleton
public final class FailedDocuments {

    private static final String COLUMNS = """
            SELECT m.collection_id, m.document_id, m.external_id, m.error_code, m.error_message, m.usage_bytes, m.added_at
            FROM membership m
            WHERE m.status = 'failed' AND m.collection_id = ANY (?)
            """;

    private static final String VISIBLE = """
            EXISTS (SELECT FROM collection_reader c WHERE c.collection_id = m.collection_id AND c.principal_id = ANY (?))
            AND (
                NOT EXISTS (
                    SELECT FROM document_reader d
                    WHERE d.collection_id = m.collection_id AND d.document_id = coalesce(m.root_id, m.document_id))
                OR EXISTS (
                    SELECT FROM document_reader d
                    WHERE d.collection_id = m.collection_id AND d.document_id = coalesce(m.root_id, m.document_id)
                        AND d.principal_id = ANY (?)))
            """;

    private static final String PAGE = COLUMNS + "AND " + VISIBLE + """
              AND (?::text IS NULL OR m.error_code = ?::text)
              AND (?::timestamptz IS NULL
                OR (m.added_at, m.collection_id, m.document_id) < (?::timestamptz, ?::uuid, ?::uuid))
            ORDER BY m.added_at DESC, m.collection_id DESC, m.document_id DESC
            LIMIT ?
            """;

    private static final String AMONG = COLUMNS + "AND " + VISIBLE + """
              AND (m.collection_id, m.document_id) IN (SELECT * FROM unnest(?::uuid[], ?::uuid[]))
            ORDER BY m.added_at DESC, m.collection_id DESC, m.document_id DESC
            """;

    private static final String COUNTS = """
            SELECT m.collection_id, coalesce(m.error_code, '') AS code,
                count(*) FILTER (WHERE {visible}) AS visible, count(*) AS documents
            FROM membership m
            WHERE m.status = 'failed' AND m.collection_id = ANY (?)
            GROUP BY m.collection_id, code
            ORDER BY m.collection_id, code
            """.replace("{visible}", VISIBLE);

    private final Database database;

    FailedDocuments(DataSource source) {
        this.database = new Database(source);
    }

    /**
     * @param code only those that failed for it
     * @param after the list goes on behind it
     */
    public List<FailedDocument> list(
            Scope scope,
            Collection<CollectionId> collections,
            Optional<String> code,
            Optional<Position> after,
            int limit) {
        @Nullable String wanted = code.orElse(null);
        @Nullable
        OffsetDateTime addedAt = after.map(position -> position.addedAt().atOffset(ZoneOffset.UTC))
                .orElse(null);
        @Nullable
        UUID collection = after.map(position -> position.collection().value()).orElse(null);
        @Nullable
        UUID document = after.map(position -> position.document().value()).orElse(null);
        return database.read("list failed documents", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(PAGE)) {
                scope(connection, statement, scope, collections);
                statement.setString(4, wanted);
                statement.setString(5, wanted);
                statement.setObject(6, addedAt);
                statement.setObject(7, addedAt);
                statement.setObject(8, collection);
                statement.setObject(9, document);
                statement.setInt(10, limit);
                return documents(statement);
            }
        });
    }

    /** Those of the positions that are failed documents still; the others are left out. */
    public List<FailedDocument> among(
            Scope scope, Collection<CollectionId> collections, Collection<Position> positions) {
        return database.read("look up failed documents", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(AMONG)) {
                scope(connection, statement, scope, collections);
                statement.setArray(
                        4,
                        SqlArrays.collections(
                                connection,
                                positions.stream().map(Position::collection).toList()));
                statement.setArray(
                        5,
                        SqlArrays.uuids(
                                connection,
                                positions.stream()
                                        .map(position -> position.document().value())
                                        .toList()));
                return documents(statement);
            }
        });
    }

    /** By collection and reason. */
    public List<Count> counts(Scope scope, Collection<CollectionId> collections) {
        return database.read("count failed documents", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(COUNTS)) {
                statement.setArray(1, SqlArrays.uuids(connection, scope.principals()));
                statement.setArray(2, SqlArrays.uuids(connection, scope.principals()));
                statement.setArray(3, SqlArrays.collections(connection, collections));
                List<Count> counts = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        long visible = row.getLong("visible");
                        counts.add(new Count(
                                new CollectionId(row.getObject("collection_id", UUID.class)),
                                row.getString("code"),
                                visible,
                                row.getLong("documents") - visible));
                    }
                }
                return List.copyOf(counts);
            }
        });
    }

    private static void scope(
            Connection connection, PreparedStatement statement, Scope scope, Collection<CollectionId> collections)
            throws SQLException {
        statement.setArray(1, SqlArrays.collections(connection, collections));
        statement.setArray(2, SqlArrays.uuids(connection, scope.principals()));
        statement.setArray(3, SqlArrays.uuids(connection, scope.principals()));
    }

    private static List<FailedDocument> documents(PreparedStatement statement) throws SQLException {
        List<FailedDocument> found = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                found.add(new FailedDocument(
                        new Position(
                                row.getObject("added_at", OffsetDateTime.class).toInstant(),
                                new CollectionId(row.getObject("collection_id", UUID.class)),
                                new DocumentId(row.getObject("document_id", UUID.class))),
                        Optional.ofNullable(row.getString("external_id")),
                        new Member.Failure(text(row, "error_code"), text(row, "error_message")),
                        row.getLong("usage_bytes")));
            }
        }
        return List.copyOf(found);
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column)).orElse("");
    }
}
