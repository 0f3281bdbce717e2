package io.groundwork.orchestration.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * {@code POST /mcp}: the Model Context Protocol over streamable HTTP, for agents. Each message is answered by itself, as JSON; there are no sessions and no
 * streams, so that any process may answer any message. Callers are known as at every door, and see what they see everywhere.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http">the transport</a>
 */
@Path("/mcp")
@RunOnVirtualThread
class McpResource {

    /** A question has 10,000 characters; what else a message holds is small. */
    private static final int MOST_BYTES = 1 << 20;

    private final McpProtocol protocol;
    private final McpOrigins origins;
    private final ObjectMapper json;

    McpResource(McpProtocol protocol, McpOrigins origins, ObjectMapper json) {
        this.protocol = protocol;
        this.origins = origins;
        this.json = json;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response receive(InputStream body, @Context HttpHeaders headers, @Context UriInfo uri) throws IOException {
        if (!origins.mayAsk(headers.getHeaderString("Origin"), headers.getHeaderString(HttpHeaders.HOST))) {
            throw Problem.FORBIDDEN.because(
                    "Pages of other sites may not ask here. If this is yours, set GROUNDWORK_PUBLIC_URL.");
        }
        Optional<JsonNode> id = Optional.empty();
        try {
            McpMessage message = McpMessage.of(read(body));
            if (message.id().isEmpty()) {
                return Response.accepted().build();
            }
            id = message.id();
            McpEra era = McpEra.of(message, headers);
            return answer(message, era, uri);
        } catch (McpException e) {
            return refused(e, e.fault().status, id);
        }
    }

    private Response answer(McpMessage message, McpEra era, UriInfo uri) {
        try {
            ObjectNode answer = envelope(message.id());
            answer.set("result", protocol.answer(message, era, uri.getBaseUri()));
            return Response.ok(answer).build();
        } catch (McpException e) {
            return refused(e, era == McpEra.HANDSHAKE ? 200 : e.fault().status, message.id());
        }
    }

    private Response refused(McpException failure, int status, Optional<JsonNode> id) {
        ObjectNode answer = envelope(id);
        answer.set("error", failure.error());
        return Response.status(status).entity(answer).build();
    }

    private ObjectNode envelope(Optional<JsonNode> id) {
        ObjectNode envelope = json.createObjectNode().put("jsonrpc", "2.0");
        id.ifPresent(known -> envelope.set("id", known));
        return envelope;
    }

    private JsonNode read(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw Problem.TOO_LARGE.because("A message may have %d bytes.".formatted(MOST_BYTES));
        }
        try {
            return json.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw McpFault.PARSE_ERROR.because("The body is not JSON.");
        }
    }
}
