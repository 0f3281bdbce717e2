package io.groundwork.embeddings;

/**
 * The engine that is needed is not there, and no other may take its place: it was taken back, or what it needs is away. Nothing is gained by trying at once
 * again; what can wait waits. The message is for administrators.
 */
public class EngineMissingException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    public EngineMissingException(String message) {
        super(message);
    }
}
