package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.add;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.orchestration.PostgresForTests;
import io.groundwork.orchestration.chat.OpenAiServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a scripted model writes about real passages, held against them by the real engine; and what stands beside answers. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class VerificationIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String HANDBOOK =
            "Each parent may take sixteen weeks of parental leave. Parental leave is paid in full by the company. Requests go to the personnel office.";

    private static final String QUESTION = "How many weeks of parental leave may each parent take?";
    private static final String TRUE = "Every parent may take 16 weeks of parental leave";
    private static final String CHANGED = "Each parent may take eighteen weeks of parental leave";
    private static final String MADE_UP = "Most employees enjoy it very much";
    private static final String WRITTEN = TRUE + " [1]. " + CHANGED + " [1]. " + MADE_UP + ".";

    private final OpenAiServer server = new OpenAiServer();
    private final String model = unique("model");
    private String registered = "";
    private String store = "";

    @BeforeEach
    void aModelAndItsDocument() {
        registered = asAdmin()
                .body(Map.of("name", model, "base_url", server.url().toString(), "model", "tiny"))
                .post("/api/v1/models")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        store = newCollection(unique("verified"));
        add(store, "handbook.txt", HANDBOOK);
        server.plays(stage -> stage.says(WRITTEN));
    }

    @AfterEach
    void noModelIsLeft() {
        asAdmin().delete("/api/v1/models/{id}", registered);
        server.close();
    }

    @Test
    void unsupportedSentencesAreMarked() {
        JsonPath answer = ask(model, QUESTION, Map.of());

        assertThat(text(answer)).isEqualTo(TRUE + ". " + CHANGED + ". " + MADE_UP + ".");
        assertThat(answer.getList("grounding.sentences.verdict").getFirst()).isIn("supported", "quoted");
        assertThat(answer.getList("grounding.sentences.verdict").subList(1, 3))
                .isEqualTo(List.of("unsupported", "unsupported"));
        assertThat(answer.getList("grounding.sentences.doubt").subList(1, 3))
                .isEqualTo(List.of("other_values", "uncited"));
        assertThat(answer.getList("grounding.sentences[0].citations")).isEqualTo(List.of(0));
        assertThat(answer.getInt("grounding.sentences[0].end")).isEqualTo(TRUE.length() + 1);
        assertThat(answer.getString("grounding.outcome")).isEqualTo("answered");
    }

    @Test
    void theRecordCountsTheSentences() {
        String decision = ask(model, QUESTION, Map.of()).getString("grounding.decision_id");

        JsonPath record = asAdmin()
                .get("/api/v1/decisions/{id}", decision)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(record.getInt("verification.sentences.unsupported")).isEqualTo(2);
        assertThat(record.getInt("verification.sentences.supported") + record.getInt("verification.sentences.quoted"))
                .isEqualTo(1);
        assertThat(record.getString("prompt_version")).isEqualTo("answer.2");
    }

    @Test
    void unsupportedSentencesAreLeftOutWhereThePolicySaysSo() {
        JsonPath answer = ask(model, QUESTION, Map.of("unsupported", "drop"));

        assertThat(text(answer)).isEqualTo(TRUE + ".");
        assertThat(answer.getInt("grounding.dropped_sentences")).isEqualTo(2);
        assertThat(answer.getString("grounding.outcome")).isEqualTo("partial");
    }

    @Test
    void aStreamNeverHoldsWhatIsLeftOut() throws IOException {
        List<JsonNode> events = stream(Map.of("unsupported", "drop"));

        String streamed = events.stream()
                .filter(event -> event.path("type").asText().equals("response.output_text.delta"))
                .map(event -> event.path("delta").asText())
                .reduce("", String::concat);
        JsonNode whole = events.getLast().path("response");
        assertThat(streamed).isEqualTo(TRUE + ".");
        assertThat(whole.path("grounding").path("dropped_sentences").asInt()).isEqualTo(2);
    }

    @Test
    void aStreamTellsTheVerdictsAtItsEnd() throws IOException {
        List<JsonNode> events = stream(Map.of());

        assertThat(events.getLast().path("type").asText()).isEqualTo("response.completed");
        assertThat(events.getLast().at("/response/grounding/sentences")).hasSize(3);
    }

    @Test
    void whereAllIsLeftOutTheAnswerIsDeclinedWithWhatWasSearched() {
        server.plays(stage -> stage.says(CHANGED + " [1]."));

        JsonPath answer = ask(model, QUESTION, Map.of("unsupported", "drop"));

        assertThat(answer.getString("grounding.outcome")).isEqualTo("declined");
        assertThat(answer.getString("grounding.searched.vector_stores[0].id")).isEqualTo(store);
        assertThat(answer.getString("grounding.searched.vector_stores[0].name")).startsWith("verified");
        assertThat(answer.getInt("grounding.searched.passages")).isPositive();
        assertThat(text(answer)).doesNotContain("eighteen");
    }

    @Test
    void whatIsKeptIsNotLookedAt() {
        JsonPath answer = ask(model, QUESTION, Map.of("unsupported", "keep"));

        assertThat(text(answer)).contains(MADE_UP);
        assertThat(answer.getMap("grounding")).doesNotContainKey("sentences");
    }

    @Test
    void aGermanQuestionIsPutInGerman() throws IOException {
        JsonPath answer = ask(model, "Wie viele Wochen Elternzeit darf jeder nehmen?", Map.of());

        assertThat(said(0)).startsWith("Du beantwortest Fragen").contains("Antworte auf Deutsch");
        assertThat(asAdmin()
                        .get("/api/v1/decisions/{id}", answer.getString("grounding.decision_id"))
                        .jsonPath()
                        .getString("prompt_version"))
                .isEqualTo("answer.2.de");
    }

    @Test
    void thePolicyNamesTheLanguage() throws IOException {
        ask(model, QUESTION, Map.of("language", "pl"));

        assertThat(said(0)).contains("Answer in Polish");
    }

    @Test
    void theModelIsToldInTheLanguageThatThePolicyNames() throws IOException {
        ask(model, QUESTION, Map.of("language", "fr"));

        assertThat(said(0)).startsWith("Tu réponds").contains("Réponds en français");
    }

    @Test
    void whatThePolicyCannotBeIsSaid() {
        asAdmin()
                .body(body(model, QUESTION, Map.of("unsupported", "hide")))
                .post("/v1/responses")
                .then()
                .statusCode(400)
                .body("error.param", equalTo("grounding_policy.unsupported"));
    }

    @Test
    void thePolicySaysWhenToDecline() {
        assertThat(ask("extractive", QUESTION, Map.of("decline_under", 0.0)).getString("grounding.outcome"))
                .isEqualTo("answered");
        JsonPath declined = ask("extractive", "Wie viele Wochen Urlaub gibt es?", Map.of("decline_under", 1.0));
        assertThat(declined.getString("grounding.outcome")).isEqualTo("declined");
        assertThat(text(declined)).isEqualTo("Die Dokumente enthalten keine Antwort auf diese Frage.");
    }

    @Test
    void whatIsQuotedIsSaidToBeByCompletionsToo() {
        JsonPath answer = asAdmin()
                .body(Map.of(
                        "model",
                        "extractive",
                        "messages",
                        List.of(Map.of("role", "user", "content", QUESTION)),
                        "grounding_policy",
                        Map.of("unsupported", "mark")))
                .post("/v1/chat/completions")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(answer.getList("grounding.sentences.verdict")).contains("quoted");
        assertThat(answer.getInt("grounding.sentences[0].quotes[0].start")).isZero();
    }

    @Test
    void documentsThatContradictEachOtherAreShownWithTheirDates() {
        add(store, "handbook-2026.txt", "Each parent may take twenty weeks of parental leave. Nothing else changes.");

        JsonPath answer = ask("extractive", QUESTION, Map.of());

        Map<String, Object> found = answer.getMap("grounding.contradictions[0]");
        assertThat(found).isNotNull();
        assertThat(List.of(
                        answer.getString("grounding.contradictions[0].left.filename"),
                        answer.getString("grounding.contradictions[0].right.filename")))
                .containsExactlyInAnyOrder("handbook.txt", "handbook-2026.txt");
        assertThat(answer.getString("grounding.contradictions[0].left.text")).contains("weeks of parental leave");
        assertThat(answer.getString("grounding.contradictions[0].left.date.of")).isEqualTo("added");
        assertThat(answer.getString("grounding.contradictions[0].left.date.at")).startsWith("20");
        assertThat(ask("extractive", QUESTION, Map.of("contradictions", false)).getMap("grounding"))
                .doesNotContainKey("contradictions");
    }

    @Test
    void questionsThatThePassagesAnswerTooAreSuggestedWhereAskedFor() {
        String manual = newCollection(unique("manual"));
        add(manual, "manual.md", """
                # Manual

                ## Parental leave

                Each parent may take sixteen weeks of parental leave. %1$s

                ## Travel expenses

                Travel expenses are refunded within thirty days of the journey. %1$s

                ## Parking permits

                Parking permits are given by the reception on the ground floor. %1$s
                """.formatted(
                        "The personnel office keeps all forms and answers every question about them on working days. "
                                .repeat(12)));
        store = manual;

        JsonPath answer = ask("extractive", QUESTION, Map.of("follow_ups", true));

        assertThat(answer.getList("grounding.follow_ups.question", String.class))
                .contains("What about “Travel expenses”?")
                .noneMatch(question -> question.contains("Parental leave"));
        assertThat(ask("extractive", QUESTION, Map.of()).getMap("grounding")).doesNotContainKey("follow_ups");
    }

    private static String text(JsonPath answer) {
        return answer.getString("output[1].content[0].text");
    }

    private String said(int message) throws IOException {
        String asked = server.requests().stream()
                .filter(request -> request.contains("passage-"))
                .findFirst()
                .orElseThrow();
        return JSON.readTree(asked)
                .at("/messages/%d/content".formatted(message))
                .asText();
    }

    private JsonPath ask(String asked, String question, Map<String, Object> policy) {
        return asAdmin()
                .body(body(asked, question, policy))
                .post("/v1/responses")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private List<JsonNode> stream(Map<String, Object> policy) throws IOException {
        Map<String, Object> body = new HashMap<>(body(model, QUESTION, policy));
        body.put("stream", true);
        List<JsonNode> events = new ArrayList<>();
        for (String line :
                asAdmin().body(body).post("/v1/responses").asString().lines().toList()) {
            if (line.startsWith("data:") && !line.contains("[DONE]")) {
                events.add(JSON.readTree(line.substring("data:".length())));
            }
        }
        return events;
    }

    private Map<String, Object> body(String asked, String question, Map<String, Object> policy) {
        return Map.of(
                "model",
                asked,
                "input",
                question,
                "tools",
                List.of(Map.of("type", "file_search", "vector_store_ids", List.of(store))),
                "grounding_policy",
                policy);
    }
}
