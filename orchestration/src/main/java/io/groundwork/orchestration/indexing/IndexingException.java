package io.groundwork.orchestration.indexing;

/** The queue could not be read or written, or a step failed for a reason that may pass. */
public final class IndexingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public IndexingException(String message, Throwable cause) {
        super(message, cause);
    }
}
