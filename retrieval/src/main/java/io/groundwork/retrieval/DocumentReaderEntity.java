package io.groundwork.retrieval;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;

/** A row of {@code document_reader}: where a document has any, only those named may read it. */
@Entity(name = "DocumentReader")
@Table(name = "document_reader")
@IdClass(DocumentReaderEntity.Key.class)
@NullUnmarked
class DocumentReaderEntity {

    /** A principal at a document in a collection. */
    record Key(UUID collectionId, UUID documentId, UUID principalId) {}

    @Id
    @Column(name = "collection_id")
    UUID collectionId;

    @Id
    @Column(name = "document_id")
    UUID documentId;

    @Id
    @Column(name = "principal_id")
    UUID principalId;
}
