package io.groundwork.orchestration.answering;

/** What was answered could not be written down or read again; the cause says why. */
public final class AnsweringException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AnsweringException(String message, Throwable cause) {
        super(message, cause);
    }
}
