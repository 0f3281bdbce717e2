package io.groundwork.orchestration.models;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.UUID;

/**
 * A model that answers can be written with.
 *
 * @param name as callers ask for it
 * @param baseUrl of the server's OpenAI API, such as {@code http://10.0.0.7:8000/v1}; an empty URI for the built-in model
 * @param remoteName what the server calls it
 * @param key whether a key is sent with each request
 * @param preferred whether it answers those who ask for no model
 */
public record ChatModel(UUID id, String name, URI baseUrl, String remoteName, KeyUse key, boolean preferred) {

    /** Answers with sentences of the documents themselves. */
    public static final String EXTRACTIVE = "extractive";

    private static final UUID EXTRACTIVE_ID = new UUID(0, 0x10);

    /** Whether a server wants a key. The key itself never leaves this package. */
    public enum KeyUse {
        NONE,
        SENT
    }

    public ChatModel {
        requireNonNull(id, "id");
        requireNonNull(key, "key");
        if (name.isBlank()) {
            throw new IllegalArgumentException("A model without a name");
        }
    }

    static ChatModel extractive(boolean preferred) {
        return new ChatModel(EXTRACTIVE_ID, EXTRACTIVE, URI.create(""), EXTRACTIVE, KeyUse.NONE, preferred);
    }

    public boolean builtIn() {
        return id.equals(EXTRACTIVE_ID);
    }
}
