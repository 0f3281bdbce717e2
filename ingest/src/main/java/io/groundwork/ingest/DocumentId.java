package io.groundwork.ingest;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/** Names a document for as long as it exists, through all of its versions. */
public record DocumentId(UUID value) {

    public DocumentId {
        requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
