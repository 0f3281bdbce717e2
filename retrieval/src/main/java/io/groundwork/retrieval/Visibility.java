package io.groundwork.retrieval;

import io.groundwork.ingest.DocumentId;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Answers what a scope may see, for paths that do not search: lists, previews, downloads, citations. What does not exist may not be
 * seen. Safe for use by many threads.
 */
@Singleton
public final class Visibility {

    private static final String ALL_COLLECTIONS = """
            SELECT DISTINCT collection_id AS id FROM collection_reader WHERE principal_id = ANY (?) ORDER BY id
            """;

    private static final String COLLECTIONS = """
            SELECT DISTINCT collection_id AS id FROM collection_reader
            WHERE principal_id = ANY (?) AND collection_id = ANY (?)
            """;

    /** The condition of a search, on the rows that its {@code passage.readers} are copied from: those of the document at the top. */
    private static final String DOCUMENTS = """
            SELECT m.document_id AS id FROM membership m
            WHERE m.collection_id = ? AND m.document_id = ANY (?)
                AND EXISTS (
                    SELECT FROM collection_reader c
                    WHERE c.collection_id = m.collection_id AND c.principal_id = ANY (?))
                AND (
                    NOT EXISTS (
                        SELECT FROM document_reader d
                        WHERE d.collection_id = m.collection_id AND d.document_id = coalesce(m.root_id, m.document_id))
                    OR EXISTS (
                        SELECT FROM document_reader d
                        WHERE d.collection_id = m.collection_id AND d.document_id = coalesce(m.root_id, m.document_id)
                            AND d.principal_id = ANY (?)))
            """;

    /** The same wherever they are. */
    private static final String ANYWHERE = """
            SELECT DISTINCT m.document_id AS id FROM membership m
            WHERE m.document_id = ANY (?)
                AND EXISTS (
                    SELECT FROM collection_reader c
                    WHERE c.collection_id = m.collection_id AND c.principal_id = ANY (?))
                AND (
                    NOT EXISTS (
                        SELECT FROM document_reader d
                        WHERE d.collection_id = m.collection_id AND d.document_id = coalesce(m.root_id, m.document_id))
                    OR EXISTS (
                        SELECT FROM document_reader d
                        WHERE d.collection_id = m.collection_id AND d.document_id = coalesce(m.root_id, m.document_id)
                            AND d.principal_id = ANY (?)))
            """;

    private final Database database;

    Visibility(DataSource source) {
        this.database = new Database(source);
    }

    /** All collections that the scope may read, by id. */
    public List<CollectionId> readableCollections(Scope scope) {
        return database.read("look up readable collections", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(ALL_COLLECTIONS)) {
                statement.setArray(1, SqlArrays.uuids(connection, scope.principals()));
                return ids(statement).stream().map(CollectionId::new).toList();
            }
        });
    }

    /** Those of the collections that the scope may read, in the order given, each once. */
    public List<CollectionId> readableCollections(Scope scope, List<CollectionId> collections) {
        Set<UUID> readable = database.read("look up readable collections", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(COLLECTIONS)) {
                statement.setArray(1, SqlArrays.uuids(connection, scope.principals()));
                statement.setArray(2, SqlArrays.collections(connection, collections));
                return new HashSet<>(ids(statement));
            }
        });
        return new LinkedHashSet<>(collections)
                .stream().filter(id -> readable.contains(id.value())).toList();
    }

    /** Whether the document is in the collection and the scope may read it there. */
    public boolean mayRead(Scope scope, CollectionId collection, DocumentId document) {
        return !readableDocuments(scope, collection, Set.of(document)).isEmpty();
    }

    /** Those of the documents that are in the collection and that the scope may read there. */
    public Set<DocumentId> readableDocuments(Scope scope, CollectionId collection, Collection<DocumentId> documents) {
        return database.read("look up readable documents", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(DOCUMENTS)) {
                List<UUID> asked = documents.stream().map(DocumentId::value).toList();
                statement.setObject(1, collection.value());
                statement.setArray(2, SqlArrays.uuids(connection, asked));
                statement.setArray(3, SqlArrays.uuids(connection, scope.principals()));
                statement.setArray(4, SqlArrays.uuids(connection, scope.principals()));
                Set<DocumentId> readable = new LinkedHashSet<>();
                ids(statement).forEach(id -> readable.add(new DocumentId(id)));
                return Set.copyOf(readable);
            }
        });
    }

    /** Those of the documents that the scope may read in any collection. */
    public Set<DocumentId> readableDocuments(Scope scope, Collection<DocumentId> documents) {
        if (documents.isEmpty()) {
            return Set.of();
        }
        return database.read("look up readable documents", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(ANYWHERE)) {
                List<UUID> asked = documents.stream().map(DocumentId::value).toList();
                statement.setArray(1, SqlArrays.uuids(connection, asked));
                statement.setArray(2, SqlArrays.uuids(connection, scope.principals()));
                statement.setArray(3, SqlArrays.uuids(connection, scope.principals()));
                Set<DocumentId> readable = new LinkedHashSet<>();
                ids(statement).forEach(id -> readable.add(new DocumentId(id)));
                return Set.copyOf(readable);
            }
        });
    }

    private static List<UUID> ids(PreparedStatement statement) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getObject("id", UUID.class));
            }
        }
        return ids;
    }
}
