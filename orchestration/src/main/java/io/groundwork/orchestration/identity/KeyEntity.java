package io.groundwork.orchestration.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code api_key}. */
@Entity
@Table(name = "api_key")
class KeyEntity {

    @Id
    UUID id;

    String name;
    byte[] hash;

    /** Its first characters, for people to tell keys apart. */
    String hint;

    @Column(name = "person_id")
    @Nullable
    UUID personId;

    boolean admin;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "expires_at")
    @Nullable
    Instant expiresAt;

    @Column(name = "revoked_at")
    @Nullable
    Instant revokedAt;

    protected KeyEntity() {}
}
