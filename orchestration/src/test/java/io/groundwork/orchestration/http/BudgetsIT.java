package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.chat.OpenAiServer.chunk;
import static io.groundwork.orchestration.http.FrontDoor.add;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.newKey;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.groundwork.orchestration.http.FrontDoor.withKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.groundwork.orchestration.PostgresForTests;
import io.groundwork.orchestration.chat.OpenAiServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each test has a key of its own, and the budget is that key's. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class BudgetsIT {

    private static final String DEAR = "dear-model";

    private final OpenAiServer server = new OpenAiServer();
    private JsonPath key;
    private String model;

    @BeforeEach
    void connect() {
        key = newKey("of the budget test");
        model = asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "name",
                        DEAR,
                        "model",
                        "tiny",
                        "base_url",
                        server.url().toString(),
                        "price",
                        Map.of("input_per_million", 10, "output_per_million", 20, "currency", "EUR")))
                .post("/api/v1/models")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        server.plays(stage -> stage.says("Here."));
    }

    @AfterEach
    void clear() {
        List<String> budgets = asAdmin().get("/api/v1/budgets").path("data.id");
        budgets.forEach(id -> asAdmin().delete("/api/v1/budgets/{id}", id));
        asAdmin().delete("/api/v1/models/{id}", model);
        server.close();
    }

    @Test
    void whatAnAnswerTookIsBookedToTheTokenAndNothingStaysHeldBack() {
        budget(Map.of("limit_tokens", 10_000));

        ask(50).statusCode(200);
        ask(50).statusCode(200);

        mine().body("data[0].spent_tokens", equalTo(30)).body("data[0].held_tokens", equalTo(0));
        withKey(key.getString("key"))
                .get("/api/v1/usage?caller=me&by=model")
                .then()
                .statusCode(200)
                .body("data", hasSize(1))
                .body("data[0].of", equalTo(DEAR))
                .body("data[0].answers", equalTo(2))
                .body("data[0].input_tokens", equalTo(24))
                .body("data[0].output_tokens", equalTo(6))
                .body("data[0].cost", equalTo(0.00036f))
                .body("data[0].currency", equalTo("EUR"));
    }

    @Test
    void whatABudgetDoesNotHoldIsRefusedBeforeTheModelIsAsked() {
        String id = budget(Map.of("limit_tokens", 1_000));

        ask(5_000)
                .statusCode(429)
                .header("x-should-retry", "false")
                .body("error.code", equalTo("insufficient_quota"))
                .body("error.message", containsString("0 of 1000 tokens"))
                .body("error.message", containsString(id));

        assertThat(server.requests()).isEmpty();
        mine().body("data[0].held_tokens", equalTo(0));
    }

    @Test
    void theInstructionsOfAnAnswerFromDocumentsAreHeldBackToo() {
        budget(Map.of("limit_tokens", 12_000));

        respond("x".repeat(20_000)).statusCode(429).body("error.code", equalTo("insufficient_quota"));
        respond("Be brief.").statusCode(200);

        mine().body("data[0].held_tokens", equalTo(0));
    }

    @Test
    void instructionsOfAnAnswerFromDocumentsThatAreTooLongAreRefusedWithTheirLength() {
        respond("x".repeat(32_001))
                .statusCode(400)
                .body("error.param", equalTo("instructions"))
                .body("error.message", containsString("32001"));
    }

    private ValidatableResponse respond(String instructions) {
        return withKey(key.getString("key"))
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "model",
                        DEAR,
                        "input",
                        "Where?",
                        "instructions",
                        instructions,
                        "tools",
                        List.of(Map.of("type", "file_search", "vector_store_ids", List.of()))))
                .post("/v1/responses")
                .then();
    }

    @Test
    void aBudgetThatIsMadeTighterHoldsForTheNextRequest() {
        budget(Map.of("limit_tokens", 10_000));
        ask(50).statusCode(200);
        budget(Map.of("limit_tokens", 20));

        ask(50).statusCode(429).body("error.code", equalTo("insufficient_quota"));
        String stream = withKey(key.getString("key"))
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "model",
                        DEAR,
                        "stream",
                        true,
                        "max_tokens",
                        50,
                        "messages",
                        List.of(Map.of("role", "user", "content", "Where?"))))
                .post("/v1/chat/completions")
                .asString();

        assertThat(stream).contains("insufficient_quota").doesNotContain("Here.", "[DONE]");
        mine().body("data[0].spent_tokens", equalTo(15)).body("data[0].held_tokens", equalTo(0));
    }

    @Test
    void aUsedUpBudgetsRouteAnswersInstead() {
        budget(Map.of("limit_tokens", 10, "then_route", "extractive"));

        ask(5_000).statusCode(200).body("grounding.outcome", equalTo("declined"));

        assertThat(server.requests()).isEmpty();
    }

    @Test
    void moneyIsCountedByTheModelsPrice() {
        budget(Map.of("limit", Map.of("amount", 0.0005, "currency", "EUR")));

        ask(10).statusCode(200);
        ask(10).statusCode(200);
        ask(10).statusCode(429);

        mine().body("data[0].spent", equalTo(0.00036f));
    }

    @Test
    void manyAtOnceNeverTakeMoreThanThereIs() throws Exception {
        budget(Map.of("limit_tokens", 600));
        server.plays(stage -> {
            Thread.sleep(2_000); // longer than it takes all of them to ask
            stage.says("Here.");
        });

        List<Integer> statuses;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> asked = IntStream.range(0, 20)
                    .mapToObj(i -> threads.submit(() -> ask(100).extract().statusCode()))
                    .toList();
            statuses = new ArrayList<>();
            for (Future<Integer> each : asked) {
                statuses.add(each.get());
            }
        }

        long served = statuses.stream().filter(status -> status == 200).count();
        assertThat(served).isBetween(1L, 5L);
        assertThat(statuses).containsOnly(200, 429);
        mine().body("data[0].spent_tokens", equalTo((int) served * 15)).body("data[0].held_tokens", equalTo(0));
    }

    @Test
    void whatAModelSaidWhoseRecordWasRefusedIsNoPartOfTheOthersAnswer() throws Exception {
        budget(Map.of("limit_tokens", 2_000, "then_route", "extractive"));
        ask(10).statusCode(200); // there is room: those who ask now are answered while their records are being written

        List<String> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> asked = IntStream.range(0, 30)
                    .mapToObj(i -> threads.submit(
                            () -> ask(400).statusCode(200).extract().<String>path("choices[0].message.content")))
                    .toList();
            for (Future<String> each : asked) {
                answers.add(each.get());
            }
        }

        assertThat(answers).allMatch(answer -> answer.equals("Here.") || !answer.contains("Here."));
    }

    @Test
    void aStreamThatDiesIsBookedAsFarAsItCame() {
        budget(Map.of("limit_tokens", 10_000));
        server.plays(stage -> stage.events(chunk("one"), chunk(" two"), chunk(" three")));

        ask(50).statusCode(502);

        withKey(key.getString("key"))
                .get("/api/v1/usage?caller=me&by=route")
                .then()
                .body("data[0].of", equalTo(DEAR))
                .body("data[0].output_tokens", equalTo(3));
        mine().body("data[0].held_tokens", equalTo(0));
    }

    @Test
    void whatAModelTookBeforeItFailedIsBookedToItAtItsPrice() {
        server.plays(stage -> stage.events(OpenAiServer.USAGE, "{\"error\":{\"message\":\"out of memory\"}}"));

        ask(50).statusCode(502);

        withKey(key.getString("key"))
                .get("/api/v1/usage?caller=me&by=model")
                .then()
                .body("data", hasSize(1))
                .body("data[0].of", equalTo(DEAR))
                .body("data[0].input_tokens", equalTo(12))
                .body("data[0].cost", equalTo(0.00018f));
    }

    @Test
    void whereNoModelWroteNothingIsBookedUnderTheNameOfTheRoute() {
        String route = unique("booked");
        asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("candidates", List.of(Map.of("model", DEAR))))
                .put("/api/v1/routes/{name}", route)
                .then()
                .statusCode(200);
        String store = newCollection(unique("booked"));
        add(store, "owl.txt", "The owl hunts at night.");
        asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("access", "read"))
                .put("/api/v1/collections/{id}/grants/{key}", store, key.getString("id"))
                .then()
                .statusCode(200);
        server.plays(stage -> stage.events(OpenAiServer.USAGE, "{\"error\":{\"message\":\"out of memory\"}}"));

        search(route, store).statusCode(502);
        asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("state", "quarantined"))
                .post("/api/v1/models/{id}/state", model)
                .then()
                .statusCode(200);
        search(route, store);

        withKey(key.getString("key"))
                .get("/api/v1/usage?caller=me&by=model")
                .then()
                .body("data", hasSize(2))
                .body("data.find { it.of == '%s' }.cost".formatted(DEAR), equalTo(0.00018f))
                .body("data.of", hasItem(""));
        asAdmin().delete("/api/v1/routes/{name}", route).then().statusCode(204);
    }

    private ValidatableResponse search(String route, String store) {
        return withKey(key.getString("key"))
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "model",
                        route,
                        "input",
                        "When does the owl hunt?",
                        "tools",
                        List.of(Map.of("type", "file_search", "vector_store_ids", List.of(store)))))
                .post("/v1/responses")
                .then();
    }

    @Test
    void whoNearsTheEndAsksForMoreAndAnAdministratorSeesIt() {
        String id = budget(Map.of("limit_tokens", 1_000));

        withKey(key.getString("key"))
                .contentType(ContentType.JSON)
                .body(Map.of("words", "The quarter ends"))
                .post("/api/v1/budgets/{id}/requests", id)
                .then()
                .statusCode(204);

        asAdmin()
                .get("/api/v1/budgets/requests")
                .then()
                .body("data.words", hasItem("The quarter ends"))
                .body("data.budget_id", hasItem(id));
    }

    @Test
    void anAnswerTellsOfABudgetOfWhichLessThanAFifthIsLeft() {
        String id = budget(Map.of("limit_tokens", 75));
        ask(10).statusCode(200).body("$", not(hasKey("groundwork"))).header("x-groundwork-budget-share", nullValue());
        for (int i = 0; i < 3; i++) {
            ask(10).statusCode(200);
        }

        ask(2).statusCode(200)
                .header("x-groundwork-budget-share", equalTo("0.8"))
                .header("x-groundwork-budget-remaining-tokens", equalTo("15"))
                .body("groundwork.budget.id", equalTo(id))
                .body("groundwork.budget.remaining_tokens", equalTo(15))
                .body("groundwork.budget.ask_for_more", containsString(id));
    }

    @Test
    void aStreamTellsOfItInItsLastPieceAndAResponseAtItsEnd() {
        budget(Map.of("limit_tokens", 75));
        for (int i = 0; i < 4; i++) {
            ask(10).statusCode(200);
        }

        String stream = withKey(key.getString("key"))
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "model",
                        DEAR,
                        "stream",
                        true,
                        "max_tokens",
                        2,
                        "messages",
                        List.of(Map.of("role", "user", "content", "Where?"))))
                .post("/v1/chat/completions")
                .then()
                .statusCode(200)
                .extract()
                .asString();

        List<String> pieces =
                stream.lines().filter(line -> line.startsWith("data: {")).toList();
        assertThat(pieces.getLast()).contains("\"groundwork\":{\"budget\":");
        assertThat(pieces.subList(0, pieces.size() - 1)).noneMatch(piece -> piece.contains("\"groundwork\""));
    }

    @Test
    void aRequestForMoreIsGrantedOrRefusedAndItsAskerLearnsIt() {
        String id = budget(Map.of("limit_tokens", 1_000));
        String asked = askForMore(id, "The quarter ends");

        grant(asked, Map.of("limit_tokens", -1)).statusCode(400).body("field", equalTo("limit_tokens"));
        grant(asked, Map.of("limit_tokens", 5_000, "words", "Until March"))
                .statusCode(200)
                .body("limit_tokens", equalTo(5_000));
        grant(asked, Map.of("limit_tokens", 6_000)).statusCode(409);

        mine().body("data[0].limit_tokens", equalTo(5_000));
        myRequests().body("data[0].state", equalTo("granted")).body("data[0].answer", equalTo("Until March"));
        String again = askForMore(id, "And more");
        asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("words", "Not now"))
                .post("/api/v1/budgets/requests/{id}/refuse", again)
                .then()
                .statusCode(204);
        myRequests().body("data[0].state", equalTo("refused")).body("data[0].answer", equalTo("Not now"));
    }

    @Test
    void ofTwoWhoGrantARequestAtOnceOneDoesAndTheOtherChangesNothing() throws Exception {
        String id = budget(Map.of("limit_tokens", 1_000));
        for (int round = 0; round < 20; round++) {
            String asked = askForMore(id, "Round %d".formatted(round));

            List<Response> answers = atOnce(
                    () -> granted(asked, Map.of("limit_tokens", 5_000)),
                    () -> granted(asked, Map.of("limit_tokens", 6_000)));

            assertThat(answers).extracting(Response::statusCode).containsExactlyInAnyOrder(200, 409);
            int winner = answers.stream()
                    .filter(answer -> answer.statusCode() == 200)
                    .findFirst()
                    .orElseThrow()
                    .path("limit_tokens");
            mine().body("data[0].limit_tokens", equalTo(winner));
        }
    }

    @Test
    void ofTwoRequestsThatAreGrantedAtOnceNeitherUndoesTheOther() throws Exception {
        for (int round = 0; round < 20; round++) {
            String everyone = put(Map.of("subject", Map.of("kind", "everyone"), "period", "day", "limit_tokens", 1))
                    .statusCode(200)
                    .extract()
                    .path("id");
            String one = askForMore(everyone, "Tokens");
            String other = askedBy(newKey(unique("other")).getString("key"), everyone);

            List<Response> answers = atOnce(
                    () -> granted(one, Map.of("limit_tokens", 1_000_000)),
                    () -> granted(other, Map.of("limit", Map.of("amount", 7, "currency", "EUR"))));

            assertThat(answers).extracting(Response::statusCode).containsOnly(200);
            asAdmin()
                    .get("/api/v1/budgets")
                    .then()
                    .body("data.find { it.id == '%s' }.limit_tokens".formatted(everyone), equalTo(1_000_000))
                    .body("data.find { it.id == '%s' }.limit.amount".formatted(everyone), equalTo(7));
            asAdmin().delete("/api/v1/budgets/{id}", everyone).then().statusCode(204);
        }
    }

    private static List<Response> atOnce(Callable<Response> one, Callable<Response> other) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Response> answers = new ArrayList<>();
            for (Future<Response> each : threads.invokeAll(List.of(one, other))) {
                answers.add(each.get());
            }
            return answers;
        }
    }

    private static Response granted(String request, Map<String, ?> body) {
        return asAdmin().body(body).post("/api/v1/budgets/requests/{id}/grant", request);
    }

    private static String askedBy(String who, String budget) {
        withKey(who)
                .body(Map.of("words", "Money"))
                .post("/api/v1/budgets/{id}/requests", budget)
                .then()
                .statusCode(204);
        return withKey(who).get("/api/v1/budgets/requests/mine").path("data[0].id");
    }

    @Test
    void usageIsSummedByKindOfCallerAndGivenAsATable() {
        budget(Map.of("limit_tokens", 10_000));
        ask(10).statusCode(200);

        asAdmin()
                .get("/api/v1/usage?by=key")
                .then()
                .body("data.find { it.of == '%s' }.name".formatted(key.getString("id")), equalTo("of the budget test"));
        asAdmin().get("/api/v1/usage?by=group").then().statusCode(200);
        asAdmin()
                .get("/api/v1/usage/csv?by=key")
                .then()
                .statusCode(200)
                .contentType("text/csv")
                .body(containsString("of the budget test,1,12,3,0.00018,EUR"));
        withKey(key.getString("key")).get("/api/v1/usage/csv").then().statusCode(403);
    }

    private String askForMore(String budget, String words) {
        withKey(key.getString("key"))
                .contentType(ContentType.JSON)
                .body(Map.of("words", words))
                .post("/api/v1/budgets/{id}/requests", budget)
                .then()
                .statusCode(204);
        return myRequests().extract().path("data[0].id");
    }

    private ValidatableResponse myRequests() {
        return withKey(key.getString("key"))
                .get("/api/v1/budgets/requests/mine")
                .then()
                .statusCode(200);
    }

    private static ValidatableResponse grant(String request, Map<String, ?> body) {
        return asAdmin()
                .contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/budgets/requests/{id}/grant", request)
                .then();
    }

    @Test
    void othersBudgetsAndUsageAreNotTold() {
        String id = budget(Map.of("limit_tokens", 1_000));
        String other = newKey("of somebody else").getString("key");

        withKey(other).get("/api/v1/budgets").then().statusCode(403);
        withKey(other).get("/api/v1/budgets/mine").then().body("data", hasSize(0));
        withKey(other).get("/api/v1/usage").then().statusCode(403);
        withKey(other).get("/api/v1/usage?caller=" + key.getString("id")).then().statusCode(403);
        withKey(other)
                .contentType(ContentType.JSON)
                .body(Map.of("words", "me too"))
                .post("/api/v1/budgets/{id}/requests", id)
                .then()
                .statusCode(404);
    }

    @Test
    void aBudgetThatCannotBeIsRefusedWithTheField() {
        put(Map.of("subject", Map.of("kind", "everyone"), "period", "day"))
                .statusCode(400)
                .body("field", equalTo("limit_tokens"));
        put(Map.of("subject", Map.of("kind", "everyone"), "period", "year", "limit_tokens", 1))
                .statusCode(400)
                .body("field", equalTo("period"));
        put(Map.of("subject", Map.of("kind", "group", "id", key.getString("id")), "period", "day", "limit_tokens", 1))
                .statusCode(400)
                .body("field", equalTo("subject.id"));
        put(Map.of("subject", Map.of("kind", "everyone"), "period", "day", "limit_tokens", 1, "then_route", "nowhere"))
                .statusCode(400)
                .body("field", equalTo("then_route"));
    }

    private String budget(Map<String, ?> limits) {
        Map<String, Object> body = new HashMap<>(limits);
        body.put("subject", Map.of("kind", "key", "id", key.getString("id")));
        body.put("period", "month");
        return put(body).statusCode(200).extract().path("id");
    }

    private static ValidatableResponse put(Map<String, ?> body) {
        return asAdmin()
                .contentType(ContentType.JSON)
                .body(body)
                .put("/api/v1/budgets")
                .then();
    }

    private ValidatableResponse mine() {
        return withKey(key.getString("key")).get("/api/v1/budgets/mine").then().statusCode(200);
    }

    private ValidatableResponse ask(int maxTokens) {
        return withKey(key.getString("key"))
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "model", DEAR,
                        "max_tokens", maxTokens,
                        "messages", List.of(Map.of("role", "user", "content", "Where?"))))
                .post("/v1/chat/completions")
                .then();
    }
}
