package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.add;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.newKey;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.groundwork.orchestration.http.FrontDoor.withKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.groundwork.orchestration.PostgresForTests;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A collection moved from one embedding space to another through the front door: built, measured, switched, rolled back, given up. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
@TestProfile(SpaceIT.TwoEngines.class)
class SpaceIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private String store;
    private String file;

    /** The built-in model, and the same with a third of its values. */
    public static final class TwoEngines implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "groundwork.embeddings.engines.short.dimension", "128",
                    "groundwork.retrieval.rerank-budget", "PT10S");
        }
    }

    @BeforeEach
    void fill() {
        store = newCollection(unique("space"));
        file = add(store, "heron.txt", "The heron of %s wades in shallow water.".formatted(store))
                .getString("id");
        add(store, "owl.txt", "The owl of %s hunts at night.".formatted(store));
    }

    @Test
    void aCollectionThatNobodyMovesHasOneSpace() {
        space().body("answering.engine", equalTo("built-in"))
                .body("answering.model.numbers", equalTo("int8"))
                .body("answering.model.dimension", equalTo(384))
                .body("other", nullValue())
                .body("move", nullValue());
        assertThat(space().extract().jsonPath().getList("engines.name")).containsExactly("built-in", "short");
    }

    @Test
    void aMoveIsBuiltMeasuredSwitchedAndRolledBack() {
        question("Where does the heron wade?", file).statusCode(201);
        order("switch").statusCode(409);
        build().statusCode(202);
        ready();
        order("switch").statusCode(409).body("detail", containsString("Measure first"));

        order("measure")
                .statusCode(200)
                .body("bank.questions", equalTo(1))
                .body("bank.recall_at_10.from", equalTo(1f))
                .body("sample.questions", equalTo(2))
                .body("to", equalTo("bge-small-en-v1.5 (int8, 128)"));
        order("switch")
                .statusCode(200)
                .body("answering.engine", equalTo("short"))
                .body("move.state", equalTo("switched"));
        assertThat(first("heron wades")).isEqualTo("heron.txt");
        order("rollback").statusCode(200).body("answering.engine", equalTo("built-in"));
        assertThat(first("heron wades")).isEqualTo("heron.txt");

        List<String> acts = space().extract().jsonPath().getList("acts.act");
        assertThat(acts).containsExactly("rollback", "switch", "measure", "build");
        asAdmin()
                .get("/api/v1/collections/{id}/space/report", store)
                .then()
                .statusCode(200)
                .body("bank.questions", equalTo(1));
    }

    @Test
    void whatComesAfterTheSwitchIsThereAfterTheRollBackToo() {
        build().statusCode(202);
        ready();
        order("measure").statusCode(200);
        order("switch").statusCode(200);
        String late = add(store, "crane.txt", "The crane of %s dances on the meadow.".formatted(store))
                .getString("id");

        order("rollback").statusCode(200).body("move.done", equalTo(3));

        assertThat(byMeaning("The crane dances on the meadow")).first().isEqualTo(late);
    }

    @Test
    void bothSpacesAreRankedAnewByStatesOfTheirOwn() {
        build().statusCode(202);
        ready();
        add(store, "crane.txt", "The crane of %s dances on the meadow.".formatted(store));
        String inFirst = reranking();
        order("measure").statusCode(200);
        order("switch").statusCode(200);

        String inSecond = reranking();

        assertThat(inFirst).isEqualTo("maxsim over 3 of 3, 0 without states");
        assertThat(inSecond).isEqualTo(inFirst);
    }

    @Test
    void aSpaceThatIsGivenUpLeavesNothingBehind() {
        build().statusCode(202);
        ready();
        asAdmin().delete("/api/v1/collections/{id}/space/build", store).then().statusCode(202);

        await("cleared", space -> space.get("move") == null);

        space().body("other", nullValue()).body("answering.engine", equalTo("built-in"));
        build().statusCode(202);
        ready();
        order("measure").statusCode(200);
        order("switch").statusCode(200);
        asAdmin().delete("/api/v1/collections/{id}/space/old", store).then().statusCode(202);
        await("cleared", space -> space.get("move") == null);
        space().body("answering.engine", equalTo("short"));
        order("rollback").statusCode(409);
        assertThat(byMeaning("The heron wades in water")).first().isEqualTo(file);
    }

    @Test
    void onlyAdministratorsMoveACollection() {
        JsonPath key = newKey(unique("curator"));
        asAdmin()
                .body(Map.of("access", "curate"))
                .put("/api/v1/collections/{id}/grants/{key}", store, key.getString("id"))
                .then()
                .statusCode(200);

        withKey(key.getString("key"))
                .get("/api/v1/collections/{id}/space", store)
                .then()
                .statusCode(403);
        withKey(key.getString("key"))
                .body(Map.of("engine", "short"))
                .post("/api/v1/collections/{id}/space/build", store)
                .then()
                .statusCode(403);
        withKey(key.getString("key"))
                .get("/api/v1/collections/{id}/questions", store)
                .then()
                .statusCode(403);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|400",
                "{\"engine\":\"large\"}|400",
                "{\"engine\":null}|400",
                "{\"engine\":7}|400",
                "[]|400",
                "{|400",
                "{\"engine\":\"built-in\"}|409"
            })
    void anEngineThatCannotBeIsRefused(String body, int status) {
        asAdmin()
                .body(body)
                .post("/api/v1/collections/{id}/space/build", store)
                .then()
                .statusCode(status);
        space().body("move", nullValue());
    }

    @Test
    void aCollectionIsMovedOnceAtATime() {
        build().statusCode(202);

        build().statusCode(409);
    }

    @Test
    void whatIsNotThereIs404() {
        String nowhere = "vs_" + "0".repeat(32);
        asAdmin().get("/api/v1/collections/{id}/space", nowhere).then().statusCode(404);
        asAdmin().post("/api/v1/collections/{id}/space/switch", nowhere).then().statusCode(404);
        asAdmin().get("/api/v1/collections/{id}/space/report", store).then().statusCode(404);
        asAdmin()
                .get("/api/v1/collections/{id}/questions/{q}", store, "x")
                .then()
                .statusCode(404);
        asAdmin()
                .delete("/api/v1/collections/{id}/questions/{q}", store, "00000000-0000-0000-0000-000000000009")
                .then()
                .statusCode(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|question",
                "{\"question\":\" \",\"documents\":[\"x\"]}|question",
                "{\"question\":\"Why?\"}|documents",
                "{\"question\":\"Why?\",\"documents\":[]}|documents",
                "{\"question\":\"Why?\",\"documents\":[null]}|documents",
                "{\"question\":\"Why?\",\"documents\":[\"file-00000000000000000000000000000009\"]}|documents"
            })
    void aQuestionThatCannotBeIs400(String body, String field) {
        asAdmin()
                .body(body)
                .post("/api/v1/collections/{id}/questions", store)
                .then()
                .statusCode(400)
                .body("field", equalTo(field));
    }

    @Test
    void questionsAreKeptChangedAndRemoved() {
        String id = question("Where does the heron wade?", file)
                .statusCode(201)
                .extract()
                .path("id");

        asAdmin()
                .body(Map.of("question", "Where is the heron?", "documents", List.of(file)))
                .put("/api/v1/collections/{id}/questions/{q}", store, id)
                .then()
                .statusCode(200)
                .body("question", equalTo("Where is the heron?"));
        asAdmin()
                .get("/api/v1/collections/{id}/questions", store)
                .then()
                .body("data.question", equalTo(List.of("Where is the heron?")))
                .body("data[0].documents", equalTo(List.of(file)));
        asAdmin()
                .delete("/api/v1/collections/{id}/questions/{q}", store, id)
                .then()
                .statusCode(204);
        asAdmin()
                .get("/api/v1/collections/{id}/questions/{q}", store, id)
                .then()
                .statusCode(404);
    }

    private ValidatableResponse question(String question, String expected) {
        return asAdmin()
                .body(Map.of("question", question, "documents", List.of(expected)))
                .post("/api/v1/collections/{id}/questions", store)
                .then();
    }

    private ValidatableResponse build() {
        return asAdmin()
                .body(Map.of("engine", "short"))
                .post("/api/v1/collections/{id}/space/build", store)
                .then();
    }

    private ValidatableResponse order(String order) {
        return asAdmin()
                .post("/api/v1/collections/{id}/space/{order}", store, order)
                .then();
    }

    private ValidatableResponse space() {
        return asAdmin().get("/api/v1/collections/{id}/space", store).then().statusCode(200);
    }

    private void ready() {
        await("ready", space -> "ready".equals(space.getString("move.state")));
    }

    private void await(String what, Predicate<JsonPath> isSo) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!isSo.test(space().extract().jsonPath())) {
            assertThat(Instant.now()).as(what).isBefore(deadline);
            FrontDoor.pause();
        }
    }

    private String first(String query) {
        return FrontDoor.search(asAdmin(), store, query).jsonPath().getString("data[0].filename");
    }

    private String reranking() {
        return asAdmin()
                .body(Map.of("query", "birds of " + store, "collections", List.of(store)))
                .post("/api/v1/search")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getString("results[0].stages.find { it.stage == 'rerank' }.plan");
    }

    private List<String> byMeaning(String query) {
        return asAdmin()
                .body(Map.of("query", query, "collections", List.of(store), "stages", List.of("vector")))
                .post("/api/v1/search")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("results[0].hits.file_id");
    }
}
