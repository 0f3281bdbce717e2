package io.groundwork.orchestration.models;

import static java.util.Objects.requireNonNull;

/** One turn of a conversation with a model. */
public record Message(Role role, String text) {

    /** Who speaks. */
    public enum Role {
        SYSTEM,
        USER,
        ASSISTANT
    }

    public Message {
        requireNonNull(role, "role");
        requireNonNull(text, "text");
    }
}
