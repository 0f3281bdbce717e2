package io.groundwork.retrieval;

/** The index could not be read or written; the cause says why. */
public final class RetrievalException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public RetrievalException(String message, Throwable cause) {
        super(message, cause);
    }

    public RetrievalException(String message) {
        super(message);
    }
}
