package io.groundwork.ingest;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A row of {@code document}. */
@Entity
@Table(name = "document")
class DocumentEntity {

    @Id
    UUID id;

    String name;

    @Column(name = "latest_version")
    int latestVersion;

    @Column(name = "created_at")
    Instant createdAt;

    protected DocumentEntity() {}

    DocumentEntity(UUID id, String name, int latestVersion, Instant createdAt) {
        this.id = id;
        this.name = name;
        this.latestVersion = latestVersion;
        this.createdAt = createdAt;
    }
}
