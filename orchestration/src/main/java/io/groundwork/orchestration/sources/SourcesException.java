package io.groundwork.orchestration.sources;

/** What is known of sources could not be read or written. */
final class SourcesException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SourcesException(String message, Throwable cause) {
        super(message, cause);
    }
}
