package io.groundwork.orchestration.models;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code chat_model}. */
@Entity
@Table(name = "chat_model")
class ChatModelRow {

    @Id
    UUID id;

    String name;

    @Column(name = "base_url")
    String baseUrl;

    @Column(name = "remote_name")
    String remoteName;

    /** Sealed by {@link Secrets} for {@link #place}; null where the server wants none. */
    byte @Nullable [] secret;

    boolean preferred;

    @Column(name = "created_at")
    Instant createdAt;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected ChatModelRow() {}

    ChatModelRow(UUID id, String name) {
        this.id = id;
        this.name = name;
        this.baseUrl = "";
        this.remoteName = name;
        this.createdAt = Instant.now();
    }

    ChatModel model() {
        ChatModel.KeyUse key = secret == null ? ChatModel.KeyUse.NONE : ChatModel.KeyUse.SENT;
        return new ChatModel(id, name, URI.create(baseUrl), remoteName, key, preferred);
    }

    Optional<byte[]> sealedKey() {
        return Optional.ofNullable(secret);
    }

    String place() {
        return "chat_model " + id;
    }
}
