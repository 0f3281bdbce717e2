package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.chat.OpenAiServer.chunk;
import static io.groundwork.orchestration.chat.OpenAiServer.finish;
import static io.groundwork.orchestration.http.FrontDoor.add;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.newKey;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.groundwork.orchestration.http.FrontDoor.withKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.orchestration.PostgresForTests;
import io.groundwork.orchestration.chat.OpenAiServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A connected model through both of OpenAI's APIs, against a real server that does as each test says. {@link FrontDoor} holds what is whole to the contract. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class ConnectedModelIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PICTURE = "data:image/png;base64,iVBORw0KGgo=";

    private static final Map<String, Object> SCHEMA = Map.of(
            "type",
            "object",
            "properties",
            Map.of("euro", Map.of("type", "number")),
            "required",
            List.of("euro"),
            "additionalProperties",
            false);

    private static final Map<String, Object> PRICE =
            Map.of("name", "price", "description", "What an item costs", "parameters", SCHEMA);

    private static final List<Object> QUESTION = List.of(Map.of("role", "user", "content", "What does a pump cost?"));

    @TestHTTPResource("/")
    URI base;

    private final OpenAiServer server = new OpenAiServer();
    private final CountDownLatch over = new CountDownLatch(1);
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
    }

    @AfterEach
    void noModelIsLeft() {
        over.countDown();
        asAdmin().delete("/api/v1/models/{id}", registered);
        server.close();
    }

    @Test
    void whatIsAskedReachesTheModelWhole() throws IOException {
        server.plays(stage -> stage.says("Sixteen."));

        completion(Map.ofEntries(
                        Map.entry(
                                "messages",
                                List.of(
                                        Map.of("role", "developer", "content", "Be brief."),
                                        Map.of(
                                                "role",
                                                "user",
                                                "content",
                                                List.of(
                                                        Map.of("type", "text", "text", "What is this?"),
                                                        Map.of(
                                                                "type",
                                                                "image_url",
                                                                "image_url",
                                                                Map.of("url", PICTURE, "detail", "low")))),
                                        assistantThatCalls("call_1"),
                                        Map.of("role", "tool", "tool_call_id", "call_1", "content", "120"),
                                        Map.of("role", "user", "content", "And two?"))),
                        Map.entry("tools", List.of(Map.of("type", "function", "function", PRICE))),
                        Map.entry("tool_choice", Map.of("type", "function", "function", Map.of("name", "price"))),
                        Map.entry("parallel_tool_calls", false),
                        Map.entry(
                                "response_format",
                                Map.of("type", "json_schema", "json_schema", Map.of("name", "cost", "schema", SCHEMA))),
                        Map.entry("seed", 7),
                        Map.entry("presence_penalty", 0.5),
                        Map.entry("frequency_penalty", -0.5),
                        Map.entry("max_completion_tokens", 50),
                        Map.entry("stop", "END")))
                .statusCode(200)
                .body("choices[0].message.content", equalTo("Sixteen."))
                .body("choices[0].finish_reason", equalTo("stop"))
                .body("usage.total_tokens", equalTo(15));

        JsonNode sent = JSON.readTree(server.requests().getFirst());
        assertThat(sent.at("/messages/0/role").asText()).isEqualTo("system");
        assertThat(sent.at("/messages/1/content/1/image_url/url").asText()).isEqualTo(PICTURE);
        assertThat(sent.at("/messages/2/content").isNull()).isTrue();
        assertThat(sent.at("/messages/2/tool_calls/0/function/name").asText()).isEqualTo("price");
        assertThat(sent.at("/messages/3/tool_call_id").asText()).isEqualTo("call_1");
        assertThat(sent.at("/tools/0/function/parameters/required/0").asText()).isEqualTo("euro");
        assertThat(sent.at("/tool_choice/function/name").asText()).isEqualTo("price");
        assertThat(sent.at("/response_format/json_schema/schema/type").asText()).isEqualTo("object");
        assertThat(sent.at("/parallel_tool_calls").asBoolean(true)).isFalse();
        assertThat(sent.at("/seed").asInt()).isEqualTo(7);
        assertThat(sent.at("/presence_penalty").asDouble()).isEqualTo(0.5);
        assertThat(sent.at("/frequency_penalty").asDouble()).isEqualTo(-0.5);
        assertThat(sent.at("/max_tokens").asInt()).isEqualTo(50);
        assertThat(sent.at("/stop/0").asText()).isEqualTo("END");
    }

    @Test
    void callsAndThinkingComeBackWhole() {
        server.plays(ConnectedModelIT::callsTwice);

        completion(Map.of("messages", QUESTION, "tools", List.of(Map.of("type", "function", "function", PRICE))))
                .statusCode(200)
                .body("choices[0].message.content", equalTo(null))
                .body("choices[0].message.reasoning_content", equalTo("Which pump?"))
                .body("choices[0].message.tool_calls.function.name", equalTo(List.of("price", "price")))
                .body("choices[0].message.tool_calls[1].function.arguments", equalTo("{\"item\":\"seal\"}"))
                .body("choices[0].finish_reason", equalTo("tool_calls"));
    }

    @Test
    void aStreamHasThePiecesInOpenAisOrder() throws IOException {
        server.plays(ConnectedModelIT::callsTwice);

        List<String> events = events(
                "/v1/chat/completions",
                Map.of(
                        "model",
                        model,
                        "messages",
                        QUESTION,
                        "tools",
                        List.of(Map.of("type", "function", "function", PRICE)),
                        "stream",
                        true,
                        "stream_options",
                        Map.of("include_usage", true)));

        assertThat(events).last().isEqualTo("[DONE]");
        List<JsonNode> chunks = new ArrayList<>();
        for (String event : events.subList(0, events.size() - 1)) {
            OpenAiContract.checkEvent("CreateChatCompletionStreamResponse", event);
            chunks.add(JSON.readTree(event));
        }
        assertThat(chunks.getFirst().at("/choices/0/delta/role").asText()).isEqualTo("assistant");
        assertThat(chunks).allSatisfy(chunk -> assertThat(chunk.has("usage")).isTrue());
        assertThat(chunks.subList(0, chunks.size() - 1))
                .allSatisfy(chunk -> assertThat(chunk.path("usage").isNull()).isTrue());
        assertThat(chunks.getLast().path("choices")).isEmpty();
        assertThat(chunks.getLast().at("/usage/total_tokens").asInt()).isEqualTo(15);
        assertThat(chunks.get(chunks.size() - 2).at("/choices/0/finish_reason").asText())
                .isEqualTo("tool_calls");
        List<String> deltas = chunks.stream()
                .map(chunk -> chunk.at("/choices/0/delta/tool_calls/0"))
                .filter(JsonNode::isObject)
                .map(JsonNode::toString)
                .toList();
        assertThat(deltas)
                .containsExactly(
                        "{\"index\":0,\"id\":\"call_a\",\"type\":\"function\",\"function\":{\"name\":\"price\",\"arguments\":\"\"}}",
                        "{\"index\":0,\"function\":{\"arguments\":\"{\\\"item\\\":\"}}",
                        "{\"index\":0,\"function\":{\"arguments\":\"\\\"pump\\\"}\"}}",
                        "{\"index\":1,\"id\":\"call_b\",\"type\":\"function\",\"function\":{\"name\":\"price\",\"arguments\":\"\"}}",
                        "{\"index\":1,\"function\":{\"arguments\":\"{\\\"item\\\":\\\"seal\\\"}\"}}");
        assertThat(chunks).anySatisfy(chunk -> assertThat(
                        chunk.at("/choices/0/delta/reasoning_content").asText())
                .isEqualTo("Which pump?"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | {\"error\":{\"message\":\"maximum context length is 4096 tokens\"}} | 400 | context_length_exceeded",
                "400 | {\"error\":{\"message\":\"bad schema\"}} | 400 | refused_by_model",
                "401 | {\"error\":{\"message\":\"bad key\"}} | 502 | model_failed",
                "404 | {\"error\":{\"message\":\"no such model\"}} | 502 | model_failed",
                "429 | {\"error\":{\"message\":\"slow down\"}} | 429 | rate_limit_exceeded",
                "500 | {\"error\":{\"message\":\"out of memory\"}} | 502 | model_failed",
            })
    void aFailureOfTheModelIsToldWithItsTrueStatus(int status, String body, int told, String code) {
        server.plays(stage -> stage.status(status, body));

        ValidatableResponse answer = completion(Map.of("messages", QUESTION));
        answer.statusCode(told).body("error.code", equalTo(code)).body("error.message", notNullValue());
        if (told == 429) {
            answer.header("Retry-After", notNullValue());
        }
        response(Map.of("input", "What does a pump cost?")).statusCode(told).body("error.code", equalTo(code));
    }

    @Test
    void aStreamThatBreaksOffEndsInAnErrorAndNeverLooksWhole() {
        server.plays(stage -> stage.events(chunk("Six"), chunk("teen")));

        List<String> completion =
                events("/v1/chat/completions", Map.of("model", model, "messages", QUESTION, "stream", true));
        List<String> response = events("/v1/responses", Map.of("model", model, "input", "x", "stream", true));

        assertThat(completion).last().asString().contains("\"error\":{", "model_failed");
        assertThat(completion).doesNotContain("[DONE]");
        assertThat(response).last().asString().contains("response.failed", "server_error", "model_failed");
        response.forEach(event -> OpenAiContract.checkEvent("ResponseStreamEvent", event));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"n\": 2} | n",
                "{\"logprobs\": true} | logprobs",
                "{\"logit_bias\": {\"50256\": -100}} | logit_bias",
                "{\"functions\": [{\"name\": \"f\"}]} | functions",
                "{\"temperature\": 2.1} | temperature",
                "{\"presence_penalty\": -3} | presence_penalty",
                "{\"max_completion_tokens\": 0} | max_completion_tokens",
                "{\"stop\": [\"a\",\"b\",\"c\",\"d\",\"e\"]} | stop",
                "{\"tools\": [{\"type\": \"custom\"}]} | tools[0].type",
                "{\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"a b\"}}]} | tools[0].function.name",
                "{\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\", \"parameters\": 7}}]} | tools[0].function.parameters",
                "{\"tool_choice\": \"required\"} | tool_choice",
                "{\"tool_choice\": {\"type\": \"function\", \"function\": {\"name\": \"f\"}}} | tool_choice",
                "{\"response_format\": {\"type\": \"xml\"}} | response_format.type",
                "{\"response_format\": {\"type\": \"json_schema\", \"json_schema\": {\"name\": \"x\"}}} | response_format.json_schema.schema",
                "{\"messages\": [{\"role\": \"tool\", \"tool_call_id\": \"c\", \"content\": \"x\"}]} | messages",
                "{\"messages\": [{\"role\": \"tool\", \"content\": \"x\"}]} | messages[0].tool_call_id",
                "{\"messages\": [{\"role\": \"assistant\", \"content\": null}]} | messages[0].content",
                "{\"messages\": [{\"role\": \"assistant\", \"content\": null, \"tool_calls\": [{\"id\": \"c\", \"function\": {\"name\": \"f\", \"arguments\": \"{}\"}}]}]} | messages",
                "{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"input_audio\"}]}]} | messages[0].content",
                "{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"image_url\", \"image_url\": {\"url\": \"data:image/png;base64,???\"}}]}]} | messages[0].content",
                "{\"messages\": [{\"role\": \"system\", \"content\": [{\"type\": \"image_url\", \"image_url\": {\"url\": \"data:image/png;base64,AAAA\"}}]}]} | messages[0].content",
            })
    void whatCannotBeAskedIs400AndNamesTheField(String line) throws IOException {
        String[] parts = line.split(" \\| ");
        Map<String, Object> body = new HashMap<>(Map.of("messages", QUESTION));
        JSON.readTree(parts[0]).properties().forEach(field -> body.put(field.getKey(), field.getValue()));

        completion(body).statusCode(400).body("error.param", equalTo(parts[1]));
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void noServerIsSentToFetchAPicture() {
        Map<String, Object> picture = Map.of("type", "image_url", "image_url", Map.of("url", "http://10.0.0.1/a.png"));

        completion(Map.of("messages", List.of(Map.of("role", "user", "content", List.of(picture)))))
                .statusCode(400)
                .body("error.message", containsString("no server is sent to fetch one"));
    }

    @Test
    void toolsAndBodiesHaveLimits() {
        Map<String, Object> tool = Map.of("type", "function", "function", PRICE);
        Map<String, Object> long1 =
                Map.of("type", "function", "function", Map.of("name", "f", "description", "x".repeat(1_000_001)));

        completion(Map.of("messages", QUESTION, "tools", Collections.nCopies(129, tool)))
                .statusCode(400)
                .body("error.param", equalTo("tools"));
        completion(Map.of("messages", QUESTION, "tools", List.of(tool, tool))).statusCode(400);
        completion(Map.of("messages", QUESTION, "tools", List.of(long1))).statusCode(413);
        completion(Map.of("messages", List.of(Map.of("role", "user", "content", "x".repeat(21 * 1024 * 1024)))))
                .statusCode(413);
    }

    @Test
    void theBuiltInModelSaysWhatItCannotDo() {
        Map<String, Object> tool = Map.of("type", "function", "function", PRICE);
        for (Map<String, Object> body : List.<Map<String, Object>>of(
                Map.of("model", "extractive", "messages", QUESTION, "tools", List.of(tool)),
                Map.of(
                        "model",
                        "extractive",
                        "messages",
                        QUESTION,
                        "response_format",
                        Map.of("type", "json_object")))) {
            completion(body)
                    .statusCode(400)
                    .body("error.code", equalTo("unsupported_by_model"))
                    .body("error.message", containsString("extractive"));
        }
        response(Map.of("model", "extractive", "input", "x", "text", Map.of("format", Map.of("type", "json_object"))))
                .statusCode(400)
                .body("error.code", equalTo("unsupported_by_model"));
    }

    @Test
    void aResponseWithoutASearchIsTheModelsOwn() throws IOException {
        server.plays(stage -> stage.says("Sixteen."));

        response(Map.of(
                        "instructions",
                        "Be brief.",
                        "max_output_tokens",
                        50,
                        "input",
                        List.of(Map.of(
                                "role",
                                "user",
                                "content",
                                List.of(
                                        Map.of("type", "input_text", "text", "What is this?"),
                                        Map.of("type", "input_image", "image_url", PICTURE)))),
                        "text",
                        Map.of("format", Map.of("type", "json_schema", "name", "cost", "schema", SCHEMA))))
                .statusCode(200)
                .body("output.size()", equalTo(1))
                .body("output[0].content[0].text", equalTo("Sixteen."))
                .body("grounding", equalTo(null))
                .body("decision_id", notNullValue())
                .body("text.format.name", equalTo("cost"));

        JsonNode sent = JSON.readTree(server.requests().getFirst());
        assertThat(sent.at("/messages/0/content").asText()).isEqualTo("Be brief.");
        assertThat(sent.at("/messages/1/content/1/image_url/url").asText()).isEqualTo(PICTURE);
        assertThat(sent.at("/response_format/json_schema/name").asText()).isEqualTo("cost");
        assertThat(sent.at("/max_tokens").asInt()).isEqualTo(50);
    }

    @Test
    void anAnswerThatWasCutSaysSo() {
        server.plays(stage -> stage.events(chunk("Six"), finish("length"), OpenAiServer.USAGE, "[DONE]"));

        response(Map.of("input", "x"))
                .statusCode(200)
                .body("status", equalTo("incomplete"))
                .body("incomplete_details.reason", equalTo("max_output_tokens"));
        assertThat(events("/v1/responses", Map.of("model", model, "input", "x", "stream", true)))
                .last()
                .asString()
                .contains("response.incomplete");
    }

    @Test
    void soDoesOneFromDocumentsThatWasCut() {
        String store = newCollection(unique("pumps"));
        add(store, "pump.txt", "A pump costs 120 euro. A seal costs 3 euro.");
        server.plays(stage -> stage.events(chunk("A pump costs 120 euro [1]. A"), finish("length"), "[DONE]"));
        Map<String, Object> asked = Map.of(
                "input",
                "What does a pump cost?",
                "tools",
                List.of(Map.of("type", "file_search", "vector_store_ids", List.of(store))));

        response(asked)
                .statusCode(200)
                .body("status", equalTo("incomplete"))
                .body("incomplete_details.reason", equalTo("max_output_tokens"))
                .body("output.last().status", equalTo("incomplete"))
                .body("grounding.outcome", equalTo("partial"));
        Map<String, Object> streamed = new HashMap<>(asked);
        streamed.put("model", model);
        streamed.put("stream", true);
        assertThat(events("/v1/responses", streamed)).last().asString().contains("response.incomplete");
    }

    @Test
    void theMostTokensThatAnAnswerMayHaveHoldForDocumentsToo() throws IOException {
        String store = newCollection(unique("pumps"));
        add(store, "pump.txt", "A pump costs 120 euro.");
        server.plays(stage -> stage.says("A pump costs 120 euro [1]."));

        response(Map.of(
                        "input",
                        "What does a pump cost?",
                        "max_output_tokens",
                        17,
                        "tools",
                        List.of(Map.of("type", "file_search", "vector_store_ids", List.of(store)))))
                .statusCode(200)
                .body("status", equalTo("completed"));

        assertThat(JSON.readTree(server.requests().getFirst()).at("/max_tokens").asInt())
                .isEqualTo(17);
    }

    @Test
    void theBuiltInModelIsCutAtTheSameLength() {
        String animal = unique("okapi");
        add(
                newCollection(unique("zoo")),
                "zoo.txt",
                "The %s eats leaves, buds, grasses and fungi every day.".formatted(animal));
        List<Map<String, String>> question =
                List.of(Map.of("role", "user", "content", "What does the %s eat?".formatted(animal)));

        completion(Map.of("model", "extractive", "messages", question, "max_tokens", 9))
                .statusCode(200)
                .body("choices[0].finish_reason", equalTo("length"))
                .body("choices[0].message.content", startsWith("The %s eats".formatted(animal)))
                .body("choices[0].message.content", not(containsString("fungi")))
                .body("grounding.outcome", equalTo("partial"));
        assertThat(events(
                        "/v1/chat/completions",
                        Map.of("model", "extractive", "messages", question, "max_tokens", 9, "stream", true)))
                .anySatisfy(event -> assertThat(event).contains("\"finish_reason\":\"length\""));
        completion(Map.of("model", "extractive", "messages", question, "max_tokens", 100))
                .statusCode(200)
                .body("choices[0].finish_reason", equalTo("stop"))
                .body("choices[0].message.content", containsString("fungi"));
    }

    @Test
    void functionsAreCalledAnsweredAndGoneOnWith() throws IOException {
        server.plays(ConnectedModelIT::callsTwice);
        Map<String, Object> function = new HashMap<>(PRICE);
        function.put("type", "function");

        JsonPath first = response(Map.of("input", "What does a pump cost?", "tools", List.of(function)))
                .statusCode(200)
                .body("output.type", equalTo(List.of("reasoning", "function_call", "function_call")))
                .body("output[0].content[0].text", equalTo("Which pump?"))
                .body("output[1].call_id", equalTo("call_a"))
                .body("output[2].arguments", equalTo("{\"item\":\"seal\"}"))
                .body("tools[0].name", equalTo("price"))
                .extract()
                .jsonPath();
        server.plays(stage -> stage.says("120 and 3."));
        JsonPath second = response(Map.of(
                        "previous_response_id", first.getString("id"),
                        "tools", List.of(function),
                        "input",
                                List.of(
                                        Map.of("type", "function_call_output", "call_id", "call_a", "output", "120"),
                                        Map.of("type", "function_call_output", "call_id", "call_b", "output", "3"))))
                .statusCode(200)
                .body("output[0].content[0].text", equalTo("120 and 3."))
                .extract()
                .jsonPath();

        JsonNode sent = JSON.readTree(server.requests().getLast()).path("messages");
        assertThat(sent.findValuesAsText("role")).containsExactly("user", "assistant", "tool", "tool");
        assertThat(sent.at("/1/tool_calls/1/id").asText()).isEqualTo("call_b");
        response(Map.of("previous_response_id", first.getString("id"), "input", "And now?"))
                .statusCode(400)
                .body("error.message", containsString("call_a"));
        asAdmin()
                .get("/v1/responses/{id}/input_items?order=asc", second.getString("id"))
                .then()
                .statusCode(200)
                .body(
                        "data.type",
                        equalTo(List.of(
                                "message",
                                "function_call",
                                "function_call",
                                "function_call_output",
                                "function_call_output")))
                .body("has_more", equalTo(false));
    }

    @Test
    void theEventsOfAFunctionCallAreInOpenAisOrder() throws IOException {
        server.plays(ConnectedModelIT::callsTwice);
        Map<String, Object> function = new HashMap<>(PRICE);
        function.put("type", "function");

        List<String> events = events(
                "/v1/responses", Map.of("model", model, "input", "x", "tools", List.of(function), "stream", true));

        List<String> types = new ArrayList<>();
        for (String event : events) {
            OpenAiContract.checkEvent("ResponseStreamEvent", event);
            JsonNode read = JSON.readTree(event);
            assertThat(read.path("sequence_number").asInt()).isEqualTo(types.size());
            types.add(read.path("type").asText().replace("response.", ""));
        }
        assertThat(types)
                .containsExactly(
                        "created",
                        "in_progress",
                        "output_item.added",
                        "content_part.added",
                        "reasoning_text.delta",
                        "reasoning_text.done",
                        "content_part.done",
                        "output_item.done",
                        "output_item.added",
                        "function_call_arguments.delta",
                        "function_call_arguments.delta",
                        "function_call_arguments.done",
                        "output_item.done",
                        "output_item.added",
                        "function_call_arguments.delta",
                        "function_call_arguments.done",
                        "output_item.done",
                        "completed");
    }

    @Test
    void whatAResponseWasAskedIsListedInPagesForItsOwnerOnly() {
        server.plays(stage -> stage.says("Sixteen."));
        String id = response(Map.of(
                        "input",
                        List.of(
                                Map.of("role", "user", "content", "one"),
                                Map.of("role", "assistant", "content", "two"),
                                Map.of("role", "user", "content", "three"))))
                .statusCode(200)
                .extract()
                .path("id");
        String items = "/v1/responses/%s/input_items".formatted(id);

        JsonPath page = asAdmin()
                .get(items + "?limit=2")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(page.getList("data.content.text")).isEqualTo(List.of(List.of("three"), List.of("two")));
        assertThat(page.getBoolean("has_more")).isTrue();
        asAdmin()
                .get("%s?limit=2&after=%s".formatted(items, page.getString("last_id")))
                .then()
                .statusCode(200)
                .body("data.content.text", equalTo(List.of(List.of("one"))))
                .body("has_more", equalTo(false));
        withKey(newKey(unique("other")).getString("key")).get(items).then().statusCode(404);
    }

    @Test
    void aSearchAndFunctionsDoNotGoTogether() {
        Map<String, Object> function = new HashMap<>(PRICE);
        function.put("type", "function");

        response(Map.of("input", "x", "tools", List.of(function, Map.of("type", "file_search"))))
                .statusCode(400)
                .body("error.code", equalTo("unsupported_by_model"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatHangsUpWhileTheModelIsSilentEndsItsWork(boolean streams) throws Exception {
        silentAfter(chunk("Six"));

        hangUpOn("/v1/chat/completions", Map.of("model", model, "messages", QUESTION, "stream", streams));

        assertThat(server.clientLeft().await(5, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void thatIsSoForResponsesToo(boolean streams) throws Exception {
        silentAfter(chunk("Six"));

        hangUpOn("/v1/responses", Map.of("model", model, "input", "x", "stream", streams));

        assertThat(server.clientLeft().await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void andForAnswersFromDocuments() throws Exception {
        String store = newCollection(unique("pumps"));
        add(store, "pump.txt", "A pump costs 120 euro.");
        silentAfter(chunk("A pump"));

        hangUpOn(
                "/v1/responses",
                Map.of(
                        "model",
                        model,
                        "input",
                        "What does a pump cost?",
                        "tools",
                        List.of(Map.of("type", "file_search", "vector_store_ids", List.of(store)))));

        assertThat(server.clientLeft().await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void andWhileTheQuestionIsUnderstood() throws Exception {
        String store = newCollection(unique("pumps"));
        add(store, "pump.txt", "A pump costs 120 euro.");
        silentAfter(chunk("{"));
        Map<String, Object> understand = Map.of("expand", true, "budget_ms", 30_000, "model", model);

        hangUpOn(
                "/v1/responses",
                Map.of(
                        "model",
                        "extractive",
                        "input",
                        "What does a pump cost?",
                        "tools",
                        List.of(Map.of(
                                "type", "file_search", "vector_store_ids", List.of(store), "understand", understand))));

        assertThat(server.clientLeft().await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whoLeavesInTheMiddleIsRecordedWithTheModelThatWroteAndWhatItTook() throws Exception {
        server.plays(stage -> {
            while (!over.await(1, TimeUnit.MILLISECONDS)) {
                stage.events(chunk("word "));
            }
        });

        hangUpOn("/v1/chat/completions", Map.of("model", model, "messages", QUESTION, "stream", true));

        assertThat(server.clientLeft().await(5, TimeUnit.SECONDS)).isTrue();
        JsonPath listed = decisions();
        for (int i = 0; i < 100 && !"aborted".equals(listed.getString("data[0].outcome")); i++) {
            TimeUnit.MILLISECONDS.sleep(50);
            listed = decisions();
        }
        asAdmin()
                .get("/api/v1/decisions/{id}", listed.getString("data[0].id"))
                .then()
                .statusCode(200)
                .body("outcome", equalTo("aborted"))
                .body("attempts[0].model", equalTo(model))
                .body("tokens.output", greaterThan(0));
    }

    private JsonPath decisions() {
        return asAdmin().get("/api/v1/decisions?model={model}&limit=1", model).jsonPath();
    }

    @Test
    void aReaderThatIsSlowHoldsTheModelBackAndMissesNothing() throws Exception {
        int chunks = 560; // 28 MB: more than all buffers on the way hold, less than an answer may have
        AtomicLong written = new AtomicLong();
        server.plays(stage -> {
            for (int i = 0; i < chunks; i++) {
                stage.events(chunk("x".repeat(50_000)));
                written.incrementAndGet();
            }
            stage.events(finish("stop"), "[DONE]");
        });
        try (Socket client = new Socket()) {
            client.setReceiveBufferSize(4096);
            client.connect(new InetSocketAddress(base.getHost(), base.getPort()));
            send(client, "/v1/chat/completions", Map.of("model", model, "messages", QUESTION, "stream", true));

            long before = -1;
            while (written.get() == 0 || before != written.get()) {
                before = written.get();
                TimeUnit.MILLISECONDS.sleep(1000);
            }
            assertThat(before).isLessThan(chunks);

            client.setReceiveBufferSize(1 << 20);
            assertThat(count(client.getInputStream(), 'x')).isGreaterThanOrEqualTo(chunks * 50_000L);
        }
    }

    /** Comments keep the connection alive, and tell the server when it is gone; they are no word of the model. */
    private void silentAfter(String chunk) {
        server.plays(stage -> {
            stage.events(chunk);
            while (!over.await(20, TimeUnit.MILLISECONDS)) {
                stage.raw(": still here\n\n");
            }
        });
    }

    private static void callsTwice(OpenAiServer.Stage stage) throws IOException {
        stage.events(
                "{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"reasoning_content\":\"Which pump?\"}}]}",
                call(
                        "{\"index\":0,\"id\":\"call_a\",\"type\":\"function\",\"function\":{\"name\":\"price\",\"arguments\":\"\"}}"),
                call("{\"index\":0,\"function\":{\"arguments\":\"{\\\"item\\\":\"}}"),
                call("{\"index\":0,\"function\":{\"arguments\":\"\\\"pump\\\"}\"}}"),
                call(
                        "{\"index\":1,\"id\":\"call_b\",\"type\":\"function\",\"function\":{\"name\":\"price\",\"arguments\":\"{\\\"item\\\":\\\"seal\\\"}\"}}"),
                finish("tool_calls"),
                OpenAiServer.USAGE,
                "[DONE]");
    }

    private static String call(String piece) {
        return "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[%s]}}]}".formatted(piece);
    }

    private static Map<String, Object> assistantThatCalls(String id) {
        return Map.of(
                "role",
                "assistant",
                "tool_calls",
                List.of(Map.of("id", id, "type", "function", "function", Map.of("name", "price", "arguments", "{}"))));
    }

    private ValidatableResponse completion(Map<String, Object> fields) {
        return posted("/v1/chat/completions", fields);
    }

    private ValidatableResponse response(Map<String, Object> fields) {
        return posted("/v1/responses", fields);
    }

    private ValidatableResponse posted(String path, Map<String, Object> fields) {
        Map<String, Object> body = new HashMap<>(Map.of("model", model));
        body.putAll(fields);
        return asAdmin().body(body).post(path).then();
    }

    private static List<String> events(String path, Map<String, Object> body) {
        return asAdmin()
                .body(body)
                .post(path)
                .asString()
                .lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> line.substring("data:".length()).strip())
                .toList();
    }

    private void hangUpOn(String path, Map<String, Object> body) throws Exception {
        try (Socket client = new Socket(base.getHost(), base.getPort())) {
            send(client, path, body);
            while (server.requests().isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            TimeUnit.MILLISECONDS.sleep(300); // for the first words to arrive
        }
    }

    private void send(Socket client, String path, Map<String, Object> body) throws IOException {
        byte[] json = JSON.writeValueAsBytes(body);
        String head =
                "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                        .formatted(path, PostgresForTests.ADMIN_KEY, json.length);
        client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().write(json);
        client.getOutputStream().flush();
    }

    /** How often a character comes before the stream has its end. */
    private static long count(InputStream in, char wanted) throws IOException {
        byte[] buffer = new byte[1 << 16];
        StringBuilder tail = new StringBuilder();
        long found = 0;
        while (!tail.toString().contains("[DONE]")) {
            int read = in.read(buffer);
            if (read < 0) {
                break;
            }
            for (int i = 0; i < read; i++) {
                found += buffer[i] == wanted ? 1 : 0;
            }
            tail.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
            tail.delete(0, Math.max(0, tail.length() - 200));
        }
        return found;
    }
}
