package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** A message of the Model Context Protocol that cannot be answered. */
final class McpException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final McpFault fault;
    private final transient Map<String, Object> data;

    /** @param data for the client's program; empty where the code says all */
    McpException(McpFault fault, String message, Map<String, Object> data) {
        super(message);
        this.fault = fault;
        this.data = data;
    }

    McpFault fault() {
        return fault;
    }

    /** What JSON-RPC calls {@code error}. */
    ObjectNode error() {
        ObjectNode error = JsonNodeFactory.instance.objectNode();
        error.put("code", fault.code).put("message", String.valueOf(getMessage()));
        if (!data.isEmpty()) {
            error.putPOJO("data", data);
        }
        return error;
    }
}
