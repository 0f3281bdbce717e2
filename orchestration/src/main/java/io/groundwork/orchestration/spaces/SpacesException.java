package io.groundwork.orchestration.spaces;

/** What is known of moves between spaces could not be read or written. */
public final class SpacesException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SpacesException(String message, Throwable cause) {
        super(message, cause);
    }
}
