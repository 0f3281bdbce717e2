package io.groundwork.orchestration.audit;

/** Something could not be recorded, or the record could not be read; the cause says why. */
public final class RecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RecordException(String message) {
        super(message);
    }

    RecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
