package io.groundwork.orchestration.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code person}, with the groups it is in. */
@Entity
@Table(name = "person")
class PersonEntity {

    @Id
    UUID id;

    String email;
    String name;

    @Column(name = "password_hash")
    @Nullable
    String passwordHash;

    boolean active;

    @Column(name = "created_at")
    Instant createdAt;

    @ManyToMany
    @JoinTable(
            name = "group_member",
            joinColumns = @JoinColumn(name = "person_id"),
            inverseJoinColumns = @JoinColumn(name = "group_id"))
    Set<GroupEntity> groups = new HashSet<>();

    protected PersonEntity() {}

    PersonEntity(UUID id, String email, String name, Instant createdAt) {
        this.id = id;
        this.email = email;
        this.name = name;
        this.createdAt = createdAt;
        active = true;
    }

    boolean admin() {
        return groups.stream().anyMatch(group -> group.id.equals(Groups.ADMINISTRATORS));
    }
}
