package io.groundwork.orchestration.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A row of {@code collection_grant}. */
@Entity
@Table(name = "collection_grant")
class GrantEntity {

    @EmbeddedId
    Key key;

    String access;

    @Column(name = "created_at")
    Instant createdAt;

    protected GrantEntity() {}

    GrantEntity(Key key, Access access, Instant createdAt) {
        this.key = key;
        this.access = access.toString();
        this.createdAt = createdAt;
    }

    Access toAccess() {
        return Access.parse(access).orElseThrow(() -> new IllegalStateException("The database holds access " + access));
    }

    @Embeddable
    record Key(
            @Column(name = "collection_id") UUID collection,
            @Column(name = "principal_id") UUID principal) {}
}
