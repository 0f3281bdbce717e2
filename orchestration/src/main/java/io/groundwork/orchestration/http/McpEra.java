package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.core.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a message of the Model Context Protocol says which version it speaks: since 2026-07-28 by itself, in its metadata and in headers that repeat them;
 * before, by the header and a handshake that this server need not remember.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2026-07-28/basic/versioning">versioning</a>
 */
enum McpEra {
    HANDSHAKE,
    STATELESS;

    static final String DISCOVER = "server/discover";
    static final String INITIALIZE = "initialize";

    private static final List<String> WITH_HANDSHAKE = List.of("2025-11-25", "2025-06-18");
    private static final String WITHOUT = "2026-07-28";

    /** All that are spoken here, newest first. */
    static final List<String> VERSIONS =
            Stream.concat(Stream.of(WITHOUT), WITH_HANDSHAKE.stream()).toList();

    private static final String VERSION = "io.modelcontextprotocol/protocolVersion";
    private static final String CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
    private static final String ENCODED = "=?base64?";
    private static final String ENCODED_END = "?=";
    private static final int MOST_ECHOED = 64;

    /** The version to go on with, where a client asks for this one in its handshake. */
    static String agreed(String asked) {
        return WITH_HANDSHAKE.contains(asked) ? asked : WITH_HANDSHAKE.getFirst();
    }

    /** @throws McpException where the version is not spoken here, or what a version wants with each message is missing or contradicts it */
    static McpEra of(McpMessage message, HttpHeaders headers) {
        @Nullable String header = headers.getHeaderString("MCP-Protocol-Version");
        JsonNode metadata = message.params().path("_meta");
        @Nullable String declared = metadata.path(VERSION).textValue();
        boolean declares = metadata.has(VERSION) && (declared == null || !WITH_HANDSHAKE.contains(declared));
        if (declares || WITHOUT.equals(header) || message.method().equals(DISCOVER)) {
            check(message, headers, header, declared);
            return STATELESS;
        }
        if (header != null
                && !WITH_HANDSHAKE.contains(header)
                && !message.method().equals(INITIALIZE)) {
            throw unsupported(header);
        }
        return HANDSHAKE;
    }

    private static void check(
            McpMessage message, HttpHeaders headers, @Nullable String header, @Nullable String declared) {
        if (declared == null
                || !message.params().path("_meta").path(CAPABILITIES).isObject()) {
            throw McpFault.INVALID_METADATA.because(
                    "'_meta' must hold '%s', a text, and '%s', an object.".formatted(VERSION, CAPABILITIES));
        }
        if (!declared.equals(header)) {
            throw mismatch("MCP-Protocol-Version");
        }
        if (!declared.equals(WITHOUT)) {
            throw unsupported(declared);
        }
        if (!message.method().equals(headers.getHeaderString("Mcp-Method"))) {
            throw mismatch("Mcp-Method");
        }
        if (message.method().equals("tools/call")
                && !Objects.equals(
                        message.params().path("name").textValue(), decoded(headers.getHeaderString("Mcp-Name")))) {
            throw mismatch("Mcp-Name");
        }
    }

    /** Names that a header cannot hold as they are come in Base64. */
    private static @Nullable String decoded(@Nullable String header) {
        if (header == null || !header.startsWith(ENCODED) || !header.endsWith(ENCODED_END)) {
            return header;
        }
        try {
            String encoded = header.substring(
                    ENCODED.length(), Math.max(ENCODED.length(), header.length() - ENCODED_END.length()));
            return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw mismatch("Mcp-Name");
        }
    }

    private static McpException mismatch(String header) {
        return McpFault.HEADER_MISMATCH.because("The header %s must say what the message says.".formatted(header));
    }

    private static McpException unsupported(String version) {
        return new McpException(
                McpFault.UNSUPPORTED_VERSION,
                "This version of the protocol is not spoken here, but %s.".formatted(String.join(", ", VERSIONS)),
                Map.of(
                        "supported",
                        VERSIONS,
                        "requested",
                        version.substring(0, Math.min(version.length(), MOST_ECHOED))));
    }
}
