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
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.models.Model;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import io.groundwork.orchestration.PostgresForTests;
import io.groundwork.orchestration.chat.OpenAiServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Assistants through every door: who may use one, what it searches, what is recorded of it, and how it changes. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
@SuppressWarnings("deprecation") // what we add to OpenAI's shapes is read through what their client calls deprecated
class AssistantsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LEAVE = "How many weeks of parental leave may each parent take?";
    private static final String SALARY = "How many gold pieces is the salary of the director?";
    private static final String EVERYONE = "00000000-0000-0000-0000-000000000001";
    private static final String NOWHERE = "vs_00000000000000000000000000000009";

    @TestHTTPResource("/v1")
    URI base;

    private final OpenAiServer server = new OpenAiServer();
    private final String name = unique("helper");
    private String open = "";
    private String secret = "";
    private String reader = "";
    private String readerId = "";
    private String registered = "";
    private String id = "";

    /** The reader may read one of two collections. */
    @BeforeEach
    void twoCollectionsAndOneReader() {
        open = newCollection(unique("leave"));
        add(open, "leave.txt", "Each parent may take sixteen weeks of parental leave. It is paid in full.");
        secret = newCollection(unique("salaries"));
        add(secret, "salaries.txt", "The salary of the director is seventeen score gold pieces.");
        JsonPath key = newKey(unique("reader"));
        reader = key.getString("key");
        readerId = key.getString("id");
        grant(open, "read");
    }

    @AfterEach
    void nothingIsLeft() {
        if (!id.isEmpty()) {
            asAdmin().delete("/api/v1/assistants/{id}", id);
        }
        if (!registered.isEmpty()) {
            asAdmin().delete("/api/v1/models/{id}", registered);
        }
        server.close();
    }

    @Test
    void whoItIsSharedWithAsksItLikeAModel() {
        id = made(Map.of("collections", List.of(open)));
        share(readerId, "use");

        withKey(reader).get("/v1/models/{name}", name).then().statusCode(200).body("owned_by", equalTo("assistant"));
        JsonPath completion =
                completion(reader, LEAVE).statusCode(200).extract().jsonPath();
        assertThat(completion.getString("model")).isEqualTo(name);
        assertThat(completion.getString("choices[0].message.content")).contains("sixteen weeks");
        assertThat(completion.getString("choices[0].message.annotations[0].vector_store_id"))
                .isEqualTo(open);
        JsonPath response =
                response(reader, LEAVE, Map.of()).statusCode(200).extract().jsonPath();
        assertThat(response.getString("model")).isEqualTo(name);
        assertThat(response.getString("grounding.outcome")).isEqualTo("answered");
        assertThat(response.getString("output[1].content[0].annotations[0].quote"))
                .contains("sixteen weeks");
    }

    @Test
    void whoItIsNotSharedWithIsToldTheSameAsOfAnUnknownModel() {
        id = made(Map.of("collections", List.of(open)));

        String unknown = withKey(reader)
                .body(Map.of("model", "nobody", "messages", List.of(turn(LEAVE))))
                .post("/v1/chat/completions")
                .then()
                .statusCode(404)
                .extract()
                .asString();
        assertThat(completion(reader, LEAVE).statusCode(404).extract().asString())
                .isEqualTo(unknown.replace("nobody", name));
        response(reader, LEAVE, Map.of()).statusCode(404).body("error.code", equalTo("model_not_found"));
        withKey(reader)
                .get("/v1/models/{name}", name)
                .then()
                .statusCode(404)
                .body("error.code", equalTo("model_not_found"));
        assertThat(listed(reader)).doesNotContain(name);
        for (String path : List.of("", "/revisions", "/shares")) {
            withKey(reader).get("/api/v1/assistants/" + id + path).then().statusCode(404);
        }
        withKey(reader)
                .body(Map.of("title", "Mine"))
                .patch("/api/v1/assistants/{id}", id)
                .then()
                .statusCode(404);
        assertThat(withKey(reader).get("/api/v1/assistants").jsonPath().getList("data.id"))
                .doesNotContain(id);
    }

    @Test
    void aShareThatIsTakenAwayIsGoneWithTheNextRequest() {
        id = made(Map.of("collections", List.of(open)));
        share(EVERYONE, "use");
        completion(reader, LEAVE).statusCode(200);
        assertThat(listed(reader)).contains(name);

        asAdmin()
                .body(Map.of("shares", List.of()))
                .put("/api/v1/assistants/{id}/shares", id)
                .then()
                .statusCode(200);

        completion(reader, LEAVE).statusCode(404).body("error.code", equalTo("model_not_found"));
        response(reader, LEAVE, Map.of()).statusCode(404);
        assertThat(listed(reader)).doesNotContain(name);
    }

    @Test
    void whatIsDisabledAnswersNobodyAndIsSeenByWhoMayChangeIt() {
        id = made(Map.of("collections", List.of(open)));
        share(readerId, "use");

        asAdmin()
                .body(Map.of("state", "disabled"))
                .patch("/api/v1/assistants/{id}", id)
                .then()
                .statusCode(200)
                .body("revision", equalTo(2));

        completion(reader, LEAVE).statusCode(404);
        withKey(reader).get("/api/v1/assistants/{id}", id).then().statusCode(404);
        asAdmin().get("/api/v1/assistants/{id}", id).then().statusCode(200).body("state", equalTo("disabled"));
    }

    @Test
    void itNeverWidensWhatItsCallerMayRead() {
        id = made(Map.of("collections", List.of(open, secret)));
        share(readerId, "use");

        JsonPath mine = withKey(reader).get("/api/v1/assistants/{id}", id).jsonPath();
        assertThat(mine.getList("collections")).isEqualTo(List.of(open));
        assertThat(mine.getInt("collections_hidden")).isEqualTo(1);
        assertThat(mine.getMap("")).doesNotContainKeys("prompt", "route", "policy", "filters", "owner");
        assertThat(completion(reader, SALARY).statusCode(200).extract().asString())
                .doesNotContain("seventeen score")
                .doesNotContain(secret);
        assertThat(response(reader, SALARY, Map.of()).statusCode(200).extract().asString())
                .doesNotContain("seventeen score")
                .doesNotContain(secret);
        assertThat(events(
                                "/v1/chat/completions",
                                Map.of("model", name, "stream", true, "messages", List.of(turn(SALARY))))
                        + events("/v1/responses", Map.of("model", name, "stream", true, "input", SALARY)))
                .contains("[DONE]")
                .doesNotContain("seventeen score")
                .doesNotContain(secret);
        response(reader, SALARY, searching(secret)).statusCode(404).body(not(containsString("seventeen score")));
    }

    @Test
    void whoMayReadNoneOfItsCollectionsIsDeclined() {
        id = made(Map.of("collections", List.of(secret)));
        share(readerId, "use");

        JsonPath answer =
                response(reader, SALARY, Map.of()).statusCode(200).extract().jsonPath();

        assertThat(answer.getString("grounding.outcome")).isEqualTo("declined");
        assertThat(answer.getList("grounding.searched.queries")).containsExactly(SALARY);
        assertThat(answer.getList("grounding.searched.vector_store_ids")).isNullOrEmpty();
    }

    @Test
    void aRequestsFileSearchOnlyNarrows() {
        grant(secret, "read");
        id = made(Map.of("collections", List.of(open)));
        share(readerId, "use");

        assertThat(response(reader, SALARY, searching(secret, open))
                        .statusCode(200)
                        .extract()
                        .asString())
                .doesNotContain("seventeen score");
        assertThat(response(reader, SALARY, searching(secret))
                        .statusCode(200)
                        .extract()
                        .jsonPath()
                        .getString("grounding.outcome"))
                .isEqualTo("declined");
        assertThat(response(reader, LEAVE, searching(open))
                        .statusCode(200)
                        .extract()
                        .jsonPath()
                        .getString("grounding.outcome"))
                .isEqualTo("answered");
    }

    @Test
    void aConversationIsSearchedWhereItsOwnerWantsItToBeAndNoFurther() {
        grant(secret, "read");
        id = made(Map.of());
        share(readerId, "use");
        String conversation = withKey(reader)
                .body(Map.of("collection_ids", List.of(open)))
                .post("/api/v1/conversations")
                .then()
                .statusCode(201)
                .extract()
                .path("id");

        assertThat(response(reader, SALARY, Map.of("conversation", conversation))
                        .statusCode(200)
                        .extract()
                        .asString())
                .doesNotContain("seventeen score");
        assertThat(response(reader, LEAVE, Map.of("conversation", conversation))
                        .statusCode(200)
                        .extract()
                        .jsonPath()
                        .getString("grounding.outcome"))
                .isEqualTo("answered");
        Map<String, Object> both = new HashMap<>(searching(secret));
        both.put("conversation", conversation);
        assertThat(response(reader, SALARY, both).statusCode(200).extract().asString())
                .contains("seventeen score");
    }

    @Test
    void filtersOfTheAssistantAndOfTheRequestBothHold() {
        asAdmin()
                .body(Map.of("attributes", Map.of("year", 2026)))
                .post("/v1/vector_stores/{id}/files/{file}", open, fileIn(open))
                .then()
                .statusCode(200);
        id = made(Map.of("collections", List.of(open), "filters", equals("year", 2026)));
        share(readerId, "use");

        assertThat(outcome(LEAVE, Map.of())).isEqualTo("answered");
        assertThat(outcome(
                        LEAVE,
                        Map.of(
                                "tools",
                                List.of(Map.of(
                                        "type",
                                        "file_search",
                                        "vector_store_ids",
                                        List.of(open),
                                        "filters",
                                        equals("year", 2025))))))
                .isEqualTo("declined");
        change(Map.of("filters", equals("year", 2024)));
        assertThat(outcome(LEAVE, Map.of())).isEqualTo("declined");
    }

    @Test
    void itsPolicyHoldsWhateverTheRequestWouldHaveAndIsTheRequestsWhereItIsSilent() {
        Map<String, Object> lenient = Map.of("grounding_policy", Map.of("decline_under", 0));
        Map<String, Object> strict = Map.of("grounding_policy", Map.of("decline_under", 1));
        id = made(Map.of("collections", List.of(open), "policy", Map.of("declining", 1)));
        share(readerId, "use");

        assertThat(outcome(LEAVE, lenient)).isEqualTo("declined");
        change(Map.of("policy", Map.of("declining", 0)));
        assertThat(outcome(LEAVE, strict)).isEqualTo("answered");
        change(Map.of("policy", Map.of("max_results", 3)));
        assertThat(outcome(LEAVE, Map.of())).isEqualTo("answered");
        assertThat(outcome(LEAVE, strict)).isEqualTo("declined");
    }

    @Test
    void itsPromptIsSaidInTheQuestionsLanguageAndTheRequestsInstructionsBehindIt() throws IOException {
        String model = connected();
        id = made(Map.of(
                "collections",
                List.of(open),
                "route",
                model,
                "prompt",
                Map.of("", "Speak like a captain.", "de", "Sprich wie ein Kapitän.")));
        share(readerId, "use");

        response(reader, LEAVE, Map.of("instructions", "Be very brief.")).statusCode(200);
        JsonPath german = response(
                        reader,
                        "Wie viele Wochen Elternzeit darf denn jeder Elternteil nach der Geburt nehmen?",
                        Map.of())
                .statusCode(200)
                .extract()
                .jsonPath();
        withKey(reader)
                .body(Map.of(
                        "model",
                        name,
                        "messages",
                        List.of(Map.of("role", "system", "content", "Be very loud."), turn(LEAVE))))
                .post("/v1/chat/completions")
                .then()
                .statusCode(200);

        assertThat(system(0))
                .contains("Speak like a captain.\n\nBe very brief.")
                .doesNotContain("Kapitän");
        assertThat(system(1)).contains("Sprich wie ein Kapitän.").doesNotContain("captain");
        assertThat(system(2)).contains("Speak like a captain.\n\nBe very loud.");
        JsonPath decision = asAdmin()
                .get("/api/v1/decisions/{id}", german.getString("grounding.decision_id"))
                .jsonPath();
        assertThat(decision.getString("assistant.prompt_language")).isEqualTo("de");
        assertThat(decision.getString("route")).isEqualTo(model);
    }

    @Test
    void theRecordNamesTheAssistantAndItsRevisionAlsoWhenItIsGone() {
        id = made(Map.of("collections", List.of(open)));
        share(readerId, "use");
        change(Map.of("title", "Another title"));
        String decision = response(reader, LEAVE, Map.of()).extract().path("grounding.decision_id");

        asAdmin().delete("/api/v1/assistants/{id}", id).then().statusCode(204);

        completion(reader, LEAVE).statusCode(404);
        JsonPath record =
                withKey(reader).get("/api/v1/decisions/{id}", decision).jsonPath();
        assertThat(record.getString("assistant.id")).isEqualTo(id);
        assertThat(record.getString("assistant.name")).isEqualTo(name);
        assertThat(record.getInt("assistant.revision")).isEqualTo(2);
        assertThat(record.getString("requested_model")).isEqualTo(name);
        assertThat(record.getString("chain.intent.state")).isIn("sealed", "unsealed");
        assertThat(withKey(reader)
                        .get("/api/v1/decisions/{id}?format=prov", decision)
                        .asString())
                .contains("gw:assistant/%s/revisions/2".formatted(id));
    }

    @Test
    void anEarlierRevisionIsBackInOneCall() {
        id = made(Map.of("collections", List.of(open), "prompt", "First."));
        change(Map.of("prompt", "Second.", "note", "Say it otherwise"));

        asAdmin()
                .body(Map.of("revision", 1))
                .post("/api/v1/assistants/{id}/roll-back", id)
                .then()
                .statusCode(200)
                .body("revision", equalTo(3))
                .body("prompt.''", equalTo("First."));

        JsonPath revisions =
                asAdmin().get("/api/v1/assistants/{id}/revisions?limit=2", id).jsonPath();
        assertThat(revisions.getList("data.revision")).isEqualTo(List.of(3, 2));
        assertThat(revisions.getBoolean("has_more")).isTrue();
        assertThat(revisions.getString("data[1].note")).isEqualTo("Say it otherwise");
        assertThat(revisions.getString("data[1].by.kind")).isEqualTo("key");
        assertThat(asAdmin()
                        .get("/api/v1/assistants/{id}/revisions?after=2", id)
                        .jsonPath()
                        .getList("data.revision"))
                .isEqualTo(List.of(1));
        asAdmin()
                .body(Map.of("revision", 9))
                .post("/api/v1/assistants/{id}/roll-back", id)
                .then()
                .statusCode(404);
    }

    @Test
    void whoChangesWhatSomebodyElseChangedMeanwhileIsTold() {
        id = made(Map.of());
        change(Map.of("title", "Quicker", "revision", 1));

        asAdmin()
                .body(Map.of("title", "Slower", "revision", 1))
                .patch("/api/v1/assistants/{id}", id)
                .then()
                .statusCode(409)
                .body("field", equalTo("revision"));
    }

    @Test
    void whoSendsIfMatchChangesWhatTheyHaveSeenOrNothing() {
        id = made(Map.of());
        asAdmin().get("/api/v1/assistants/{id}", id).then().header("etag", equalTo("\"1\""));

        asAdmin()
                .header("If-Match", "\"1\"")
                .body(Map.of("title", "Quicker"))
                .patch("/api/v1/assistants/{id}", id)
                .then()
                .statusCode(200)
                .header("etag", equalTo("\"2\""));
        asAdmin()
                .header("If-Match", "\"1\"")
                .body(Map.of("title", "Slower"))
                .patch("/api/v1/assistants/{id}", id)
                .then()
                .statusCode(412)
                .body("type", equalTo("/problems/precondition-failed"));
        asAdmin()
                .header("If-Match", "\"1\", \"3\"")
                .body(Map.of("revision", 1))
                .post("/api/v1/assistants/{id}/roll-back", id)
                .then()
                .statusCode(412);
        asAdmin()
                .header("If-Match", "W/\"2\"")
                .delete("/api/v1/assistants/{id}", id)
                .then()
                .statusCode(412);
        asAdmin()
                .header("If-Match", "*")
                .body(Map.of("title", "Last"))
                .patch("/api/v1/assistants/{id}", id)
                .then()
                .statusCode(200)
                .body("title", equalTo("Last"));
    }

    @Test
    void noNameIsBothAnAssistantsAndAModels() {
        id = made(Map.of());
        asAdmin()
                .body(body(Map.of()))
                .post("/api/v1/assistants")
                .then()
                .statusCode(409)
                .body("field", equalTo("name"));
        asAdmin()
                .body(Map.of("candidates", List.of(Map.of("model", "extractive"))))
                .put("/api/v1/routes/{name}", name)
                .then()
                .statusCode(400)
                .body("detail", containsString("assistant"));
        asAdmin()
                .body(Map.of("name", name, "base_url", server.url().toString(), "model", "tiny"))
                .post("/api/v1/models")
                .then()
                .statusCode(409);
        for (String taken : List.of("extractive", "default", connected())) {
            asAdmin()
                    .body(Map.of("name", taken))
                    .patch("/api/v1/assistants/{id}", id)
                    .then()
                    .statusCode(409)
                    .body("field", equalTo("name"));
        }

        asAdmin().delete("/api/v1/assistants/{id}", id).then().statusCode(204);
        id = made(Map.of());
    }

    @Test
    void errorsNameItsRouteToNobodyButWhoMayChangeIt() {
        String model = connected();
        String route = name + "-route";
        asAdmin()
                .body(Map.of(
                        "candidates", List.of(Map.of("model", model, "when", Map.of("min_input_tokens", 1_000_000)))))
                .put("/api/v1/routes/{name}", route)
                .then()
                .statusCode(200);
        id = made(Map.of("route", route, "collections", List.of(open)));
        share(readerId, "use");

        completion(PostgresForTests.ADMIN_KEY, LEAVE).statusCode(502).body("error.message", containsString(route));
        completion(reader, LEAVE)
                .statusCode(502)
                .body("error.message", equalTo("The assistant '%s' cannot answer this now.".formatted(name)));
        assertThat(response(reader, LEAVE, Map.of("stream", true)).extract().asString())
                .contains("response.failed", "cannot answer this now")
                .doesNotContain(route);

        change(Map.of("route", model));
        asAdmin().delete("/api/v1/routes/{name}", route).then().statusCode(204);
        asAdmin()
                .body(Map.of("state", "quarantined"))
                .post("/api/v1/models/{id}/state", registered)
                .then()
                .statusCode(200);
        completion(PostgresForTests.ADMIN_KEY, LEAVE).statusCode(503).body("error.message", containsString(model));
        completion(reader, LEAVE)
                .statusCode(503)
                .body("error.message", equalTo("The assistant '%s' cannot answer this now.".formatted(name)));
    }

    @Test
    void whoMayEditChangesItAndNeitherSharesNorRemovesIt() {
        id = made(Map.of("collections", List.of(open)));
        share(readerId, "edit");

        withKey(reader)
                .body(Map.of("title", "By its editor"))
                .patch("/api/v1/assistants/{id}", id)
                .then()
                .statusCode(200)
                .body("title", equalTo("By its editor"));
        withKey(reader)
                .body(Map.of("collections", List.of(open, secret)))
                .patch("/api/v1/assistants/{id}", id)
                .then()
                .statusCode(400)
                .body("field", equalTo("collections[1]"));
        withKey(reader)
                .body(Map.of("shares", List.of()))
                .put("/api/v1/assistants/{id}/shares", id)
                .then()
                .statusCode(403);
        withKey(reader).delete("/api/v1/assistants/{id}", id).then().statusCode(403);
        share(readerId, "use");
        withKey(reader)
                .body(Map.of("title", "By its user"))
                .patch("/api/v1/assistants/{id}", id)
                .then()
                .statusCode(403);
    }

    @Test
    void curatorsMakeAssistantsAndReadersDoNot() {
        withKey(reader).body(body(Map.of())).post("/api/v1/assistants").then().statusCode(403);
        grant(open, "curate");

        id = withKey(reader)
                .body(body(Map.of("collections", List.of(open))))
                .post("/api/v1/assistants")
                .then()
                .statusCode(201)
                .body("access", equalTo("own"))
                .extract()
                .path("id");

        completion(reader, LEAVE).statusCode(200);
    }

    @Test
    void onlyAdministratorsShareWithEveryoneAndItsOwnerMayLeaveThatAsItIs() {
        String other = newKey(unique("other")).getString("key");
        withKey(reader)
                .body(Map.of("name", unique("own")))
                .post("/v1/vector_stores")
                .then()
                .statusCode(200);
        id = withKey(reader)
                .body(body(Map.of()))
                .post("/api/v1/assistants")
                .then()
                .statusCode(201)
                .extract()
                .path("id");

        sharedByItsOwner(EVERYONE, "use")
                .statusCode(403)
                .body("detail", containsString("Only administrators share an assistant with everyone"));
        completion(other, LEAVE).statusCode(404);
        sharedByItsOwner(readerId, "use").statusCode(200);
        share(EVERYONE, "use");
        sharedByItsOwner(EVERYONE, "edit").statusCode(403);
        sharedByItsOwner(EVERYONE, "use").statusCode(200);
        completion(other, LEAVE).statusCode(200);
        sharedByItsOwner(readerId, "use").statusCode(200);
        completion(other, LEAVE).statusCode(404);
    }

    private ValidatableResponse sharedByItsOwner(String principal, String access) {
        return withKey(reader)
                .body(Map.of("shares", List.of(Map.of("principal_id", principal, "access", access))))
                .put("/api/v1/assistants/{id}/shares", id)
                .then();
    }

    @Test
    void thatANameIsTakenIsToldAlikeWhateverHasIt() {
        grant(open, "curate");
        id = made(Map.of());
        List<String> words = new ArrayList<>();
        for (String taken : List.of("extractive", "default", name)) {
            words.add(withKey(reader)
                    .body(body(Map.of("name", taken)))
                    .post("/api/v1/assistants")
                    .then()
                    .statusCode(409)
                    .extract()
                    .<String>path("detail")
                    .replace(taken, "NAME"));
        }

        assertThat(words).containsOnly("The name 'NAME' is taken. Choose another.");
    }

    @Test
    void whatAnAssistantCannotDoIsSaidPlainly() {
        id = made(Map.of("collections", List.of(open)));
        Map<String, Object> function = Map.of("type", "function", "function", Map.of("name", "price"));
        asAdmin()
                .body(Map.of("model", name, "messages", List.of(turn(LEAVE)), "tools", List.of(function)))
                .post("/v1/chat/completions")
                .then()
                .statusCode(400)
                .body("error.param", equalTo("tools"))
                .body("error.message", containsString("The assistant '%s'".formatted(name)));
        asAdmin()
                .body(Map.of(
                        "model", name, "input", LEAVE, "tools", List.of(Map.of("type", "function", "name", "price"))))
                .post("/v1/responses")
                .then()
                .statusCode(400)
                .body("error.param", equalTo("tools"));
    }

    @Test
    void aRouteThatItAnswersByIsNotRemoved() {
        asAdmin()
                .body(Map.of("candidates", List.of(Map.of("model", "extractive"))))
                .put("/api/v1/routes/{name}", name + "-route")
                .then()
                .statusCode(200);
        id = made(Map.of("route", name + "-route"));
        asAdmin()
                .delete("/api/v1/routes/{name}", name + "-route")
                .then()
                .statusCode(409)
                .body("detail", containsString("An assistant (%s) answers by".formatted(name)));
        asAdmin()
                .body(Map.of("model", name, "messages", List.of(turn(LEAVE))))
                .post("/v1/chat/completions")
                .then()
                .statusCode(200);

        change(Map.of("route", "extractive"));
        asAdmin().delete("/api/v1/routes/{name}", name + "-route").then().statusCode(204);
    }

    @Test
    void whereItsModelIsTakenOutOfServiceItSaysSoAndTheModelIsNotRemoved() {
        String model = connected();
        id = made(Map.of("route", model));
        asAdmin()
                .body(Map.of("state", "quarantined"))
                .post("/api/v1/models/{id}/state", registered)
                .then()
                .statusCode(200);

        asAdmin()
                .body(Map.of("model", name, "messages", List.of(turn(LEAVE))))
                .post("/v1/chat/completions")
                .then()
                .statusCode(503)
                .body("error.message", containsString(model));
        asAdmin()
                .delete("/api/v1/models/{id}", registered)
                .then()
                .statusCode(409)
                .body("detail", containsString(name));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "title | 7",
                "title | \"\"",
                "route | 'no such route'",
                "collections[0] | ['vs_00000000000000000000000000000009']",
                "collections[0] | [1]",
                "collections | 'all'",
                "filters.type | {'type': 'like', 'key': 'year', 'value': 1}",
                "prompt.xx | {'xx': 'Be brief.'}",
                "prompt | 7",
                "prompt.de | {'de': 7}",
                "policy | 'strict'",
                "policy.strict | {'strict': true}",
                "policy.unsupported | {'unsupported': 'hide'}",
                "policy.declining | {'declining': 1.5}",
                "policy.declining | {'declining': '0.5'}",
                "policy.max_results | {'max_results': 51}",
                "policy.max_results | {'max_results': 2.5}",
                "policy.ranker | {'ranker': 'best'}",
                "understand.model | {'understand': {'model': 'nobody'}}",
                "understand.colour | {'understand': {'colour': true}}",
                "starters | ['1', '2', '3', '4', '5', '6', '7']",
                "starters[1] | ['How long?', ' ']",
                "description | 'nul:\\u0000'",
                "colour | 'red'",
                "state | 'asleep'",
                "note | 7",
            })
    void whatIsWrongIsNamed(String field, String value) throws IOException {
        id = made(Map.of());
        String sent = field.replaceFirst("[.\\[].*", "")
                .replaceFirst("understand", "policy")
                .strip();
        JsonNode read = value.isBlank() ? JSON.readTree("\"\"") : JSON.readTree(value.replace('\'', '"'));

        asAdmin()
                .body(JSON.createObjectNode().set(sent, read).toString())
                .patch("/api/v1/assistants/{id}", id)
                .then()
                .statusCode(field.equals("understand.model") ? 404 : 400)
                .body("field", equalTo(field));
        asAdmin().get("/api/v1/assistants/{id}", id).then().body("revision", equalTo(1));
    }

    @Test
    void textsThatAreTooLongAreRefusedWithTheirLength() {
        id = made(Map.of());

        asAdmin()
                .body(Map.of("prompt", "x".repeat(8_001)))
                .patch("/api/v1/assistants/{id}", id)
                .then()
                .statusCode(400)
                .body("detail", containsString("8001"));
        change(Map.of("prompt", Map.of("", "x".repeat(8_000), "de", "y".repeat(8_000))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "shares | {}",
                "shares | {'shares': 'everyone'}",
                "shares[0].principal_id | {'shares': [{'access': 'use'}]}",
                "shares[0].principal_id | {'shares': [{'principal_id': '00000000-0000-0000-0000-00000000dead', 'access': 'use'}]}",
                "shares[0].access | {'shares': [{'principal_id': '00000000-0000-0000-0000-000000000001', 'access': 'own'}]}",
                "shares[1].principal_id | {'shares': [{'principal_id': '00000000-0000-0000-0000-000000000001', 'access': 'use'}, {'principal_id': '00000000-0000-0000-0000-000000000001', 'access': 'edit'}]}",
            })
    void sharesThatAreWrongAreNamed(String field, String body) {
        id = made(Map.of());

        asAdmin()
                .body(body.replace('\'', '"'))
                .put("/api/v1/assistants/{id}/shares", id)
                .then()
                .statusCode(400)
                .body("field", equalTo(field));
    }

    @Test
    void idsThatAreNoneAreNotFound() {
        for (String wrong : List.of("x", "00000000-0000-0000-0000-000000000009", "%00", NOWHERE)) {
            asAdmin().get("/api/v1/assistants/" + wrong).then().statusCode(404);
        }
    }

    @Test
    void theListIsReadPageByPage() {
        List<String> ids = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                ids.add(asAdmin()
                        .body(body(Map.of("name", "%s-%d".formatted(name, i))))
                        .post("/api/v1/assistants")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("id"));
            }
            ids.forEach(each -> shareWith(each, readerId, "use"));

            JsonPath first = withKey(reader).get("/api/v1/assistants?limit=2").jsonPath();
            JsonPath second = withKey(reader)
                    .get("/api/v1/assistants?limit=2&after={id}", ids.get(1))
                    .jsonPath();

            assertThat(first.getList("data.id")).isEqualTo(ids.subList(0, 2));
            assertThat(first.getBoolean("has_more")).isTrue();
            assertThat(second.getList("data.id")).isEqualTo(ids.subList(2, 3));
            assertThat(second.getBoolean("has_more")).isFalse();
        } finally {
            ids.forEach(each -> asAdmin().delete("/api/v1/assistants/{id}", each));
        }
    }

    @Test
    void aListLeavesOutWhatMayBeLong() {
        id = made(Map.of("prompt", "Answer in one sentence.", "filters", equals("year", 2026)));

        JsonPath listed = asAdmin().get("/api/v1/assistants").jsonPath();
        assertThat(listed.getMap("data.find { it.id == '%s' }".formatted(id)))
                .containsKeys("title", "route", "policy", "starters", "collections")
                .doesNotContainKeys("prompt", "filters");
        asAdmin()
                .get("/api/v1/assistants/{id}", id)
                .then()
                .body("prompt", equalTo(Map.of("", "Answer in one sentence.")))
                .body("filters.key", equalTo("year"));
    }

    @Test
    void promptsAreBoundedInAllTheirLanguagesTogether() {
        Map<String, String> prompts = new HashMap<>();
        for (String language : List.of("da", "de", "en", "es", "fr", "it", "nl", "pl")) {
            prompts.put(language, "x".repeat(8_000));
        }
        id = made(Map.of("prompt", prompts));
        prompts.put("sv", "x");

        asAdmin()
                .body(Map.of("prompt", prompts))
                .patch("/api/v1/assistants/{id}", id)
                .then()
                .statusCode(400)
                .body("field", equalTo("prompt"))
                .body("detail", containsString("64001 characters in all its languages"));
    }

    @Test
    void theListOfModelsGoesOnBehindAName() {
        id = made(Map.of("name", name));
        share(readerId, "use");

        JsonPath all = withKey(reader)
                .get("/v1/models")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(all.getList("data.id")).contains("extractive", name);
        assertThat(all.getBoolean("has_more")).isFalse();
        assertThat(withKey(reader)
                        .queryParam("after", name.substring(0, name.length() - 1))
                        .get("/v1/models")
                        .jsonPath()
                        .getList("data.id"))
                .contains(name)
                .doesNotContain("extractive");
        assertThat(withKey(reader)
                        .queryParam("after", name)
                        .get("/v1/models")
                        .jsonPath()
                        .getList("data.id"))
                .doesNotContain(name);
        withKey(reader).urlEncodingEnabled(false).get("/v1/models/%00").then().statusCode(404);
    }

    @Test
    void openAisOwnClientAsksItByName() {
        id = made(Map.of("collections", List.of(open)));
        share(readerId, "use");
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .apiKey(reader)
                .baseUrl(base.toString())
                .maxRetries(0)
                .build();

        assertThat(client.models().list().data()).extracting(Model::id).contains(name);
        ChatCompletion completion = client.chat()
                .completions()
                .create(ChatCompletionCreateParams.builder()
                        .model(name)
                        .addUserMessage(LEAVE)
                        .build());
        assertThat(completion.choices().getFirst().message().content().orElseThrow())
                .contains("sixteen weeks");
        assertThat(completion.choices().getFirst().message().annotations().orElseThrow())
                .isNotEmpty();
        Response response = client.responses()
                .create(ResponseCreateParams.builder().model(name).input(LEAVE).build());
        assertThat(response.output().stream()
                        .flatMap(item -> item.message().stream())
                        .flatMap(message -> message.content().stream())
                        .map(content -> content.asOutputText().text()))
                .anyMatch(text -> text.contains("sixteen weeks"));
    }

    private Map<String, Object> body(Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(Map.of("name", name, "title", "A helper", "route", "extractive"));
        body.putAll(more);
        return body;
    }

    private String made(Map<String, Object> more) {
        return asAdmin()
                .body(body(more))
                .post("/api/v1/assistants")
                .then()
                .statusCode(201)
                .body("revision", equalTo(1))
                .extract()
                .path("id");
    }

    private void change(Map<String, Object> change) {
        asAdmin().body(change).patch("/api/v1/assistants/{id}", id).then().statusCode(200);
    }

    private void share(String principal, String access) {
        shareWith(id, principal, access);
    }

    private static void shareWith(String assistant, String principal, String access) {
        asAdmin()
                .body(Map.of("shares", List.of(Map.of("principal_id", principal, "access", access))))
                .put("/api/v1/assistants/{id}/shares", assistant)
                .then()
                .statusCode(200)
                .body("data[0].access", equalTo(access));
    }

    private void grant(String collection, String access) {
        asAdmin()
                .body(Map.of("access", access))
                .put("/api/v1/collections/{id}/grants/{key}", collection, readerId)
                .then()
                .statusCode(200);
    }

    /** A model on the server, which says one sentence to whatever it is asked. */
    private String connected() {
        server.plays(stage -> stage.says("Sixteen weeks [1]."));
        String model = name + "-model";
        registered = asAdmin()
                .body(Map.of("name", model, "base_url", server.url().toString(), "model", "tiny"))
                .post("/api/v1/models")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        return model;
    }

    /** What was said to the model at the n-th question; a model that is new is probed, too. */
    private String system(int question) throws IOException {
        List<String> asked = new ArrayList<>();
        for (String request : server.requests()) {
            String system = JSON.readTree(request).at("/messages/0/content").asText();
            if (system.contains("<passage-")) {
                asked.add(system);
            }
        }
        return asked.get(question);
    }

    private static ValidatableResponse ask(String key, String path, Map<String, Object> body) {
        return withKey(key).body(body).post(path).then();
    }

    private ValidatableResponse completion(String key, String question) {
        return ask(key, "/v1/chat/completions", Map.of("model", name, "messages", List.of(turn(question))));
    }

    private ValidatableResponse response(String key, String question, Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(Map.of("model", name, "input", question));
        body.putAll(more);
        return ask(key, "/v1/responses", body);
    }

    private String outcome(String question, Map<String, Object> more) {
        return response(reader, question, more).statusCode(200).extract().path("grounding.outcome");
    }

    private String events(String path, Map<String, Object> body) {
        return withKey(reader)
                .body(body)
                .post(path)
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    private static Map<String, Object> searching(String... collections) {
        return Map.of("tools", List.of(Map.of("type", "file_search", "vector_store_ids", List.of(collections))));
    }

    private static Map<String, Object> equals(String key, int value) {
        return Map.of("type", "eq", "key", key, "value", value);
    }

    private static Map<String, Object> turn(String content) {
        return Map.of("role", "user", "content", content);
    }

    private static List<String> listed(String key) {
        return withKey(key).get("/v1/models").then().statusCode(200).extract().path("data.id");
    }

    private static String fileIn(String collection) {
        return asAdmin().get("/v1/vector_stores/{id}/files", collection).path("data[0].id");
    }
}
