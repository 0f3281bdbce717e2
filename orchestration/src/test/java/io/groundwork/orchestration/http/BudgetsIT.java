package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.chat.OpenAiServer.chunk;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newKey;
import static io.groundwork.orchestration.http.FrontDoor.withKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import io.groundwork.orchestration.PostgresForTests;
import io.groundwork.orchestration.chat.OpenAiServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
