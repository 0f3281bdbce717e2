package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.groundwork.orchestration.PostgresForTests;
import io.groundwork.orchestration.chat.OpenAiServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class ModelsAndRoutesIT {

    private final OpenAiServer server = new OpenAiServer();
    private final List<String> made = new ArrayList<>();
    private final String careful = FrontDoor.unique("careful");

    @AfterEach
    void clear() {
        asAdmin().delete("/api/v1/routes/" + careful);
        made.forEach(id -> asAdmin().delete("/api/v1/models/{id}", id));
        server.close();
    }

    @Test
    void aProposedModelAnswersNobodyUntilItIsApproved() {
        String id = register(Map.of("name", "proposed-one", "model", "tiny", "base_url", url(), "state", "proposed"));
        server.plays(stage -> stage.says("Here."));

        chat("proposed-one").statusCode(404).body("error.code", equalTo("model_not_found"));
        asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("state", "serving", "note", "tried it"))
                .post("/api/v1/models/{id}/state", id)
                .then()
                .statusCode(200)
                .body("state", equalTo("serving"));

        chat("proposed-one").statusCode(200).body("choices[0].message.content", equalTo("Here."));
        asAdmin()
                .get("/api/v1/models/{id}/events", id)
                .then()
                .body("data.kind", contains("serving", "proposed"))
                .body("data[0].note", equalTo("tried it"));
    }

    @Test
    void aRecalledModelIsGoneForCallersAndStaysOnRecord() {
        String id = register(Map.of("name", "recalled-one", "model", "tiny", "base_url", url()));

        move(id, "recalled").statusCode(200);

        chat("recalled-one").statusCode(404);
        move(id, "serving").statusCode(409).body("detail", containsString("recalled cannot become serving"));
        asAdmin().delete("/api/v1/models/{id}", id).then().statusCode(409);
        asAdmin().get("/v1/models").then().body("data.id", not(hasItem("recalled-one")));
    }

    @Test
    void aRecallOpensAnIncidentWhoseTimelineTellsWhatFollowed() {
        String id = register(Map.of("name", "timed-one", "model", "tiny", "base_url", url()));
        server.plays(stage -> stage.says("Here."));
        chat("timed-one").statusCode(200);
        asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("state", "recalled", "note", "an advisory"))
                .post("/api/v1/models/{id}/state", id)
                .then()
                .statusCode(200);

        JsonPath report = awaitGone(id);
        String incident = report.getString("incident_id");
        assertThat(report.getString("gone_everywhere")).isNotNull();
        assertThat(report.getString("last_served")).isNotNull();
        asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("words", "Told the works council"))
                .post("/api/v1/incidents/{id}/notes", incident)
                .then()
                .statusCode(200)
                .body("entries.kind", contains("last_served", "recalled", "gone_from_node", "note"))
                .body("entries[1].words", equalTo("an advisory"));
        close(incident, "").statusCode(400).body("field", equalTo("summary"));
        close(incident, "Exchanged").statusCode(200).body("state", equalTo("closed"));
        close(incident, "Again").statusCode(409);
        asAdmin().get("/api/v1/incidents?state=closed").then().body("data.id", hasItem(incident));
        asAdmin().get("/api/v1/incidents?state=odd").then().statusCode(400);
        asAdmin()
                .get("/api/v1/models/{id}/recall/answers", id)
                .then()
                .body("data", hasSize(1))
                .body("data[0].outcome", equalTo("answered"));
        asAdmin()
                .get("/api/v1/models/{id}/recall/csv", id)
                .then()
                .contentType("text/csv")
                .body(containsString("answer,"));
    }

    private static ValidatableResponse close(String incident, String summary) {
        return asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("summary", summary))
                .post("/api/v1/incidents/{id}/close", incident)
                .then();
    }

    private static JsonPath awaitGone(String model) {
        Instant deadline = Instant.now().plusSeconds(5);
        while (true) {
            JsonPath report = asAdmin()
                    .get("/api/v1/models/{id}/recall", model)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            if (!report.getList("nodes.gone").isEmpty()) {
                return report;
            }
            assertThat(Instant.now()).isBefore(deadline);
            FrontDoor.pause();
        }
    }

    @Test
    void aChangeOfServersAndCardIsMadeWholeOrNotAtAll() {
        String id = register(Map.of("name", "whole-one", "model", "tiny", "base_url", url(), "api_key", "sk-1"));

        patch(id, Map.of("endpoints", List.of(Map.of("base_url", "http://127.0.0.1:9")), "location", "nowhere"))
                .statusCode(400);

        asAdmin()
                .get("/api/v1/models/{id}", id)
                .then()
                .body("base_url", equalTo(url()))
                .body("has_key", equalTo(true));
    }

    @Test
    void aKeyThatIsNullIsTakenAway() {
        String id = register(Map.of("name", "keyed-one", "model", "tiny", "base_url", url(), "api_key", "sk-1"));

        patch(id, Map.of("endpoints", List.of(Map.of("base_url", url())))).body("has_key", equalTo(true));
        Map<String, Object> keyless = new HashMap<>(Map.of("base_url", url()));
        keyless.put("api_key", null);

        patch(id, Map.of("endpoints", List.of(keyless))).statusCode(200).body("has_key", equalTo(false));
    }

    @Test
    void aModelWithAnAudienceIsNamedByNobodyElse() {
        String id = register(Map.of("name", "walled-one", "model", "tiny", "base_url", url(), "audience", List.of()));
        server.plays(stage -> stage.says("Here."));
        asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("candidates", List.of(Map.of("model", "walled-one"))))
                .put("/api/v1/routes/" + careful)
                .then()
                .statusCode(200);

        chat("walled-one").statusCode(404).body("error.code", equalTo("model_not_found"));
        asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("model", "walled-one", "input", "Where?"))
                .post("/v1/responses")
                .then()
                .statusCode(404);
        asAdmin().get("/v1/models").then().body("data.id", not(hasItem("walled-one")));
        asAdmin().get("/v1/models/walled-one").then().statusCode(404);
        chat(careful).statusCode(200);
        patch(id, Map.of("audience", List.of("not an id"))).statusCode(400).body("field", equalTo("audience"));
        Map<String, Object> open = new HashMap<>();
        open.put("audience", null);
        patch(id, open).statusCode(200);
        chat("walled-one").statusCode(200);
    }

    private static ValidatableResponse patch(String id, Map<String, ?> body) {
        return asAdmin()
                .contentType(ContentType.JSON)
                .body(body)
                .patch("/api/v1/models/{id}", id)
                .then();
    }

    @Test
    void aRecallTellsWhichAnswersAndPeopleTheModelHasTouched() {
        String id = register(Map.of("name", "suspect", "model", "tiny", "base_url", url()));
        server.plays(stage -> stage.says("Here."));
        chat("suspect").statusCode(200);
        chat("suspect").statusCode(200);
        server.plays(stage -> stage.events(OpenAiServer.chunk("He")));
        chat("suspect").statusCode(502);

        move(id, "recalled").statusCode(200);

        asAdmin()
                .get("/api/v1/models/{id}/recall", id)
                .then()
                .statusCode(200)
                .body("state", equalTo("recalled"))
                .body("recalled.note", equalTo(""))
                .body("answers", equalTo(2))
                .body("broken_off", equalTo(1))
                .body("people", hasSize(1))
                .body("documents", hasSize(0))
                .body("decisions", equalTo("/api/v1/decisions?model=suspect"));
        asAdmin().get("/api/v1/decisions?model=suspect").then().body("data", hasSize(3));
    }

    @Test
    void whoReadsAnAnswerOfARecalledModelAgainIsToldSo() {
        String id = register(Map.of("name", "believed", "model", "tiny", "base_url", url()));
        server.plays(stage -> stage.says("Here."));
        String answer = asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("model", "believed", "input", "Where?"))
                .post("/v1/responses")
                .then()
                .statusCode(200)
                .body("answered_by", equalTo("believed"))
                .extract()
                .path("id");
        asAdmin().get("/v1/responses/{id}", answer).then().body("notice", nullValue());

        move(id, "recalled").statusCode(200);

        asAdmin()
                .get("/v1/responses/{id}", answer)
                .then()
                .statusCode(200)
                .body("notice.code", equalTo("model_recalled"))
                .body("notice.message", containsString("believed"));
    }

    @Test
    void whatIsKnownOfAModelCanBeChangedFieldByField() {
        String id = register(Map.of(
                "name",
                "carded",
                "model",
                "tiny",
                "base_url",
                url(),
                "api_key",
                "sk-1",
                "licence",
                Map.of("id", "Apache-2.0"),
                "context_window",
                4096));

        asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "location",
                        "outside",
                        "price",
                        Map.of("input_per_million", 1, "output_per_million", 2, "currency", "EUR")))
                .patch("/api/v1/models/{id}", id)
                .then()
                .statusCode(200)
                .body("location", equalTo("outside"))
                .body("licence.id", equalTo("Apache-2.0"))
                .body("context_window", equalTo(4096))
                .body("endpoints[0].has_key", equalTo(true))
                .body("$", not(hasItem("api_key")));
    }

    @Test
    void whatNobodyReadsIsRefusedWithItsName() {
        asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("model", "tiny", "base_url", url(), "licens", "MIT"))
                .post("/api/v1/models")
                .then()
                .statusCode(400)
                .body("field", equalTo("licens"));
        asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("model", "tiny", "base_url", url(), "licence", Map.of("id", "not a licence!")))
                .post("/api/v1/models")
                .then()
                .statusCode(400)
                .body("field", equalTo("licence.id"));
    }

    @Test
    void aFileOfModelsIsImportedAsProposals() {
        List<Map<String, String>> file = List.of(
                Map.of("name", "imported-one", "model", "a", "base_url", url(), "state", "serving"),
                Map.of("name", "imported-two", "model", "b", "base_url", "ftp://nowhere"));

        asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("models", file))
                .post("/api/v1/models/import")
                .then()
                .statusCode(200)
                .body("imported", contains("imported-one"))
                .body("refused.name", contains("imported-two"))
                .body("refused[0].why", containsString("http"));

        String state = asAdmin().get("/api/v1/models").path("data.find { it.name == 'imported-one' }.state");
        made.add(asAdmin().get("/api/v1/models").path("data.find { it.name == 'imported-one' }.id"));
        org.assertj.core.api.Assertions.assertThat(state).isEqualTo("proposed");
    }

    @Test
    void theRegistryIsToldAsABillOfMaterials() {
        register(Map.of("name", "listed", "model", "tiny", "base_url", url(), "licence", Map.of("id", "MIT")));

        asAdmin()
                .get("/api/v1/models/bom")
                .then()
                .statusCode(200)
                .contentType("application/vnd.cyclonedx+json")
                .body("bomFormat", equalTo("CycloneDX"))
                .body("components.name", hasItem("listed"));
    }

    @Test
    void aProbeWritesWhatItFoundOnTheCard() {
        String id = register(Map.of("name", "probed", "model", "tiny", "base_url", url()));
        server.plays(stage -> stage.says("ready"));

        asAdmin()
                .post("/api/v1/models/{id}/probe", id)
                .then()
                .statusCode(200)
                .body("abilities.proven", hasItem("system_role"))
                .body("abilities.missing", hasItem("tools"))
                .body("dialect", equalTo("vllm"));
        server.plays(stage -> stage.status(401, ""));
        asAdmin().post("/api/v1/models/{id}/probe", id).then().statusCode(502);
    }

    @Test
    void aRouteIsMadeTriedChangedAndRolledBack() {
        register(Map.of("name", "first", "model", "tiny", "base_url", url()));
        server.plays(stage -> stage.says("Here."));

        route(List.of(Map.of("model", "first")), "begin").statusCode(200).body("revision", equalTo(1));
        route(List.of(Map.of("model", "extractive")), "swap").body("revision", equalTo(2));
        asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("revision", 1))
                .post("/api/v1/routes/" + careful + "/rollback")
                .then()
                .statusCode(200)
                .body("revision", equalTo(3))
                .body("candidates.model", contains("first"));

        asAdmin()
                .get("/api/v1/routes/" + careful + "/revisions")
                .then()
                .body("data.revision", contains(3, 2, 1))
                .body("data[1].note", equalTo("swap"));
        asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("message", "Where?"))
                .post("/api/v1/routes/" + careful + "/try")
                .then()
                .statusCode(200)
                .body("answered_by", equalTo("first"))
                .body("reply", equalTo("Here."))
                .body("attempts", hasSize(1));
        chat(careful).statusCode(200).body("choices[0].message.content", equalTo("Here."));
        asAdmin().get("/v1/models").then().body("data.id", hasItem(careful));
    }

    @Test
    void aRouteThatCannotBeIsRefusedWithTheField() {
        route(List.of(), "").statusCode(400).body("field", equalTo("candidates"));
        route(List.of(Map.of("model", "nobody")), "").statusCode(400).body("detail", containsString("nobody"));
        route(List.of(Map.of("model", "extractive", "when", Map.of("groups", List.of("x")))), "")
                .statusCode(400)
                .body("field", equalTo("candidates[0].when.groups"));
        asAdmin().delete("/api/v1/routes/default").then().statusCode(409);
        asAdmin().get("/api/v1/routes/nowhere").then().statusCode(404);
    }

    @Test
    void whereTheFirstModelFailsTheBuiltInOneAnswersFromDocuments() {
        register(Map.of("name", "broken", "model", "tiny", "base_url", url()));
        server.plays(stage -> stage.status(500, ""));
        route(List.of(Map.of("model", "broken"), Map.of("model", "extractive")), "");

        chat(careful)
                .statusCode(200)
                .body("grounding.outcome", equalTo("declined"))
                .body("grounding.answered_by", equalTo("extractive"));
        route(List.of(Map.of("model", "extractive")), "");
        chat(careful).statusCode(200).body("grounding.answered_by", equalTo("extractive"));
    }

    private String url() {
        return server.url().toString();
    }

    private String register(Map<String, ?> body) {
        String id = asAdmin()
                .contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/models")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        made.add(id);
        return id;
    }

    private static io.restassured.response.ValidatableResponse move(String id, String state) {
        return asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("state", state))
                .post("/api/v1/models/{id}/state", id)
                .then();
    }

    private io.restassured.response.ValidatableResponse route(List<?> candidates, String note) {
        return asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("candidates", candidates, "note", note))
                .put("/api/v1/routes/" + careful)
                .then();
    }

    private static io.restassured.response.ValidatableResponse chat(String model) {
        return asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("model", model, "messages", List.of(Map.of("role", "user", "content", "Where?"))))
                .post("/v1/chat/completions")
                .then();
    }
}
