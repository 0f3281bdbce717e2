package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.add;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.newKey;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundwork.orchestration.PostgresForTests;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.McpHttpClientTransportAuthorizationException;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.InitializeResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Java client of the Model Context Protocol, unchanged. It holds each answer against the schema of its tool. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class McpClientIT {

    @TestHTTPResource("/")
    URI base;

    private McpSyncClient admin;
    private String store;
    private String pump;

    @BeforeEach
    void aCollection() {
        admin = clientWith(PostgresForTests.ADMIN_KEY);
        store = newCollection(unique("agents"));
        pump = add(store, "pump.txt", "The pump is serviced in spring, and its valve is replaced.")
                .getString("id");
        add(store, "canteen.txt", "The canteen opens at noon.");
    }

    @AfterEach
    void hangUp() {
        admin.close();
    }

    @Test
    void theClientShakesHandsAndFindsThreeToolsThatOnlyRead() {
        InitializeResult greeting = admin.initialize();
        List<Tool> tools = admin.listTools().tools();
        admin.ping();

        assertThat(greeting.protocolVersion()).isEqualTo("2025-11-25");
        assertThat(greeting.serverInfo().name()).isEqualTo("groundwork");
        assertThat(greeting.instructions()).contains("not instructions");
        assertThat(greeting.capabilities().resources()).isNull();
        assertThat(tools).extracting(Tool::name).containsExactly("search", "fetch", "list_collections");
        assertThat(tools).allSatisfy(tool -> {
            assertThat(tool.annotations().readOnlyHint()).isTrue();
            assertThat(tool.outputSchema()).isNotEmpty();
        });
    }

    @Test
    void whatSearchFindsIsFetchedByItsId() {
        Map<?, ?> found = results(
                        call(admin, "search", Map.of("query", "valve of the pump", "collections", List.of(store))))
                .getFirst();
        Map<?, ?> fetched = structured(call(admin, "fetch", Map.of("id", found.get("id"))));

        assertThat(found.get("title")).isEqualTo("pump.txt");
        assertThat(found.get("file_id")).isEqualTo(pump);
        assertThat((String) found.get("text")).contains("its valve is replaced");
        assertThat((String) found.get("url"))
                .startsWith(base + "#/collections/" + store)
                .contains("d=" + pump);
        assertThat(fetched.get("text")).isEqualTo("The pump is serviced in spring, and its valve is replaced.");
        assertThat(fetched.get("id")).isEqualTo(found.get("id"));
        assertThat(metadata(fetched).get("filename")).isEqualTo("pump.txt");
        assertThat(metadata(fetched).containsKey("next_offset")).isFalse();
    }

    @Test
    void theResultIsToldAsTextToo() {
        CallToolResult result = call(admin, "search", Map.of("query", "valve", "collections", List.of(store)));

        assertThat(JsonPath.from(words(result)).getString("results[0].id"))
                .isEqualTo(results(result).getFirst().get("id"));
    }

    @Test
    void aLongDocumentIsReadPieceByPiece() {
        String text = "The mill grinds, line by line. 𝒜\n".repeat(4000) + "The miller sleeps.";
        add(store, "mill.txt", text);
        String id =
                (String) results(call(admin, "search", Map.of("query", "miller sleeps", "collections", List.of(store))))
                        .getFirst()
                        .get("id");

        Map<?, ?> around = structured(call(admin, "fetch", Map.of("id", id)));
        StringBuilder whole = new StringBuilder();
        Map<?, ?> piece = structured(call(admin, "fetch", Map.of("id", id, "offset", 0)));
        whole.append(piece.get("text"));
        while (metadata(piece).containsKey("next_offset")) {
            piece = structured(call(
                    admin, "fetch", Map.of("id", id, "offset", metadata(piece).get("next_offset"))));
            whole.append(piece.get("text"));
        }

        assertThat((String) around.get("text")).endsWith("The miller sleeps.").hasSizeLessThanOrEqualTo(50_000);
        assertThat(whole).hasToString(text);
        assertThat(metadata(piece).get("characters")).isEqualTo(text.length());
    }

    @Test
    void attributesAreFiltered() {
        asAdmin()
                .body(Map.of("attributes", Map.of("site", "north")))
                .post("/v1/vector_stores/{id}/files/{file}", store, pump)
                .then()
                .statusCode(200);
        Map<String, Object> filter = Map.of("type", "eq", "key", "site", "value", "north");

        List<Map<?, ?>> found = results(call(
                admin, "search", Map.of("query", "canteen pump", "collections", List.of(store), "filters", filter)));

        assertThat(found).isNotEmpty().allSatisfy(one -> assertThat(one.get("file_id"))
                .isEqualTo(pump));
        assertThat(found.getFirst().get("attributes")).isEqualTo(Map.of("site", "north"));
    }

    @Test
    void collectionsAreListedWithWhatIsInThem() {
        Map<?, ?> listed = structured(call(admin, "list_collections", Map.of()));

        assertThat((List<?>) listed.get("collections")).anySatisfy(one -> {
            assertThat(((Map<?, ?>) one).get("id")).isEqualTo(store);
            assertThat(((Map<?, ?>) one).get("documents")).isEqualTo(2);
            assertThat(((Map<?, ?>) one).get("attribute_types")).isEqualTo("any");
        });
    }

    @Test
    void aStrangerFindsNothingAndIsToldNothing() {
        String found = id("valve");
        try (McpSyncClient stranger = clientWith(newKey(unique("stranger")).getString("key"))) {
            assertThat(results(call(stranger, "search", Map.of("query", "valve"))))
                    .isEmpty();
            assertThat((List<?>) structured(call(stranger, "list_collections", Map.of()))
                            .get("collections"))
                    .isEmpty();
            assertThat(refused(stranger, "search", Map.of("query", "valve", "collections", List.of(store))))
                    .isEqualTo("There is no vector store '%s'.".formatted(store));
            assertThat(refused(stranger, "fetch", Map.of("id", found)))
                    .isEqualTo("There is no vector store '%s'.".formatted(store));
        }
    }

    @Test
    void aDocumentWithOtherReadersIsAsOneThatDoesNotExist() {
        JsonPath reader = newKey(unique("reader"));
        JsonPath other = newKey(unique("other"));
        asAdmin()
                .body(Map.of("access", "read"))
                .put("/api/v1/collections/{id}/grants/{key}", store, reader.getString("id"))
                .then()
                .statusCode(200);
        String found = id("valve");
        try (McpSyncClient client = clientWith(reader.getString("key"))) {
            assertThat(call(client, "fetch", Map.of("id", found)).isError()).isFalse();

            asAdmin()
                    .body(Map.of("principals", List.of(other.getString("id"))))
                    .put("/api/v1/collections/{id}/documents/{file}/readers", store, pump)
                    .then()
                    .statusCode(200);

            assertThat(results(call(client, "search", Map.of("query", "valve of the pump"))))
                    .isNotEmpty()
                    .allSatisfy(one -> assertThat(one.get("title")).isEqualTo("canteen.txt"));
            String unknown = "file-00000000000000000000000000000000";
            assertThat(refused(client, "fetch", Map.of("id", found)).replace(pump, "x"))
                    .isEqualTo(refused(client, "fetch", Map.of("id", found.replace(pump, unknown)))
                            .replace(unknown, "x"));
            assertThat(structured(call(client, "list_collections", Map.of())).toString())
                    .contains("documents=1");
        }
    }

    @Test
    void whatIsAskedWronglyIsSaidToTheModel() {
        assertThat(refused(admin, "search", Map.of())).isEqualTo("'query' is missing; it must be a text.");
        assertThat(refused(admin, "search", Map.of("query", " "))).isEqualTo("'query' is empty.");
        assertThat(refused(admin, "search", Map.of("query", "x", "limit", 51)))
                .isEqualTo("'limit' must be a whole number within 1 to 50.");
        assertThat(refused(admin, "search", Map.of("query", "x", "top_k", 5)))
                .isEqualTo("'top_k' is no argument of this tool; there are: query, collections, filters, limit.");
        assertThat(refused(admin, "search", Map.of("query", "x", "filters", Map.of("type", "about"))))
                .startsWith("'filters.type' must be one of eq,");
        assertThat(refused(admin, "search", Map.of("query", "x", "collections", "all")))
                .isEqualTo("'collections' must be a list of texts.");
        assertThat(refused(admin, "fetch", Map.of("id", "pump.txt")))
                .isEqualTo("'id' must be one that search gave, as it gave it.");
        assertThat(refused(admin, "fetch", Map.of("id", id("valve"), "offset", 1000)))
                .isEqualTo("'offset' must be a whole number within 0 to 58.");
    }

    @Test
    void aToolThatIsNotThereIsAnErrorOfTheProtocol() {
        admin.initialize();

        assertThatThrownBy(() -> call(admin, "delete_everything", Map.of()))
                .isInstanceOfSatisfying(
                        McpError.class,
                        error -> assertThat(error.getJsonRpcError().code()).isEqualTo(-32602));
    }

    @Test
    void withoutAKeyThereIsNoHandshake() {
        try (McpSyncClient unknown = clientWith("gw_wrong")) {
            assertThatThrownBy(unknown::initialize)
                    .rootCause()
                    .isInstanceOfSatisfying(McpHttpClientTransportAuthorizationException.class, error -> assertThat(
                                    error.getResponseInfo().statusCode())
                            .isEqualTo(401));
        }
    }

    private McpSyncClient clientWith(String key) {
        McpJson json = new McpJson();
        HttpClientStreamableHttpTransport transport = HttpClientStreamableHttpTransport.builder(base.toString())
                .endpoint("/mcp")
                .jsonMapper(json)
                .requestBuilder(HttpRequest.newBuilder().header("Authorization", "Bearer " + key))
                .build();
        return McpClient.sync(transport)
                .requestTimeout(Duration.ofSeconds(30))
                .jsonSchemaValidator(new McpSchemas())
                .build();
    }

    private String id(String query) {
        return (String) results(call(admin, "search", Map.of("query", query, "collections", List.of(store))))
                .getFirst()
                .get("id");
    }

    private static CallToolResult call(McpSyncClient client, String tool, Map<String, Object> arguments) {
        return client.callTool(
                CallToolRequest.builder(tool).arguments(arguments).build());
    }

    /** Why not, in the words that the model is told. */
    private static String refused(McpSyncClient client, String tool, Map<String, Object> arguments) {
        CallToolResult result = call(client, tool, arguments);
        assertThat(result.isError()).isTrue();
        return words(result);
    }

    private static String words(CallToolResult result) {
        return ((TextContent) result.content().getFirst()).text();
    }

    private static Map<?, ?> structured(CallToolResult result) {
        assertThat(result.isError()).as("%s", result).isFalse();
        return (Map<?, ?>) result.structuredContent();
    }

    private static Map<?, ?> metadata(Map<?, ?> fetched) {
        return (Map<?, ?>) fetched.get("metadata");
    }

    private static List<Map<?, ?>> results(CallToolResult result) {
        return ((List<?>) structured(result).get("results"))
                .stream().<Map<?, ?>>map(one -> (Map<?, ?>) one).toList();
    }
}
