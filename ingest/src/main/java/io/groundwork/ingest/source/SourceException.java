package io.groundwork.ingest.source;

import java.time.Duration;
import java.util.Optional;

/** A source could not be read. The message is one sentence for an administrator and holds no secret. */
public final class SourceException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Kind kind;
    private final transient Optional<Duration> retryAfter;

    public SourceException(Kind kind, String message) {
        super(message);
        this.kind = kind;
        this.retryAfter = Optional.empty();
    }

    public SourceException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.retryAfter = Optional.empty();
    }

    private SourceException(String message, Duration retryAfter) {
        super(message);
        this.kind = Kind.THROTTLED;
        this.retryAfter = Optional.of(retryAfter);
    }

    /** @param retryAfter as the source asked */
    static SourceException throttled(String message, Duration retryAfter) {
        return new SourceException(message, retryAfter);
    }

    public Kind kind() {
        return kind;
    }

    /** How long the source asked to be left alone. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** The message, which there always is. */
    public String words() {
        return String.valueOf(getMessage());
    }

    /** What helps. */
    public enum Kind {
        /** Other credentials, or another right for these. */
        NOT_AUTHORISED,
        /** Another address: what was asked for is not there. */
        NOT_FOUND,
        /** Waiting as long as asked. */
        THROTTLED,
        /** Trying again: the network, a server in trouble. */
        PASSING,
        /** Nothing here: forbidden by this installation, too large, or not as its own documentation says. */
        BROKEN;

        /** Whether the same request may well succeed later. */
        public boolean passes() {
            return this == THROTTLED || this == PASSING;
        }
    }
}
