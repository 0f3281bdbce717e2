package io.groundwork.retrieval;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/** Names a collection of documents. */
public record CollectionId(UUID value) {

    public CollectionId {
        requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
