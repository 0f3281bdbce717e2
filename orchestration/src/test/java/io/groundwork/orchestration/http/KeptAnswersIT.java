package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.chat.OpenAiServer.chunk;
import static io.groundwork.orchestration.chat.OpenAiServer.finish;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.groundwork.orchestration.PostgresForTests;
import io.groundwork.orchestration.chat.OpenAiServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is recorded as answered is given, and what cannot be stored is refused before it is answered. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class KeptAnswersIT {

    private final OpenAiServer server = new OpenAiServer();
    private final String model = unique("model");
    private String registered = "";

    @BeforeEach
    void register() {
        registered = asAdmin()
                .body(Map.of("name", model, "base_url", server.url().toString(), "model", "tiny"))
                .post("/api/v1/models")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        server.plays(stage -> stage.says("Sixteen."));
    }

    @AfterEach
    void noModelIsLeft() {
        asAdmin().delete("/api/v1/models/{id}", registered);
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/v1/responses | {\"input\": \"What\\u0000?\"} | input",
                "/v1/responses | {\"input\": [{\"role\": \"user\", \"content\": \"What\\u0000?\"}]} | input[0].content",
                "/v1/responses | {\"input\": \"What?\", \"instructions\": \"Be\\u0000brief.\"} | instructions",
                "/v1/responses | {\"input\": \"What?\", \"metadata\": {\"topic\": \"a\\u0000b\"}} | metadata.topic",
                "/v1/responses | {\"input\": \"What?\", \"metadata\": {\"a\\u0000b\": \"x\"}} | metadata",
                "/v1/responses | {\"input\": \"What?\", \"tools\": [{\"type\": \"function\", \"name\": \"price\", \"description\": \"\\u0000\"}]} | tools[0].description",
                "/v1/chat/completions | {\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": \"\\u0000\"}]}]} | messages[0].content[0].text",
                "/v1/chat/completions | {\"messages\": [{\"role\": \"user\", \"content\": \"?\"}, {\"role\": \"assistant\", \"tool_calls\": [{\"id\": \"c\", \"type\": \"function\", \"function\": {\"name\": \"price\", \"arguments\": \"\\u0000\"}}]}, {\"role\": \"tool\", \"tool_call_id\": \"c\", \"content\": \"1\"}]} | messages[1].tool_calls[0].function.arguments",
                "/v1/conversations | {\"items\": [{\"type\": \"message\", \"role\": \"user\", \"content\": \"\\u0000\"}]} | items[0].content",
                "/v1/conversations | {\"metadata\": {\"topic\": \"\\u0000\"}} | metadata.topic",
                "/v1/vector_stores | {\"metadata\": {\"topic\": \"\\u0000\"}} | metadata.topic",
            })
    void whatNoDatabaseCanHoldIsRefusedByItsFieldBeforeAnythingIsAsked(String path, String body, String field) {
        asAdmin()
                .body(body.replaceFirst("\\{", "{\"model\": \"%s\", ".formatted(model)))
                .post(path)
                .then()
                .statusCode(400)
                .body("error.param", equalTo(field));

        assertThat(server.requests()).isEmpty();
    }

    @Test
    void whatAModelWritesIsGivenAndKeptWithoutIt() {
        server.plays(stage -> stage.events(
                "{\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"A\\u0000h.\"}}]}",
                chunk("Six\0teen."),
                "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"c\\u0000\",\"function\":{\"name\":\"pri\\u0000ce\",\"arguments\":\"{}\\u0000\"}}]}}]}",
                finish("tool_calls"),
                OpenAiServer.USAGE,
                "[DONE]"));

        JsonPath answer = responds(Map.of(
                "model",
                model,
                "input",
                "How many weeks?",
                "tools",
                List.of(Map.of("type", "function", "name", "price"))));

        assertThat(answer.getString("output.find { it.type == 'message' }.content[0].text"))
                .isEqualTo("Sixteen.");
        assertThat(answer.getString("output.find { it.type == 'function_call' }.arguments"))
                .isEqualTo("{}");
        asAdmin()
                .get("/v1/responses/{id}", answer.getString("id"))
                .then()
                .statusCode(200)
                .body("output.size()", equalTo(answer.getList("output").size()));
    }

    @Test
    void anAnswerThatCannotBeStoredIsGivenAndSaysSo() {
        String before = responds(Map.of("model", model, "input", "Where?")).getString("id");
        server.plays(stage -> {
            asAdmin().delete("/v1/responses/{id}", before);
            stage.says("Sixteen.");
        });

        JsonPath answer = responds(Map.of("model", model, "input", "And who?", "previous_response_id", before));

        isGivenButNotKept(answer);
    }

    @Test
    void anAnswerWhoseConversationIsGoneMeanwhileIsGivenAndSaysSo() {
        String conversation = asAdmin()
                .body("{}")
                .post("/v1/conversations")
                .then()
                .statusCode(200)
                .extract()
                .path("id");
        server.plays(stage -> {
            asAdmin().delete("/v1/conversations/{id}", conversation);
            stage.says("Sixteen.");
        });

        JsonPath answer = responds(Map.of("model", model, "input", "Where?", "conversation", conversation));

        isGivenButNotKept(answer);
    }

    private static void isGivenButNotKept(JsonPath answer) {
        assertThat(answer.getString("output[0].content[0].text")).isEqualTo("Sixteen.");
        assertThat(answer.getBoolean("store")).isFalse();
        assertThat(answer.getString("conversation")).isNull();
        assertThat(answer.getString("notice.code")).isEqualTo("not_stored");
        asAdmin().get("/v1/responses/{id}", answer.getString("id")).then().statusCode(404);
        asAdmin()
                .get("/api/v1/decisions/{id}", answer.getString("decision_id"))
                .then()
                .statusCode(200)
                .body("outcome", equalTo("answered"))
                .body("reason", nullValue());
    }

    private static JsonPath responds(Map<String, Object> body) {
        return asAdmin()
                .body(body)
                .post("/v1/responses")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }
}
