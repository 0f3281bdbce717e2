package io.groundwork.orchestration.models;

/** The registry's own trouble, such as an installation key that is gone; the message says what to do. */
public final class ModelsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ModelsException(String message) {
        super(message);
    }

    ModelsException(String message, Throwable cause) {
        super(message, cause);
    }
}
