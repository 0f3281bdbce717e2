package io.groundwork.retrieval;

/** The index could not be read or written; the cause says why. */
public sealed class RetrievalException extends RuntimeException permits TookTooLongException {

    private static final long serialVersionUID = 1L;

    public RetrievalException(String message, Throwable cause) {
        super(message, cause);
    }

    public RetrievalException(String message) {
        super(message);
    }
}
