package io.groundwork.bench;

/** What went wrong, in one sentence for whoever typed the command. Ends the program. */
final class BenchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BenchException(String message) {
        super(message);
    }

    BenchException(String message, Throwable cause) {
        super(message, cause);
    }
}
