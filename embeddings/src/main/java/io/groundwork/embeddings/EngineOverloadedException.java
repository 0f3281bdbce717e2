package io.groundwork.embeddings;

import java.time.Duration;

/** As much waits already as may wait; nothing was begun. */
public final class EngineOverloadedException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    /** @param retryAfter how long what waits will take, as far as one can tell; at least a second */
    public EngineOverloadedException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}
