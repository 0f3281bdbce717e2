package io.groundwork.orchestration.transfer;

/** A line that is not as the form has it. The message is for who sent it, and begins with the line's number, counted from 1. */
public final class BadLineException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadLineException(long line, String what) {
        super("Line %d: %s".formatted(line, what));
    }

    BadLineException(long line, String what, Throwable cause) {
        super("Line %d: %s".formatted(line, what), cause);
    }
}
