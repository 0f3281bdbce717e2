package io.groundwork.orchestration.outbound;

import java.io.IOException;

/** A connection that was not made because its purpose may not go there. The message is one sentence for an admin. */
public final class OutboundDeniedException extends IOException {

    private static final long serialVersionUID = 1L;

    OutboundDeniedException(String message) {
        super(message);
    }
}
