package io.groundwork.orchestration.transfer;

import java.io.IOException;

/** Who had asked for an export has gone before its end. */
public final class ReaderGoneException extends IOException {

    private static final long serialVersionUID = 1L;

    ReaderGoneException(String message, Throwable cause) {
        super(message, cause);
    }
}
