package io.groundwork.embeddings.remote;

import io.groundwork.embeddings.EmbeddingException;

/** The server answered, and will answer the same request in the same way. */
final class RefusedException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    private final int status;

    RefusedException(String message, int status) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
