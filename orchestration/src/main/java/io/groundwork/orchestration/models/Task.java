package io.groundwork.orchestration.models;

import java.util.Locale;
import java.util.Optional;

/** What a model is for. */
public enum Task {
    /** Writes answers. */
    CHAT,
    /** Turns text into vectors, by which a collection is searched. */
    EMBED,
    /** Says how well passages answer a question. */
    RERANK;

    /** As it stands in JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Task> of(String word) {
        for (Task task : values()) {
            if (task.word().equals(word)) {
                return Optional.of(task);
            }
        }
        return Optional.empty();
    }
}
