package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.chat.OpenAiServer.chunk;
import static io.groundwork.orchestration.http.FrontDoor.add;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.PostgresForTests;
import io.groundwork.orchestration.chat.OpenAiServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is on record of an answer from documents whose model server broke off behind a cited sentence. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class BrokenOffIT {

    private final OpenAiServer server = new OpenAiServer();
    private final OpenAiServer failing = new OpenAiServer();
    private String route = "";
    private List<String> registered = List.of();

    @AfterEach
    void noModelIsLeft() {
        asAdmin().delete("/api/v1/routes/{name}", route);
        registered.forEach(id -> asAdmin().delete("/api/v1/models/{id}", id));
        server.close();
        failing.close();
    }

    @Test
    void theRecordNamesWhatWasReadAndShownAndTheReportOfTheModelThatWroteItCountsIt() {
        String first = unique("first");
        String writer = unique("writer");
        registered = List.of(register(first, failing), register(writer, server));
        route = unique("route");
        asAdmin()
                .body(Map.of("candidates", List.of(Map.of("model", first), Map.of("model", writer))))
                .put("/api/v1/routes/{name}", route)
                .then()
                .statusCode(200);
        String store = newCollection(unique("leave"));
        String file = add(store, "leave.txt", "Each parent may take sixteen weeks of parental leave.")
                .getString("id");
        server.plays(stage ->
                stage.events(chunk("Each parent may take sixteen weeks of parental leave [1]. "), chunk("It is paid")));

        asAdmin()
                .body(Map.of(
                        "model",
                        route,
                        "input",
                        "How many weeks of parental leave may each parent take?",
                        "tools",
                        List.of(Map.of("type", "file_search", "vector_store_ids", List.of(store)))))
                .post("/v1/responses")
                .then()
                .statusCode(502);

        String decision = asAdmin()
                .queryParam("outcome", "failed")
                .queryParam("kind", "grounded")
                .get("/api/v1/decisions")
                .path("data[0].id");
        JsonPath record = asAdmin().get("/api/v1/decisions/{id}", decision).jsonPath();
        assertThat(record.getString("route")).isEqualTo(route);
        assertThat(record.getList("sources.use")).isEqualTo(List.of("cited", "read"));
        assertThat(record.getList("sources.file_id")).isEqualTo(List.of(file, file));
        assertThat(documentsOf(registered.getFirst())).isEmpty();
        assertThat(documentsOf(registered.getLast())).isEqualTo(List.of(file));
    }

    private static List<String> documentsOf(String model) {
        return asAdmin()
                .get("/api/v1/models/{id}/recall", model)
                .then()
                .statusCode(200)
                .extract()
                .path("documents.file_id");
    }

    private static String register(String name, OpenAiServer server) {
        return asAdmin()
                .body(Map.of("name", name, "base_url", server.url().toString(), "model", "tiny"))
                .post("/api/v1/models")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }
}
