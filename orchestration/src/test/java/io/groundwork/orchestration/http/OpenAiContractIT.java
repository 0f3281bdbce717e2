package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.add;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.PostgresForTests;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers, whole and streamed, are what OpenAI's description of its API says. {@link FrontDoor} holds all other answers against it. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class OpenAiContractIT {

    private final String kiln = unique("kiln").replace("-", "");
    private final String question = "How long does the %s take to cool?".formatted(kiln);
    private String store = "";
    private String file = "";

    @BeforeEach
    void document() {
        store = newCollection(unique("kilns"));
        file = add(store, "kiln.txt", "The %s takes twelve hours to cool. Nobody opens it before.".formatted(kiln))
                .getString("id");
    }

    @Test
    void aCompletionCitesByTheOnlyKindOfAnnotationItMayHave() {
        JsonPath completion = asAdmin()
                .body(Map.of("model", "extractive", "messages", messages()))
                .post("/v1/chat/completions")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        Map<String, Object> annotation =
                completion.getMap("choices[0].message.annotations.find { it.file_id == '%s' }".formatted(file));
        assertThat(annotation).containsEntry("type", "url_citation").containsEntry("vector_store_id", store);
        String url = completion.getString(
                "choices[0].message.annotations.find { it.file_id == '%s' }.url_citation.url".formatted(file));
        assertThat(asAdmin().get(url).asString()).contains(String.valueOf(annotation.get("quote")));
    }

    @Test
    void eachPieceOfACompletionIsAsPublished() {
        List<String> events = events(asAdmin()
                .body(Map.of("model", "extractive", "messages", messages(), "stream", true))
                .post("/v1/chat/completions")
                .asString());

        assertThat(events).hasSizeGreaterThan(2).last().isEqualTo("[DONE]");
        events.subList(0, events.size() - 1)
                .forEach(event -> OpenAiContract.checkEvent("CreateChatCompletionStreamResponse", event));
    }

    @Test
    void aStoredResponseIsAsPublishedWhenItIsReadAgain() {
        String id = asAdmin()
                .body(Map.of("model", "extractive", "input", question, "tools", tools()))
                .post("/v1/responses")
                .then()
                .statusCode(200)
                .extract()
                .path("id");

        asAdmin().get("/v1/responses/{id}", id).then().statusCode(200);
    }

    @Test
    void eachEventOfAResponseIsAsPublished() {
        List<String> events = events(asAdmin()
                .body(Map.of("model", "extractive", "input", question, "tools", tools(), "stream", true))
                .post("/v1/responses")
                .asString());

        assertThat(events).hasSizeGreaterThan(5).last().asString().contains("response.completed");
        events.forEach(event -> OpenAiContract.checkEvent("ResponseStreamEvent", event));
    }

    private List<Map<String, Object>> tools() {
        return List.of(Map.of("type", "file_search", "vector_store_ids", List.of(store)));
    }

    private List<Map<String, String>> messages() {
        return List.of(Map.of("role", "user", "content", question));
    }

    private static List<String> events(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> line.substring("data:".length()).strip())
                .toList();
    }
}
