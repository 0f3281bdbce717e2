package io.groundwork.ingest;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code upload}. */
@Entity
@Table(name = "upload")
class UploadEntity {

    @Id
    UUID id;

    String name;

    @Column(name = "media_type")
    String mediaType;

    String purpose;

    @Column(name = "size_bytes")
    long sizeBytes;

    @Column(name = "owner_id")
    UUID ownerId;

    String status;

    @Column(name = "file_id")
    @Nullable
    UUID fileId;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "expires_at")
    Instant expiresAt;

    protected UploadEntity() {}

    UploadEntity(
            String name,
            String mediaType,
            String purpose,
            long sizeBytes,
            UUID ownerId,
            Instant createdAt,
            Instant expiresAt) {
        this.id = UUID.randomUUID();
        this.name = name;
        this.mediaType = mediaType;
        this.purpose = purpose;
        this.sizeBytes = sizeBytes;
        this.ownerId = ownerId;
        this.createdAt = createdAt;
        this.expiresAt = expiresAt;
        become(Upload.Status.PENDING);
    }

    void become(Upload.Status next) {
        status = next.name().toLowerCase(Locale.ROOT);
    }

    Upload.Status status() {
        return Upload.Status.valueOf(status.toUpperCase(Locale.ROOT));
    }

    Upload toUpload(List<StoredFile> parts, Optional<StoredFile> file) {
        return new Upload(
                id, name, mediaType, purpose, sizeBytes, ownerId, status(), parts, file, createdAt, expiresAt);
    }
}
