package io.groundwork.orchestration.http;

import jakarta.enterprise.context.RequestScoped;
import java.util.UUID;

/** Names a request in its answer and in the log. */
@RequestScoped
class RequestId {

    private final String value = "req_" + UUID.randomUUID().toString().replace("-", "");

    String value() {
        return value;
    }
}
