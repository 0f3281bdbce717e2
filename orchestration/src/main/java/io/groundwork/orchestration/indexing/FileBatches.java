package io.groundwork.orchestration.indexing;

import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.CollectionId;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/** The {@code file_batch} and {@code file_batch_member} tables: which files were attached together. How far they are, memberships tell. */
@Singleton
@Transactional
public class FileBatches {

    private static final String ADD = "INSERT INTO file_batch (id, collection_id) VALUES (:id, :collection)";

    private static final String ADD_MEMBERS = """
            INSERT INTO file_batch_member (batch_id, document_id)
            SELECT :id, document FROM unnest(cast(:documents AS uuid[])) AS document
            ON CONFLICT DO NOTHING
            """;

    private static final String FIND = """
            SELECT id, collection_id, cancelled, created_at FROM file_batch WHERE id = :id AND collection_id = :collection
            """;

    private static final String MEMBERS = """
            SELECT document_id FROM file_batch_member WHERE batch_id = :id ORDER BY document_id
            """;

    private static final String CANCEL = "UPDATE file_batch SET cancelled = true WHERE id = :id";

    private final Session session;

    FileBatches(Session session) {
        this.session = session;
    }

    /** Notes that these were attached together. */
    public UUID add(CollectionId collection, List<DocumentId> documents) {
        UUID id = UUID.randomUUID();
        session.createNativeMutationQuery(ADD)
                .setParameter("id", id)
                .setParameter("collection", collection.value())
                .executeUpdate();
        session.createNativeMutationQuery(ADD_MEMBERS)
                .setParameter("id", id)
                .setParameter(
                        "documents", documents.stream().map(DocumentId::value).toArray(UUID[]::new))
                .executeUpdate();
        return id;
    }

    public Optional<FileBatch> find(CollectionId collection, UUID id) {
        return session.createNativeQuery(FIND, Object[].class)
                .addScalar("cancelled", Boolean.class)
                .addScalar("created_at", Instant.class)
                .setParameter("id", id)
                .setParameter("collection", collection.value())
                .uniqueResultOptional()
                .map(row -> new FileBatch(id, collection, (Boolean) row[0], (Instant) row[1]));
    }

    public List<DocumentId> members(UUID id) {
        return session.createNativeQuery(MEMBERS, Object[].class)
                .addScalar("document_id", UUID.class)
                .setParameter("id", id)
                .getResultStream()
                .map(row -> new DocumentId((UUID) row[0]))
                .toList();
    }

    public void cancel(UUID id) {
        session.createNativeMutationQuery(CANCEL).setParameter("id", id).executeUpdate();
    }

    /** Files that were attached together. */
    public record FileBatch(UUID id, CollectionId collection, boolean cancelled, Instant createdAt) {}
}
