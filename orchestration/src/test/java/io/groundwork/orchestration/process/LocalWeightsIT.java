package io.groundwork.orchestration.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.groundwork.orchestration.FreshDatabase;
import io.groundwork.orchestration.local.TinyGguf;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Weights dropped into a folder, served by the real engine in a process of its own. They are random: what they write has no sense. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalWeightsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int KILLS = 20;

    @TempDir
    static Path folder;

    private FreshDatabase database;
    private RunningGroundwork groundwork;
    private JsonNode model = JSON.createObjectNode();

    @BeforeAll
    void start() throws IOException {
        database = new FreshDatabase();
        groundwork = platform();
        TinyGguf.chat().write(folder.resolve("tiny.gguf"));
        Files.write(folder.resolve("half.gguf"), Arrays.copyOf(TinyGguf.chat().bytes(), 20_000));
        groundwork.await(
                "hashed", () -> local("tiny.gguf").path("state").asText().equals("ready"));
        HttpResponse<String> registered =
                groundwork.post("/api/v1/models", Map.of("file", "tiny.gguf", "name", "tiny"));
        assertThat(registered.statusCode()).as(registered.body()).isEqualTo(201);
        model = RunningGroundwork.json(registered);
    }

    private RunningGroundwork platform() throws IOException {
        return RunningGroundwork.start(Map.of(
                        "GROUNDWORK_DB_URL", database.url(),
                        "GROUNDWORK_DB_USER", database.user(),
                        "GROUNDWORK_DB_PASSWORD", database.password(),
                        "GROUNDWORK_LOCAL_FOLDER", folder.toString(),
                        "GROUNDWORK_LOCAL_SETTLE", "300ms",
                        "GROUNDWORK_LOCAL_CONTEXT", "4096",
                        "GROUNDWORK_LOCAL_SLOTS", "1"))
                .awaitReady();
    }

    @AfterAll
    void stop() {
        groundwork.close();
        database.close();
    }

    @Test
    void aFileInTheFolderIsProposedWithWhatItSaysOfItselfAndItsDigest() throws IOException, NoSuchAlgorithmException {
        JsonNode tiny = local("tiny.gguf");

        assertThat(tiny.path("sha256").asText())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256")
                                .digest(Files.readAllBytes(folder.resolve("tiny.gguf")))));
        assertThat(tiny.path("bytes").asLong()).isEqualTo(Files.size(folder.resolve("tiny.gguf")));
        assertThat(tiny.at("/metadata/license").asText()).isEqualTo("apache-2.0");
        assertThat(tiny.at("/metadata/context_length").asInt()).isEqualTo(8192);
        assertThat(tiny.at("/metadata/chat_template").asText()).isEqualTo(TinyGguf.TEMPLATE);
        assertThat(model.at("/provenance/digest").asText())
                .isEqualTo("sha256:" + tiny.path("sha256").asText());
        assertThat(model.at("/licence/id").asText()).isEqualTo("apache-2.0");
        assertThat(model.path("context_window").asInt()).isEqualTo(4096);
        assertThat(local("half.gguf").path("state").asText()).isEqualTo("refused");
        assertThat(local("half.gguf").path("reason").asText()).contains("not complete");
    }

    @Test
    void itIsProposedByItselfAndAnswersOnceSomebodyApprovesIt() {
        TinyGguf.chat().put("general.name", "another").write(folder.resolve("another.gguf"));
        groundwork.await("proposed", () -> !registered("another").isMissingNode());
        JsonNode proposed = registered("another");
        Map<String, Object> question = new HashMap<>(question(8, false));
        question.put("model", "another");

        assertThat(proposed.path("state").asText()).isEqualTo("proposed");
        assertThat(proposed.at("/licence/id").asText()).isEqualTo("apache-2.0");
        assertThat(groundwork.post("/v1/chat/completions", question).statusCode())
                .isEqualTo(404);
        assertThat(groundwork
                        .post(
                                "/api/v1/models/%s/state"
                                        .formatted(proposed.path("id").asText()),
                                Map.of("state", "serving"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(groundwork.post("/v1/chat/completions", question).statusCode())
                .isEqualTo(200);
    }

    private JsonNode registered(String name) {
        for (JsonNode each :
                RunningGroundwork.json(groundwork.get("/api/v1/models")).path("data")) {
            if (each.path("name").asText().equals(name)) {
                return each;
            }
        }
        return MissingNode.getInstance();
    }

    @Test
    void whatIsNoWholeModelIsNotRegistered() {
        assertThat(groundwork
                        .post("/api/v1/models", Map.of("file", "half.gguf"))
                        .statusCode())
                .isEqualTo(409);
        assertThat(groundwork
                        .post("/api/v1/models", Map.of("file", "../tiny.gguf"))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void itAnswersWhole() {
        JsonNode answer = RunningGroundwork.json(groundwork.post("/v1/chat/completions", question(24, false)));

        assertThat(answer.at("/choices/0/message/content").asText()).isNotBlank();
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(24);
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isGreaterThan(10);
    }

    @Test
    void itAnswersAsAStream() throws IOException {
        List<String> events = new ArrayList<>();
        try (BufferedReader stream = groundwork.stream("/v1/chat/completions", question(40, true))) {
            stream.lines().filter(line -> !line.isEmpty()).forEach(events::add);
        }

        assertThat(events.getLast()).isEqualTo("data: [DONE]");
        assertThat(events.stream().filter(event -> !text(event).isEmpty()).count())
                .as("piece by piece")
                .isGreaterThan(10);
    }

    @Test
    void itAnswersFromDocumentsWholeAndAsAStream() throws IOException {
        String store = RunningGroundwork.json(groundwork.post("/v1/vector_stores", Map.of("name", "canteen")))
                .path("id")
                .asText();
        String file = groundwork.upload("hours.txt", "The canteen opens at half past eleven and closes at two.");
        groundwork.post("/v1/vector_stores/%s/files".formatted(store), Map.of("file_id", file));
        groundwork.await("ingested", () -> RunningGroundwork.json(
                        groundwork.get("/v1/vector_stores/%s/files/%s".formatted(store, file)))
                .path("status")
                .asText()
                .equals("completed"));

        JsonNode whole = RunningGroundwork.json(groundwork.post("/v1/responses", fromDocuments(store, false)));
        List<String> events = new ArrayList<>();
        try (BufferedReader stream = groundwork.stream("/v1/responses", fromDocuments(store, true))) {
            stream.lines().filter(line -> line.startsWith("event: ")).forEach(events::add);
        }

        assertThat(whole.path("status").asText()).as(whole.toString()).isIn("completed", "incomplete");
        assertThat(whole.path("model").asText()).isEqualTo("tiny");
        assertThat(whole.at("/usage/output_tokens").asInt())
                .as("the model was asked")
                .isGreaterThan(0);
        assertThat(events).contains("event: response.output_text.delta");
        assertThat(events.getLast()).isIn("event: response.completed", "event: response.incomplete");
    }

    @Test
    void whoHangsUpFreesTheModelForTheNext() throws IOException {
        for (int i = 0; i < 5; i++) {
            try (BufferedReader stream = groundwork.stream("/v1/chat/completions", question(4000, true))) {
                readUntilText(stream);
            }
        }

        long began = System.nanoTime();
        HttpResponse<String> next = groundwork.post("/v1/chat/completions", question(8, false));
        groundwork.await("idle", () -> local("tiny.gguf").at("/process/in_use").asInt() == 0);

        assertThat(next.statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void whatIsTooLongForItIsRefusedInWords() {
        HttpResponse<String> refused = groundwork.post(
                "/v1/chat/completions",
                Map.of(
                        "model",
                        "tiny",
                        "messages",
                        List.of(Map.of("role", "user", "content", "the cat is on the mat ".repeat(1000)))));

        assertThat(refused.statusCode()).isBetween(400, 599);
        assertThat(RunningGroundwork.json(refused).at("/error/message").asText())
                .contains("4096");
    }

    @Test
    void killedInTheMiddleOfAnAnswerItCostsThatAnswerAndStartsAnew() throws IOException {
        Set<Long> processes = new HashSet<>();
        long platform = groundwork.pid();
        for (int i = 0; i < KILLS; i++) {
            List<String> events = new ArrayList<>();
            try (BufferedReader stream = groundwork.stream("/v1/chat/completions", question(4000, true))) {
                readUntilText(stream);
                long pid = local("tiny.gguf").at("/process/pid").asLong();
                assertThat(processes.add(pid)).as("a new process").isTrue();
                assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly())
                        .isTrue();
                stream.lines().filter(line -> !line.isEmpty()).forEach(events::add);
            }

            assertThat(events).doesNotContain("data: [DONE]");
            assertThat(JSON.readTree(events.getLast().substring("data: ".length()))
                            .at("/error/message")
                            .asText())
                    .as("the last event of %s", events.size())
                    .isNotBlank();
            assertThat(groundwork.readiness()).isEqualTo(200);
            assertThat(groundwork
                            .post("/v1/chat/completions", question(8, false))
                            .statusCode())
                    .as("the next one who asks")
                    .isEqualTo(200);
        }

        assertThat(processes).hasSize(KILLS);
        assertThat(local("tiny.gguf").at("/process/restarts").asInt()).isGreaterThanOrEqualTo(KILLS);
        assertThat(groundwork.pid()).isEqualTo(platform);
    }

    @Test
    void aPlatformThatIsKilledLeavesNoProcessBehind() throws IOException, InterruptedException {
        try (RunningGroundwork other = platform()) {
            other.await(
                    "hashed",
                    () -> local(other, "tiny.gguf").path("state").asText().equals("ready"));
            assertThat(other.post("/v1/chat/completions", question(4, false)).statusCode())
                    .isEqualTo(200);
            long child = local(other, "tiny.gguf").at("/process/pid").asLong();
            assertThat(ProcessHandle.of(child)).isPresent();

            other.kill();

            groundwork.await("gone", () -> ProcessHandle.of(child).isEmpty());
        }
    }

    private static void readUntilText(BufferedReader stream) throws IOException {
        String line;
        while ((line = stream.readLine()) != null) {
            if (line.startsWith("data: {") && !text(line).isEmpty()) {
                return;
            }
        }
        throw new AssertionError("The stream ended without a word");
    }

    /** What an event of a stream adds to the answer. */
    private static String text(String event) {
        try {
            return event.startsWith("data: {")
                    ? JSON.readTree(event.substring("data: ".length()))
                            .at("/choices/0/delta/content")
                            .asText()
                    : "";
        } catch (IOException e) {
            throw new AssertionError(event, e);
        }
    }

    private static Map<String, Object> question(int tokens, boolean stream) {
        return Map.of(
                "model",
                "tiny",
                "max_tokens",
                tokens,
                "stream",
                stream,
                "messages",
                List.of(Map.of("role", "user", "content", "the cat is on the mat")));
    }

    private static Map<String, Object> fromDocuments(String store, boolean stream) {
        return Map.of(
                "model",
                "tiny",
                "input",
                "When does the canteen open?",
                "stream",
                stream,
                "tools",
                List.of(Map.of("type", "file_search", "vector_store_ids", List.of(store))));
    }

    private JsonNode local(String file) {
        return local(groundwork, file);
    }

    private static JsonNode local(RunningGroundwork platform, String file) {
        for (JsonNode weights :
                RunningGroundwork.json(platform.get("/api/v1/models/local")).path("data")) {
            if (weights.path("file").asText().equals(file)) {
                return weights;
            }
        }
        return JSON.createObjectNode();
    }
}
