package io.groundwork.orchestration.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A row of {@code person_group}. */
@Entity
@Table(name = "person_group")
class GroupEntity {

    @Id
    UUID id;

    String name;

    @Column(name = "created_at")
    Instant createdAt;

    protected GroupEntity() {}

    GroupEntity(UUID id, String name, Instant createdAt) {
        this.id = id;
        this.name = name;
        this.createdAt = createdAt;
    }
}
