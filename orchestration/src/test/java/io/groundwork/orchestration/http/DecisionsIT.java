package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.add;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.newKey;
import static io.groundwork.orchestration.http.FrontDoor.newPerson;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.groundwork.orchestration.http.FrontDoor.withKey;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.groundwork.orchestration.PostgresForTests;
import io.groundwork.orchestration.chat.OpenAiServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The record of answers, as an administrator and as whoever asked sees it. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class DecisionsIT {

    private static final String QUESTION = "How many weeks does parental leave last?";

    private String store;
    private String file;
    private String key;
    private String keyId;

    @BeforeEach
    void aReaderWithOneDocument() {
        store = newCollection(unique("leave"));
        file = add(store, "leave.txt", "Parental leave lasts sixteen weeks. It is paid in full.")
                .getString("id");
        JsonPath made = newKey(unique("reader"));
        key = made.getString("key");
        keyId = made.getString("id");
        asAdmin()
                .body(Map.of("access", "read"))
                .put("/api/v1/collections/{id}/grants/{key}", store, keyId)
                .then()
                .statusCode(200);
    }

    @Test
    void anAnswersRecordSaysWhoWhenByWhatAndOnWhatGrounds() {
        JsonPath decision = asAdmin()
                .get("/api/v1/decisions/{id}", answered(key))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(decision.getString("kind")).isEqualTo("grounded");
        assertThat(decision.getString("outcome")).isEqualTo("answered");
        assertThat(decision.getString("person.id")).isEqualTo(keyId);
        assertThat(decision.getString("person.kind")).isEqualTo("key");
        assertThat(decision.getString("model")).isEqualTo("extractive");
        assertThat(decision.getString("question.text")).isNull();
        assertThat(decision.getString("question.hmac")).hasSize(64);
        assertThat(decision.getList("collections")).isEqualTo(List.of(store));
        assertThat(decision.getString("sources[0].use")).isEqualTo("cited");
        assertThat(decision.getString("sources[0].file_id")).isEqualTo(file);
        assertThat(decision.getString("sources[0].filename")).isEqualTo("leave.txt");
        assertThat(decision.getInt("sources[0].version")).isEqualTo(1);
        assertThat(decision.getString("sources[-1].use")).isEqualTo("read");
        assertThat(decision.getInt("sources[-1].rank")).isEqualTo(1);
        assertThat(decision.getInt("verification.kept")).isPositive();
        assertThat(decision.getString("attempts[0].digest")).isNotEmpty();
        assertThat(decision.getDouble("timings.all_ms")).isPositive();
        assertThat(decision.getDouble("timings.recorded_ms")).isPositive();
        assertThat(Instant.parse(decision.getString("at"))).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void whoAskedSeesTheirOwnWithTheNamesTheyMayReadAndOthersSeeNothing() {
        String id = answered(key);
        String stranger = newKey(unique("stranger")).getString("key");

        withKey(key)
                .get("/api/v1/decisions/{id}", id)
                .then()
                .statusCode(200)
                .body("sources[0].filename", equalTo("leave.txt"));

        for (String path : List.of("/api/v1/decisions/{id}", "/api/v1/decisions/{id}/proof")) {
            withKey(stranger).get(path, id).then().statusCode(404);
            withKey(stranger).get(path, UUID.randomUUID()).then().statusCode(404);
            withKey(key).get(path, "not-an-id").then().statusCode(404);
        }
    }

    @Test
    void anAdministratorIsToldTheNamesOfNoDocumentsButThoseTheyMayRead() {
        asAdmin()
                .body(Map.of("principals", List.of(keyId)))
                .put("/api/v1/collections/{id}/documents/{file}/readers", store, file)
                .then()
                .statusCode(200);

        asAdmin()
                .get("/api/v1/decisions/{id}", answered(key))
                .then()
                .statusCode(200)
                .body("sources[0].file_id", equalTo(file))
                .body("sources[0].filename", nullValue());
    }

    @Test
    void onlyAdministratorsListWalkAndErase() {
        withKey(key).get("/api/v1/decisions").then().statusCode(403);
        withKey(key).get("/api/v1/decisions/chain").then().statusCode(403);
        withKey(key).post("/api/v1/people/{id}/erase-record", keyId).then().statusCode(403);
    }

    @Test
    void theListIsPagedAndFiltered() {
        List<String> asked = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            asked.addFirst(answered(key));
        }

        JsonPath first = list(Map.of("person", keyId, "limit", 2));
        JsonPath second = list(Map.of("person", keyId, "limit", 2, "after", asked.get(1)));

        assertThat(first.getList("data.id")).isEqualTo(asked.subList(0, 2));
        assertThat(first.getBoolean("has_more")).isTrue();
        assertThat(second.getList("data.id")).isEqualTo(asked.subList(2, 3));
        assertThat(second.getBoolean("has_more")).isFalse();
        assertThat(list(Map.of("person", keyId, "outcome", "declined")).getList("data"))
                .isEmpty();
        assertThat(list(Map.of("person", keyId, "outcome", "answered", "kind", "grounded", "model", "extractive"))
                        .getList("data"))
                .hasSize(3);
        assertThat(list(Map.of("person", keyId, "to", "2020-01-01T00:00:00Z")).getList("data"))
                .isEmpty();
        assertThat(list(Map.of("person", keyId, "from", "2020-01-01T00:00:00Z")).getList("data"))
                .hasSize(3);
        for (Map.Entry<String, String> wrong :
                Map.of("outcome", "well", "kind", "x", "from", "yesterday").entrySet()) {
            asAdmin()
                    .queryParam(wrong.getKey(), wrong.getValue())
                    .get("/api/v1/decisions")
                    .then()
                    .statusCode(400)
                    .body("field", equalTo(wrong.getKey()));
        }
    }

    @Test
    void provenanceIsGivenInTheTermsOfTheW3c() {
        String id = answered(key);

        JsonPath prov = given().header("Authorization", "Bearer " + key)
                .accept("application/prov+json")
                .get("/api/v1/decisions/{id}", id)
                .then()
                .statusCode(200)
                .contentType("application/prov+json")
                .extract()
                .jsonPath();

        String activity = "gw:decision/" + id;
        assertThat(prov.getMap("activity").keySet()).isEqualTo(java.util.Set.of(activity));
        assertThat(prov.getMap("wasGeneratedBy.'_:r" + relation(prov, "wasGeneratedBy") + "'"))
                .containsEntry("prov:activity", activity)
                .containsEntry("prov:entity", activity + "/answer");
        assertThat(prov.getMap("agent").keySet())
                .isEqualTo(java.util.Set.of("gw:person/" + keyId, "gw:model/extractive"));
        assertThat(prov.getMap("entity").keySet())
                .extracting(Object::toString)
                .anyMatch(entity -> entity.matches("gw:document/[0-9a-f-]{36}/version/1/characters/0-35"));
        assertThat(prov.getMap("used")).isNotEmpty();
        assertThat(prov.getMap("wasDerivedFrom")).isNotEmpty();
        assertThat(withKey(key)
                        .queryParam("format", "prov")
                        .get("/api/v1/decisions/{id}", id)
                        .contentType())
                .startsWith("application/prov+json");
    }

    @Test
    void theRecordIsSealedAndProvedAndTheChainHolds() {
        String id = answered(key);
        sealed(id);

        withKey(key)
                .get("/api/v1/decisions/{id}/proof", id)
                .then()
                .statusCode(200)
                .body("intent.link.holds", equalTo(true))
                .body("outcome.link.holds", equalTo(true));
        JsonPath chain = asAdmin()
                .get("/api/v1/decisions/chain")
                .then()
                .statusCode(200)
                .body("holds", equalTo(true))
                .extract()
                .jsonPath();
        asAdmin()
                .queryParam("head", chain.getString("head.kept"))
                .get("/api/v1/decisions/chain")
                .then()
                .statusCode(200)
                .body("holds", equalTo(true));
        asAdmin()
                .queryParam("head", "1:" + "0".repeat(64))
                .get("/api/v1/decisions/chain")
                .then()
                .body("holds", equalTo(false));
        asAdmin().queryParam("head", "x").get("/api/v1/decisions/chain").then().statusCode(400);
    }

    @Test
    void whoIsErasedIsNamedNoMore() {
        String email = unique("erased") + "@example.com";
        String person = newPerson(email, "a long enough password");
        asAdmin().body(Map.of("access", "read")).put("/api/v1/collections/{id}/grants/{key}", store, person);
        String cookie = given().contentType("application/json")
                .body(Map.of("email", email, "password", "a long enough password"))
                .post("/api/v1/session")
                .then()
                .statusCode(200)
                .extract()
                .cookie(Authentication.COOKIE);
        RequestSpecification asker = given().cookie(Authentication.COOKIE, cookie)
                .header("Sec-Fetch-Site", "same-origin")
                .contentType("application/json");
        String id = ask(asker).getString("grounding.decision_id");
        assertThat(list(Map.of("person", person)).getList("data.id")).isEqualTo(List.of(id));

        JsonPath erased = asAdmin()
                .post("/api/v1/people/{id}/erase-record", person)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(erased.getInt("keys_destroyed")).isEqualTo(1);
        assertThat(erased.getInt("records")).isEqualTo(1);
        asAdmin()
                .get("/api/v1/decisions/{id}", id)
                .then()
                .statusCode(200)
                .body("person.state", equalTo("erased"))
                .body("person.id", nullValue());
        given().cookie(Authentication.COOKIE, cookie)
                .get("/api/v1/decisions/{id}", id)
                .then()
                .statusCode(404);
        assertThat(list(Map.of("person", person)).getList("data")).isEmpty();
        asAdmin()
                .get("/api/v1/decisions/{id}", erased.getString("decision_id"))
                .then()
                .statusCode(200)
                .body("kind", equalTo("erasure"));
        asAdmin()
                .post("/api/v1/people/{id}/erase-record", UUID.randomUUID())
                .then()
                .statusCode(404);
    }

    @Test
    void aModelsOwnWordsAreRecordedToo() {
        try (OpenAiServer server = new OpenAiServer()) {
            String name = unique("talker");
            server.plays(stage -> stage.says("Good morning."));
            String model = asAdmin()
                    .body(Map.of("name", name, "base_url", server.url().toString(), "model", "tiny"))
                    .post("/api/v1/models")
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("id");

            JsonPath said = complete(name).jsonPath();
            String stream = complete(name, "stream").asString();
            server.plays(stage -> stage.status(500, ""));
            complete(name).jsonPath();

            asAdmin()
                    .get("/api/v1/decisions/{id}", said.getString("decision_id"))
                    .then()
                    .statusCode(200)
                    .body("kind", equalTo("chat"))
                    .body("outcome", equalTo("answered"))
                    .body("requested_model", equalTo(name))
                    .body("attempts[0].model", equalTo(name));
            assertThat(stream).contains("\"decision_id\":").endsWith("data: [DONE]\n\n");
            assertThat(list(Map.of("model", name)).getList("data.outcome"))
                    .isEqualTo(List.of("failed", "answered", "answered"));
            asAdmin().delete("/api/v1/models/{id}", model);
        }
    }

    @Test
    void whoAskedIsToldOfNoServerAndOfNoModelThatWasPassedOverOrIsBehindAWall() {
        try (OpenAiServer broken = new OpenAiServer();
                OpenAiServer server = new OpenAiServer()) {
            server.plays(stage -> stage.says("Good morning."));
            String passed = unique("passed");
            String walled = unique("walled");
            String open = unique("open");
            String talker = unique("talker");
            List<String> models = List.of(
                    registered(passed, server, Map.of()),
                    registered(walled, broken, Map.of("audience", List.of())),
                    registered(open, broken, Map.of()),
                    registered(talker, server, Map.of()));
            String route = unique("route");
            asAdmin()
                    .body(Map.of(
                            "candidates",
                            List.of(
                                    Map.of("model", passed, "when", Map.of("min_input_tokens", 100_000)),
                                    Map.of("model", walled),
                                    Map.of("model", open),
                                    Map.of("model", talker))))
                    .put("/api/v1/routes/{name}", route)
                    .then()
                    .statusCode(200);
            String decision = complete(route).jsonPath().getString("decision_id");

            assertThat(asAdmin()
                            .get("/api/v1/decisions/{id}", decision)
                            .jsonPath()
                            .getList("attempts.model"))
                    .isEqualTo(List.of(passed, walled, open, talker));
            assertThat(withKey(key)
                            .get("/api/v1/decisions/{id}", decision)
                            .jsonPath()
                            .getList("attempts.model"))
                    .isEqualTo(List.of(open, talker));
            for (String path : List.of("", "?format=prov", "/proof")) {
                assertThat(withKey(key)
                                .get("/api/v1/decisions/%s%s".formatted(decision, path))
                                .then()
                                .statusCode(200)
                                .extract()
                                .asString())
                        .as(path)
                        .doesNotContain(passed, walled, "127.0.0.1");
            }
            assertThat(asAdmin()
                            .get("/api/v1/decisions/{id}/proof", decision)
                            .jsonPath()
                            .getString("outcome.record"))
                    .contains(passed);

            asAdmin().delete("/api/v1/routes/{name}", route).then().statusCode(204);
            models.forEach(model -> asAdmin().delete("/api/v1/models/{id}", model));
        }
    }

    private static String registered(String name, OpenAiServer server, Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(more);
        body.putAll(Map.of("name", name, "base_url", server.url().toString(), "model", "tiny"));
        return asAdmin()
                .body(body)
                .post("/api/v1/models")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private io.restassured.response.Response complete(String model, String... flags) {
        return withKey(key)
                .body(Map.of(
                        "model",
                        model,
                        "stream",
                        flags.length > 0,
                        "messages",
                        List.of(Map.of("role", "user", "content", "Say good morning."))))
                .post("/v1/chat/completions");
    }

    private String answered(String as) {
        return ask(withKey(as)).getString("grounding.decision_id");
    }

    private JsonPath ask(RequestSpecification caller) {
        return caller.body(Map.of(
                        "input",
                        QUESTION,
                        "tools",
                        List.of(Map.of("type", "file_search", "vector_store_ids", List.of(store)))))
                .post("/v1/responses")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static JsonPath list(Map<String, Object> query) {
        return asAdmin()
                .queryParams(query)
                .get("/api/v1/decisions")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static String relation(JsonPath prov, String kind) {
        return prov.getMap(kind).keySet().iterator().next().toString().replace("_:r", "");
    }

    private static void sealed(String id) {
        Instant deadline = Instant.now().plusSeconds(20);
        while (!asAdmin()
                .get("/api/v1/decisions/{id}", id)
                .jsonPath()
                .getString("chain.outcome.state")
                .equals("sealed")) {
            assertThat(Instant.now()).as("%s is not sealed", id).isBefore(deadline);
            FrontDoor.pause();
        }
    }
}
