package io.groundwork.orchestration.spaces;

import io.groundwork.ingest.DocumentId;
import io.groundwork.orchestration.sql.Statements;
import io.groundwork.retrieval.CollectionId;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The {@code bank_question} table: questions to a collection whose answers are known, by which a change of it is measured. Each method is one
 * statement, in the caller's transaction where there is one. Safe for use by many threads.
 */
@Singleton
public final class QuestionBank {

    private static final String ADD = """
            INSERT INTO bank_question (id, collection_id, question, documents, created_by) VALUES (?, ?, ?, ?, ?)
            """;

    private static final String LIST = """
            SELECT id, question, documents, created_by, created_at FROM bank_question
            WHERE collection_id = ?
              AND (?::uuid IS NULL OR (created_at, id) > (SELECT created_at, id FROM bank_question WHERE id = ?::uuid))
            ORDER BY created_at, id
            LIMIT ?
            """;

    private static final String CHANGE = """
            UPDATE bank_question SET question = ?, documents = ? WHERE collection_id = ? AND id = ?
            """;

    private static final String REMOVE = "DELETE FROM bank_question WHERE collection_id = ? AND id = ?";

    private static final String FIND = """
            SELECT id, question, documents, created_by, created_at FROM bank_question WHERE collection_id = ? AND id = ?
            """;

    private final Statements statements;

    QuestionBank(DataSource database) {
        this.statements = new Statements(database, "question banks");
    }

    /**
     * A question whose answer is known.
     *
     * @param documents in each of which an answer stands; at least one
     * @param by who added it
     */
    public record Entry(UUID id, String question, List<DocumentId> documents, UUID by, Instant at) {

        public Entry {
            documents = List.copyOf(documents);
        }
    }

    public UUID add(CollectionId collection, String question, List<DocumentId> documents, UUID by) {
        UUID id = UUID.randomUUID();
        statements.update(ADD, id, collection.value(), question, values(documents), by);
        return id;
    }

    /** By age, after the entry {@code after} where one is given. */
    public List<Entry> list(CollectionId collection, Optional<UUID> after, int limit) {
        return statements.query(
                LIST, QuestionBank::entry, collection.value(), after.orElse(null), after.orElse(null), limit);
    }

    public Optional<Entry> find(CollectionId collection, UUID id) {
        return statements.query(FIND, QuestionBank::entry, collection.value(), id).stream()
                .findFirst();
    }

    /** @return false when there is no such question */
    public boolean change(CollectionId collection, UUID id, String question, List<DocumentId> documents) {
        return statements.update(CHANGE, question, values(documents), collection.value(), id) > 0;
    }

    /** @return false when there is no such question */
    public boolean remove(CollectionId collection, UUID id) {
        return statements.update(REMOVE, collection.value(), id) > 0;
    }

    private static UUID[] values(List<DocumentId> documents) {
        return documents.stream().map(DocumentId::value).toArray(UUID[]::new);
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getObject("id", UUID.class),
                row.getString("question"),
                Arrays.stream((UUID[]) row.getArray("documents").getArray())
                        .map(DocumentId::new)
                        .toList(),
                row.getObject("created_by", UUID.class),
                Statements.instant(row, "created_at").orElseThrow());
    }
}
