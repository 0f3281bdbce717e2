package io.groundwork.embeddings;

/** The time that the caller gave was over before the work was done. */
public final class OutOfTimeException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    public OutOfTimeException(String message, Throwable cause) {
        super(message, cause);
    }

    public OutOfTimeException(String message) {
        super(message);
    }
}
