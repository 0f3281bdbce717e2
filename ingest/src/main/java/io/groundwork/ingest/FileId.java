package io.groundwork.ingest;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/** Names an uploaded file. */
public record FileId(UUID value) {

    public FileId {
        requireNonNull(value, "value");
    }

    /** The document that this file becomes when it is attached to a collection: both share one id. */
    public DocumentId document() {
        return new DocumentId(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
