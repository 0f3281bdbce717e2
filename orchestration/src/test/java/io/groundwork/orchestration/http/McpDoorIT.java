package io.groundwork.orchestration.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.groundwork.orchestration.PostgresForTests;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /mcp} as HTTP sees it: who may come in, in which versions of the protocol, and how it says no. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class McpDoorIT {

    private static final String NOW = "2026-07-28";
    private static final String BEFORE = "2025-11-25";

    @Test
    void whoIsNotKnownIsToldHowToComeIn() {
        given().contentType(ContentType.JSON)
                .body(message("tools/list", Map.of()))
                .post("/mcp")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE"})
    void thereAreNoStreamsAndNoSessions(String method) {
        known().accept("text/event-stream").request(method, "/mcp").then().statusCode(405);
    }

    @Test
    void aMessageSinceTheStatelessVersionNeedsNoHandshake() {
        stateless("server/discover", Map.of())
                .statusCode(200)
                .body("result.supportedVersions", contains(NOW, BEFORE, "2025-06-18"))
                .body("result.capabilities.tools", equalTo(Map.of()))
                .body("result.resultType", equalTo("complete"))
                .body("result.ttlMs", equalTo(3_600_000))
                .body("result.cacheScope", equalTo("public"))
                .body("result._meta.'io.modelcontextprotocol/serverInfo'.name", equalTo("groundwork"));
        stateless("tools/list", Map.of())
                .statusCode(200)
                .body("result.tools", hasSize(3))
                .body("result.resultType", equalTo("complete"));
        stateless("tools/call", Map.of("name", "list_collections"))
                .statusCode(200)
                .body("result.isError", equalTo(false))
                .body("result.structuredContent.collections", not(nullValue()));
    }

    @Test
    void whatTheStatelessVersionHasNoMoreIsNotFound() {
        stateless("initialize", Map.of("protocolVersion", NOW)).statusCode(404).body("error.code", equalTo(-32601));
        stateless("ping", Map.of())
                .statusCode(404)
                .body("error.code", equalTo(-32601))
                .body("id", equalTo(7));
        afterHandshake("resources/list").statusCode(200).body("error.code", equalTo(-32601));
    }

    @Test
    void metadataAreWanted() {
        String method = "server/discover";
        known().header("MCP-Protocol-Version", NOW)
                .header("Mcp-Method", method)
                .body(message(method, Map.of()))
                .post("/mcp")
                .then()
                .statusCode(400)
                .body("error.code", equalTo(-32602))
                .body("id", equalTo(7));
    }

    @ParameterizedTest
    @CsvSource({
        "2025-11-25, tools/call, list_collections",
        ", tools/call, list_collections",
        "2026-07-28, tools/list, list_collections",
        "2026-07-28, , list_collections",
        "2026-07-28, tools/call, search",
        "2026-07-28, tools/call, =?base64?!?=",
        "2026-07-28, tools/call, ",
    })
    void headersThatContradictTheMessageAreRefused(String version, String method, String name) {
        call(version, method, name).statusCode(400).body("error.code", equalTo(-32020));
    }

    @Test
    void headersMayBeEncoded() {
        String name = Base64.getEncoder().encodeToString("list_collections".getBytes(StandardCharsets.UTF_8));

        call(NOW, "tools/call", "=?base64?%s?=".formatted(name)).statusCode(200).body("result.isError", equalTo(false));
    }

    @Test
    void otherVersionsAreNamedThoseThatAreSpoken() {
        Map<String, Object> metadata = Map.of(
                "io.modelcontextprotocol/protocolVersion",
                "2031-01-01",
                "io.modelcontextprotocol/clientCapabilities",
                Map.of());
        known().header("MCP-Protocol-Version", "2031-01-01")
                .header("Mcp-Method", "tools/list")
                .body(message("tools/list", Map.of("_meta", metadata)))
                .post("/mcp")
                .then()
                .statusCode(400)
                .body("error.code", equalTo(-32022))
                .body("error.data.requested", equalTo("2031-01-01"))
                .body("error.data.supported", contains(NOW, BEFORE, "2025-06-18"));
        known().header("MCP-Protocol-Version", "2024-11-05")
                .body(message("tools/list", Map.of()))
                .post("/mcp")
                .then()
                .statusCode(400)
                .body("error.code", equalTo(-32022));
    }

    @ParameterizedTest
    @CsvSource({"2025-11-25, 2025-11-25", "2025-06-18, 2025-06-18", "2024-11-05, 2025-11-25", "2031-01-01, 2025-11-25"})
    void theHandshakeAgreesOnAVersion(String asked, String agreed) {
        Map<String, Object> params = Map.of(
                "protocolVersion", asked, "capabilities", Map.of(), "clientInfo", Map.of("name", "x", "version", "1"));
        known().body(message("initialize", params))
                .post("/mcp")
                .then()
                .statusCode(200)
                .body("result.protocolVersion", equalTo(agreed))
                .body("result.resultType", nullValue());
    }

    @Test
    void aNotificationIsTakenWithoutAnAnswer() {
        known().body(Map.of("jsonrpc", "2.0", "method", "notifications/initialized"))
                .post("/mcp")
                .then()
                .statusCode(202)
                .body(emptyString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"jsonrpc\": | -32700",
                "[] | -32600",
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}] | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}} | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"} | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"} | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]} | -32600",
                "{\"id\":1,\"method\":\"ping\"} | -32600",
            })
    void whatIsNoMessageIsAnErrorOfJsonRpc(String body, int code) {
        known().body(body).post("/mcp").then().statusCode(400).body("error.code", equalTo(code));
    }

    @Test
    void aMessageHasABoundedLength() {
        known().body(message("ping", Map.of("padding", "x".repeat(1 << 20))))
                .post("/mcp")
                .then()
                .statusCode(413)
                .body("detail", containsString("1048576"));
    }

    @Test
    void pagesOfOtherSitesMayNotAskWhateverNameTheyLeadHereBy() {
        known().header("Origin", "https://evil.example")
                .body(message("ping", Map.of()))
                .post("/mcp")
                .then()
                .statusCode(403);
        known().header("Origin", "http://evil.example")
                .header("Host", "evil.example")
                .body(message("ping", Map.of()))
                .post("/mcp")
                .then()
                .statusCode(403);
    }

    @Test
    void pagesOfThisMachineMayAsk() {
        String host = "localhost:" + io.restassured.RestAssured.port;
        int status = known().header("Origin", "http://" + host)
                .header("Host", host)
                .body(message("ping", Map.of()))
                .post("/mcp")
                .statusCode();

        assertThat(status).isEqualTo(200);
    }

    private static ValidatableResponse stateless(String method, Map<String, Object> params) {
        RequestSpecification request =
                known().header("MCP-Protocol-Version", NOW).header("Mcp-Method", method);
        if (params.containsKey("name")) {
            request.header("Mcp-Name", params.get("name"));
        }
        return request.body(message(method, withMetadata(params))).post("/mcp").then();
    }

    private static ValidatableResponse afterHandshake(String method) {
        return known().header("MCP-Protocol-Version", BEFORE)
                .body(message(method, Map.of()))
                .post("/mcp")
                .then();
    }

    /** A call of {@code list_collections} with these headers; null leaves one out. */
    private static ValidatableResponse call(String version, String method, String name) {
        RequestSpecification request = known();
        Map<String, String> headers = new HashMap<>();
        headers.put("MCP-Protocol-Version", version);
        headers.put("Mcp-Method", method);
        headers.put("Mcp-Name", name);
        headers.forEach((header, value) -> {
            if (value != null) {
                request.header(header, value);
            }
        });
        return request.body(message("tools/call", withMetadata(Map.of("name", "list_collections"))))
                .post("/mcp")
                .then();
    }

    private static Map<String, Object> withMetadata(Map<String, Object> params) {
        Map<String, Object> whole = new HashMap<>(params);
        whole.put(
                "_meta",
                Map.of(
                        "io.modelcontextprotocol/protocolVersion",
                        NOW,
                        "io.modelcontextprotocol/clientCapabilities",
                        Map.of()));
        return whole;
    }

    private static Map<String, Object> message(String method, Map<String, Object> params) {
        return Map.of("jsonrpc", "2.0", "id", 7, "method", method, "params", params);
    }

    private static RequestSpecification known() {
        return FrontDoor.asAdmin().accept("application/json, text/event-stream");
    }
}
