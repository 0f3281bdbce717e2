package io.groundwork.orchestration.models;

import io.groundwork.orchestration.chat.Dialect;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A version of a model: one that answers can be written with, or one that makes vectors or scores passages.
 *
 * @param name as callers ask for it; one name is one version, for good
 * @param remoteName what its servers call it
 * @param endpoints replicas of one another; none for the built-in model
 * @param approval who let it serve
 */
public record ModelVersion(
        UUID id,
        String name,
        State state,
        Dialect dialect,
        String remoteName,
        List<Endpoint> endpoints,
        Card card,
        Instant createdAt,
        Optional<Approval> approval) {

    /** The name of the built-in model, which answers with sentences of the documents themselves. */
    public static final String EXTRACTIVE = "extractive";

    private static final UUID EXTRACTIVE_ID = new UUID(0, 0x10);

    /** Needs no server and is always there. */
    public static final ModelVersion BUILT_IN = new ModelVersion(
            EXTRACTIVE_ID,
            EXTRACTIVE,
            State.SERVING,
            Dialect.LOCAL,
            EXTRACTIVE,
            List.of(),
            Card.BLANK,
            Instant.EPOCH,
            Optional.empty());

    public ModelVersion {
        endpoints = List.copyOf(endpoints);
        if (name.isBlank()) {
            throw new IllegalArgumentException("A model without a name");
        }
    }

    /** The same on other servers. */
    ModelVersion servedAt(List<Endpoint> others) {
        return new ModelVersion(id, name, state, dialect, remoteName, others, card, createdAt, approval);
    }

    public boolean builtIn() {
        return id.equals(EXTRACTIVE_ID);
    }

    /** Whether it may be used now, for whatever it is for. */
    public boolean serves() {
        return state == State.SERVING;
    }

    /** Whether it may write answers now. */
    public boolean answers() {
        return serves() && card.task() == Task.CHAT;
    }

    /**
     * One server of a model.
     *
     * @param baseUrl of its OpenAI API, such as {@code http://10.0.0.7:8000/v1}; {@code local:} and a digest for weights of this machine
     * @param key whether one is sent with each request; the key itself never leaves this package
     */
    public record Endpoint(int ordinal, URI baseUrl, KeyUse key) {}

    /** Whether a server wants a key. */
    public enum KeyUse {
        NONE,
        SENT
    }

    /** @param by empty: the environment, or the system before there was a registry */
    public record Approval(Optional<UUID> by, Instant at) {}
}
