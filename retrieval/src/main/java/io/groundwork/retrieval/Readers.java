package io.groundwork.retrieval;

import io.groundwork.ingest.DocumentId;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Who may read: writes the {@code collection_reader} and {@code document_reader} tables, and with the latter the copies that stand on
 * passages. In plain JDBC, because both must change in one transaction with what is searched. Safe for use by many threads.
 */
@Singleton
public final class Readers {

    private static final String GRANT = """
            INSERT INTO collection_reader (collection_id, principal_id) VALUES (?, ?) ON CONFLICT DO NOTHING
            """;

    private static final String REVOKE = "DELETE FROM collection_reader WHERE collection_id = ? AND principal_id = ?";

    private static final String OF_COLLECTION = """
            SELECT principal_id FROM collection_reader WHERE collection_id = ? ORDER BY principal_id
            """;

    private static final String OF_DOCUMENT = """
            SELECT d.principal_id FROM membership m JOIN document_reader d
                ON d.collection_id = m.collection_id AND d.document_id = coalesce(m.root_id, m.document_id)
            WHERE m.collection_id = ? AND m.document_id = ? ORDER BY d.principal_id
            """;

    private static final String IS_BELOW =
            "SELECT 1 FROM membership WHERE collection_id = ? AND document_id = ? AND root_id IS NOT NULL";

    private static final String CLEAR = "DELETE FROM document_reader WHERE collection_id = ? AND document_id = ?";

    private static final String SET = """
            INSERT INTO document_reader (collection_id, document_id, principal_id)
            SELECT ?, ?, principal FROM unnest(?::uuid[]) AS principal
            """;

    private final Database database;

    Readers(DataSource source) {
        this.database = new Database(source);
    }

    /** From now on the principal may read the collection. */
    public void grant(CollectionId collection, UUID principal) {
        database.write(
                "grant collection " + collection,
                connection -> update(connection, GRANT, collection.value(), principal));
    }

    /** From now on the principal may not, unless another of its principals may. */
    public void revoke(CollectionId collection, UUID principal) {
        database.write(
                "revoke collection " + collection,
                connection -> update(connection, REVOKE, collection.value(), principal));
    }

    /** Who may read the collection. */
    public Set<UUID> of(CollectionId collection) {
        return database.read("read readers", connection -> principals(connection, OF_COLLECTION, collection.value()));
    }

    /** Who of the collection's readers may read the document: those of the one at the top, where it lay within another; empty: all of them. */
    public Set<UUID> of(CollectionId collection, DocumentId document) {
        return database.read(
                "read readers",
                connection -> principals(connection, OF_DOCUMENT, collection.value(), document.value()));
    }

    /**
     * From now on only these of the collection's readers may read the document, and all below it.
     *
     * @param principals empty: all readers of the collection
     * @return false when the document is not in the collection
     * @throws IllegalArgumentException when the document lay within another, whose readers are its own
     */
    public boolean restrict(CollectionId collection, DocumentId document, Collection<UUID> principals) {
        return database.write("restrict document " + document, connection -> {
            if (!PassageIndex.lockMember(connection, collection, document)) {
                return false;
            }
            if (isBelow(connection, collection, document)) {
                throw new IllegalArgumentException("Document %s has the readers of another".formatted(document));
            }
            Set<UUID> distinct = new LinkedHashSet<>(principals);
            update(connection, CLEAR, collection.value(), document.value());
            update(connection, SET, collection.value(), document.value(), SqlArrays.uuids(connection, distinct));
            Passages.setReaders(connection, collection, document, distinct);
            return true;
        });
    }

    private static boolean isBelow(Connection connection, CollectionId collection, DocumentId document)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(IS_BELOW)) {
            statement.setObject(1, collection.value());
            statement.setObject(2, document.value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    private static int update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }

    private static Set<UUID> principals(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            Set<UUID> principals = new LinkedHashSet<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    principals.add(rows.getObject("principal_id", UUID.class));
                }
            }
            return Set.copyOf(principals);
        }
    }
}
