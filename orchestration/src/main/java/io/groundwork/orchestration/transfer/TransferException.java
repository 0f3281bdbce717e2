package io.groundwork.orchestration.transfer;

/** A collection could not be written or taken in, for a reason that is not in its lines. The message says which and why. */
public final class TransferException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TransferException(String message) {
        super(message);
    }

    TransferException(String message, Throwable cause) {
        super(message, cause);
    }
}
