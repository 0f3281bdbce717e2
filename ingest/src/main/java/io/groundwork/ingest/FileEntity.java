package io.groundwork.ingest;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A row of {@code file}. */
@Entity
@Table(name = "file")
class FileEntity {

    @Id
    UUID id;

    String name;

    @Column(name = "media_type")
    String mediaType;

    byte[] sha256;

    @Column(name = "size_bytes")
    long sizeBytes;

    String purpose;

    @Column(name = "owner_id")
    UUID ownerId;

    @Column(name = "created_at")
    Instant createdAt;

    protected FileEntity() {}

    FileEntity(StoredFile file) {
        id = file.id().value();
        name = file.name();
        mediaType = file.mediaType();
        sha256 = file.digest().toArray();
        sizeBytes = file.sizeBytes();
        purpose = file.purpose();
        ownerId = file.owner();
        createdAt = file.createdAt();
    }

    /** Both keep their ids; names and bytes change places, and with the bytes whoever uploaded them. */
    void exchangeWith(FileEntity other) {
        StoredFile mine = toFile();
        takeContentOf(other.toFile());
        other.takeContentOf(mine);
    }

    private void takeContentOf(StoredFile file) {
        name = file.name();
        mediaType = file.mediaType();
        sha256 = file.digest().toArray();
        sizeBytes = file.sizeBytes();
        ownerId = file.owner();
    }

    StoredFile toFile() {
        return new StoredFile(
                new FileId(id), name, mediaType, Digest.of(sha256), sizeBytes, purpose, ownerId, createdAt);
    }
}
