package io.groundwork.orchestration.sql;

/** The database could not run a statement. */
public final class StatementException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StatementException(String message, Throwable cause) {
        super(message, cause);
    }
}
