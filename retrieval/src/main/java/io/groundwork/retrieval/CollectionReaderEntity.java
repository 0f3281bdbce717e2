package io.groundwork.retrieval;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;

/** A row of {@code collection_reader}: whoever has one may read the collection. */
@Entity(name = "CollectionReader")
@Table(name = "collection_reader")
@IdClass(CollectionReaderEntity.Key.class)
@NullUnmarked
class CollectionReaderEntity {

    /** A principal at a collection. */
    record Key(UUID collectionId, UUID principalId) {}

    @Id
    @Column(name = "collection_id")
    UUID collectionId;

    @Id
    @Column(name = "principal_id")
    UUID principalId;
}
