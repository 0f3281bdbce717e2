package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A message of JSON-RPC 2.0 from a client of the Model Context Protocol.
 *
 * @param id a text or a whole number; empty of a notification, which is not answered
 * @param params empty where none were sent
 */
record McpMessage(Optional<JsonNode> id, String method, ObjectNode params) {

    /** @throws McpException where it is none */
    static McpMessage of(JsonNode node) {
        if (!node.isObject() || !node.path("jsonrpc").asText().equals("2.0")) {
            throw McpFault.INVALID_REQUEST.because("Send one message of JSON-RPC 2.0.");
        }
        JsonNode method = node.path("method");
        if (!method.isTextual()) {
            throw McpFault.INVALID_REQUEST.because("'method' must be a text: nothing is asked of clients here.");
        }
        JsonNode id = node.path("id");
        if (!id.isMissingNode() && !id.isTextual() && !id.isIntegralNumber()) {
            throw McpFault.INVALID_REQUEST.because("'id' must be a text or a whole number.");
        }
        JsonNode params = node.path("params");
        if (!params.isMissingNode() && !params.isObject()) {
            throw McpFault.INVALID_REQUEST.because("'params' must be an object.");
        }
        return new McpMessage(
                id.isMissingNode() ? Optional.empty() : Optional.of(id),
                method.textValue(),
                params instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode());
    }
}
