package io.groundwork.orchestration.http;

import java.util.Map;

/**
 * What is wrong with a message of the Model Context Protocol itself. What is wrong with the arguments of a tool is no fault: it is told as the tool's result,
 * so that a model can mend it.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2026-07-28/basic#error-codes">its error codes</a>
 */
enum McpFault {
    PARSE_ERROR(-32700, 400),
    INVALID_REQUEST(-32600, 400),
    METHOD_NOT_FOUND(-32601, 404),
    INVALID_METADATA(-32602, 400),
    INVALID_PARAMS(-32602, 200),
    HEADER_MISMATCH(-32020, 400),
    UNSUPPORTED_VERSION(-32022, 400);

    final int code;

    /** Of HTTP, since the version 2026-07-28; before it, a message that could be read is answered with 200. */
    final int status;

    McpFault(int code, int status) {
        this.code = code;
        this.status = status;
    }

    /** @param message for whoever wrote the client */
    McpException because(String message) {
        return new McpException(this, message, Map.of());
    }
}
