package io.groundwork.retrieval;

/** The index could not be read within the time that a search may take ({@link RetrievalConfig#searchTime}). */
public final class TookTooLongException extends RetrievalException {

    private static final long serialVersionUID = 1L;

    TookTooLongException(String message, Throwable cause) {
        super(message, cause);
    }
}
