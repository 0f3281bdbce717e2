package io.groundwork.orchestration.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.orchestration.local.LocalForTests.Settings;
import io.groundwork.orchestration.local.ModelChildren.Reason;
import io.groundwork.orchestration.local.ModelChildren.Use;
import io.groundwork.orchestration.local.ModelChildren.Wanted;
import io.groundwork.orchestration.outbound.Doors;
import io.groundwork.orchestration.outbound.Purpose;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real engine in its own process, without the application. */
class ModelChildrenIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHAT = "chat/completions";

    @TempDir
    Path folder;

    private final HttpClient client = Doors.open().client(Purpose.MODEL_SERVER);
    private final List<ModelChildren> made = new ArrayList<>();

    @AfterEach
    void end() {
        made.forEach(ModelChildren::close);
    }

    @Test
    void onlyWhoHasTheKeyIsServed() throws Exception {
        TinyGguf.chat().write(folder.resolve("tiny.gguf"));
        ModelChildren children = children(new Settings(folder));

        try (Use use = ready(children, "tiny.gguf")) {
            assertThat(get(use, "models", use.key()).statusCode()).isEqualTo(200);
            assertThat(get(use, "models", "another").statusCode()).isEqualTo(401);
            assertThat(JSON.readTree(get(use, "models", use.key()).body())
                            .at("/data/0/id")
                            .asText())
                    .isEqualTo("tiny.gguf");
            assertThat(commandLine(children))
                    .as("arguments can be read by all users of a machine")
                    .doesNotContain(use.key());
        }
    }

    @Test
    void anAnswerKeepsToASchema() throws Exception {
        TinyGguf.chat().write(folder.resolve("tiny.gguf"));
        ModelChildren children = children(new Settings(folder));

        try (Use use = ready(children, "tiny.gguf")) {
            Map<String, Object> schema = Map.of(
                    "type",
                    "object",
                    "properties",
                    Map.of("yes", Map.of("type", "boolean")),
                    "required",
                    List.of("yes"),
                    "additionalProperties",
                    false);
            JsonNode answer = JSON.readTree(post(
                            use,
                            CHAT,
                            Map.of(
                                    "messages",
                                    question("is it"),
                                    "max_tokens",
                                    200,
                                    "response_format",
                                    Map.of("type", "json_schema", "json_schema", Map.of("schema", schema))))
                    .body());
            HttpResponse<String> refused = post(
                    use,
                    CHAT,
                    Map.of(
                            "messages",
                            question("is it"),
                            "response_format",
                            Map.of(
                                    "type",
                                    "json_schema",
                                    "json_schema",
                                    Map.of("schema", Map.of("$ref", "#/nowhere")))));

            JsonNode said =
                    JSON.readTree(answer.at("/choices/0/message/content").asText());
            assertThat(said.path("yes").isBoolean()).as(answer.toString()).isTrue();
            assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
            assertThat(refused.statusCode()).isEqualTo(400);
        }
    }

    @Test
    void theSameSeedWritesTheSameAndAStopEndsIt() throws Exception {
        TinyGguf.chat().write(folder.resolve("tiny.gguf"));
        ModelChildren children = children(new Settings(folder));

        try (Use use = ready(children, "tiny.gguf")) {
            Map<String, Object> asked = Map.of("messages", question("the"), "max_tokens", 30, "seed", 5);
            String first = content(post(use, CHAT, asked));
            String second = content(post(use, CHAT, asked));
            String stop = first.strip().substring(6, 8);
            JsonNode stopped = JSON.readTree(
                    post(use, CHAT, Map.of("messages", question("the"), "max_tokens", 30, "seed", 5, "stop", stop))
                            .body());

            assertThat(second).isEqualTo(first);
            assertThat(stopped.at("/choices/0/message/content").asText())
                    .isEqualTo(first.substring(0, first.indexOf(stop)));
            assertThat(stopped.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        }
    }

    @Test
    void moreThanMayWaitAreTurnedAway() throws Exception {
        TinyGguf.chat().write(folder.resolve("tiny.gguf"));
        ModelChildren children = children(new Settings(folder).context(8192));

        try (Use use = ready(children, "tiny.gguf")) {
            Map<String, Object> endless = Map.of("messages", question("the"), "max_tokens", 8000, "stream", true);
            HttpResponse<InputStream> writing =
                    client.send(request(use, CHAT, endless), HttpResponse.BodyHandlers.ofInputStream());
            var waiting = List.of(
                    client.sendAsync(request(use, CHAT, endless), HttpResponse.BodyHandlers.ofInputStream()),
                    client.sendAsync(request(use, CHAT, endless), HttpResponse.BodyHandlers.ofInputStream()));
            Thread.sleep(200);
            HttpResponse<String> turnedAway = post(use, CHAT, endless);

            assertThat(writing.statusCode()).isEqualTo(200);
            assertThat(turnedAway.statusCode()).isEqualTo(429);
            writing.body().close();
            waiting.forEach(each -> each.cancel(true));
        }
    }

    @Test
    void whoGoesAwayWhileTheQuestionIsReadCostsNobodyElse() throws Exception {
        TinyGguf.chat().write(folder.resolve("tiny.gguf"));
        ModelChildren children = children(new Settings(folder).context(8192));

        try (Use use = ready(children, "tiny.gguf")) {
            Map<String, Object> lengthy =
                    Map.of("messages", question("the cat is not on it ".repeat(300)), "max_tokens", 4, "stream", true);
            for (int i = 0; i < 20; i++) {
                client.send(request(use, CHAT, lengthy), HttpResponse.BodyHandlers.ofInputStream())
                        .body()
                        .close();
            }
            HttpResponse<String> next = post(use, CHAT, Map.of("messages", question("the"), "max_tokens", 4));

            assertThat(next.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void theEventsOfAStreamEndWithTheCountAndTheMark() throws Exception {
        TinyGguf.chat().write(folder.resolve("tiny.gguf"));
        ModelChildren children = children(new Settings(folder));

        try (Use use = ready(children, "tiny.gguf")) {
            List<String> events = new ArrayList<>();
            HttpResponse<InputStream> response = client.send(
                    request(
                            use,
                            CHAT,
                            Map.of(
                                    "messages",
                                    question("the"),
                                    "max_tokens",
                                    12,
                                    "stream",
                                    true,
                                    "stream_options",
                                    Map.of("include_usage", true))),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                lines.lines().filter(line -> line.startsWith("data: ")).forEach(events::add);
            }
            JsonNode usage = JSON.readTree(events.get(events.size() - 2).substring(6));

            assertThat(events.getLast()).isEqualTo("data: [DONE]");
            assertThat(usage.at("/usage/completion_tokens").asInt()).isEqualTo(12);
            assertThat(usage.path("choices")).isEmpty();
        }
    }

    @Test
    void anEmbedderMakesVectorsOfLengthOne() throws Exception {
        TinyGguf.embedder().write(folder.resolve("vectors.gguf"));
        ModelChildren children = children(new Settings(folder));

        try (Use use = ready(children, "vectors.gguf")) {
            JsonNode answer =
                    JSON.readTree(post(use, "embeddings", Map.of("input", List.of("the cat", "a mat", "the cat")))
                            .body());
            double length = 0;
            for (JsonNode number : answer.at("/data/0/embedding")) {
                length += number.asDouble() * number.asDouble();
            }

            assertThat(answer.path("data")).hasSize(3);
            assertThat(answer.at("/data/0/embedding")).hasSize(64);
            assertThat(length).isBetween(0.999, 1.001);
            assertThat(answer.at("/data/2/embedding")).isEqualTo(answer.at("/data/0/embedding"));
            assertThat(answer.at("/data/1/embedding")).isNotEqualTo(answer.at("/data/0/embedding"));
            assertThat(answer.at("/usage/prompt_tokens").asInt()).isPositive();
            assertThat(post(use, CHAT, Map.of("messages", question("the"))).statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void anEncoderMakesVectorsToo() throws Exception {
        TinyGguf.encoder().write(folder.resolve("encoder.gguf"));
        ModelChildren children = children(new Settings(folder));

        try (Use use = ready(children, "encoder.gguf")) {
            HttpResponse<String> answer =
                    post(use, "embeddings", Map.of("input", "the cat", "encoding_format", "base64"));

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(Base64.getDecoder()
                            .decode(JSON.readTree(answer.body())
                                    .at("/data/0/embedding")
                                    .asText()))
                    .hasSize(64 * 4);
            assertThat(post(use, "embeddings", Map.of("input", "the ".repeat(600)))
                            .statusCode())
                    .as("longer than it can read")
                    .isEqualTo(400);
        }
    }

    @Test
    void aRerankerScoresTextsInBothForms() throws Exception {
        TinyGguf.reranker().write(folder.resolve("scores.gguf"));
        ModelChildren children = children(new Settings(folder));

        try (Use use = ready(children, "scores.gguf")) {
            List<String> texts = List.of("the cat is on it", "not for this 😀", "the cat is on it");
            HttpResponse<String> answer = post(use, "rerank", Map.of("query", "is the cat", "documents", texts));
            JsonNode ranked = JSON.readTree(post(use, "rerank", Map.of("query", "is the cat", "texts", texts))
                    .body());
            Map<Integer, Double> scores = new HashMap<>();
            ranked.forEach(each ->
                    scores.put(each.path("index").asInt(), each.path("score").asDouble()));

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(JSON.readTree(answer.body()).path("results")).hasSize(3);
            assertThat(scores.values()).allSatisfy(score -> assertThat(score).isBetween(0.0, 1.0));
            assertThat(scores.get(0)).isEqualTo(scores.get(2)).isNotEqualTo(scores.get(1));
            assertThat(ranked.at("/0/score").asDouble())
                    .isGreaterThanOrEqualTo(ranked.at("/2/score").asDouble());
        }
    }

    @Test
    void whatTheEngineCannotLoadIsSaidAndNotTriedAgainAtOnce() throws Exception {
        TinyGguf.chat().put("general.architecture", "mamba").write(folder.resolve("future.gguf"));
        ModelChildren children = children(new Settings(folder));

        Wanted first = awaitHashed(children, "future.gguf");
        long began = System.nanoTime();
        Wanted second = children.want("future.gguf");

        assertThat(first).isInstanceOf(Wanted.Refused.class);
        assertThat(((Wanted.Refused) first).reason()).isEqualTo(Reason.FAILS);
        assertThat(((Wanted.Refused) first).words()).contains("mamba");
        assertThat(second).isEqualTo(first);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(300));
    }

    @Test
    void anArchitectureThatTheEngineDoesNotKnowIsSaidBeforeAnythingIsLoaded() throws Exception {
        TinyGguf.chat().put("general.architecture", "qwen3").write(folder.resolve("future.gguf"));
        ModelChildren children = children(new Settings(folder));
        Thread.sleep(20);

        Wanted wanted = children.want("future.gguf");

        assertThat(((Wanted.Refused) wanted).reason()).isEqualTo(Reason.NOT_HERE);
        assertThat(((Wanted.Refused) wanted).words()).contains("does not know the architecture qwen3");
    }

    @Test
    void whatDoesNotFitIntoMemoryIsRefusedWithFigures() throws Exception {
        TinyGguf.chat()
                .put("llama.context_length", 1 << 30)
                .put("llama.attention.key_length", 1 << 12)
                .write(folder.resolve("huge.gguf"));
        ModelChildren children = children(new Settings(folder).context(1 << 30));

        Wanted refused = awaitHashed(children, "huge.gguf");

        assertThat(((Wanted.Refused) refused).reason()).isEqualTo(Reason.NO_MEMORY);
        assertThat(((Wanted.Refused) refused).words())
                .matches("huge.gguf takes about \\d+ MB of memory, and \\d+ MB .*");
    }

    @Test
    void whatNobodyWantsIsEndedAndStartedAnewWhenWanted() throws Exception {
        TinyGguf.chat().write(folder.resolve("tiny.gguf"));
        ModelChildren children = children(new Settings(folder).idle(Duration.ofMillis(400)));

        long first;
        String digest;
        try (Use _ = ready(children, "tiny.gguf")) {
            digest = folder(children)
                    .find("tiny.gguf")
                    .flatMap(LocalWeights::digest)
                    .orElseThrow();
            first = children.running(digest).orElseThrow().pid();
            Thread.sleep(1000);
            assertThat(children.running(digest)).as("in use").isPresent();
        }
        await(() -> children.running(digest).isEmpty());
        try (Use _ = ready(children, "tiny.gguf")) {
            assertThat(children.running(digest).orElseThrow().pid()).isNotEqualTo(first);
            assertThat(children.running(digest).orElseThrow().restarts())
                    .as("no crash")
                    .isZero();
        }
    }

    @Test
    void otherBytesUnderTheSameNameAreNotWhatWasMeant() throws Exception {
        Path file = TinyGguf.chat().write(folder.resolve("tiny.gguf"));
        ModelChildren children = children(new Settings(folder));
        try (Use use = ready(children, "tiny.gguf")) {
            assertThat(use.key()).isNotBlank();
        }
        String digest =
                folder(children).find("tiny.gguf").flatMap(LocalWeights::digest).orElseThrow();

        TinyGguf.chat().put("general.name", "Another").write(file);
        Wanted wanted = awaitHashed(children, "tiny.gguf");

        assertThat(wanted).isInstanceOf(Wanted.Ready.class);
        assertThat(((Wanted.Refused) children.want(digest)).reason()).isEqualTo(Reason.NOT_HERE);
    }

    @Test
    void digestsAreTakenOnce() throws Exception {
        TinyGguf.chat().write(folder.resolve("tiny.gguf"));
        ModelFolder first = new ModelFolder(new Settings(folder));
        await(() -> first.find("tiny.gguf").flatMap(LocalWeights::digest).isPresent());
        await(() -> Files.exists(folder.resolve(".digests")));

        ModelFolder second = new ModelFolder(new Settings(folder));

        assertThat(second.find("tiny.gguf").flatMap(LocalWeights::digest))
                .as("known without waiting")
                .isEqualTo(first.find("tiny.gguf").flatMap(LocalWeights::digest))
                .isPresent();
    }

    @Test
    void aTruncatedDownloadIsNotServed() throws Exception {
        Files.write(folder.resolve("half.gguf"), Arrays.copyOf(TinyGguf.chat().bytes(), 100_000));
        ModelChildren children = children(new Settings(folder));
        Thread.sleep(20);

        Wanted refused = children.want("half.gguf");

        assertThat(((Wanted.Refused) refused).words()).contains("100000").contains("not complete");
    }

    private final Map<ModelChildren, ModelFolder> folders = new HashMap<>();

    private ModelChildren children(Settings settings) {
        ModelFolder weights = new ModelFolder(settings);
        ModelChildren children = new ModelChildren(weights, settings);
        made.add(children);
        folders.put(children, weights);
        return children;
    }

    private ModelFolder folder(ModelChildren children) {
        return Optional.ofNullable(folders.get(children)).orElseThrow();
    }

    private Use ready(ModelChildren children, String file) throws InterruptedException {
        Wanted wanted = awaitHashed(children, file);
        assertThat(wanted).isInstanceOf(Wanted.Ready.class);
        return ((Wanted.Ready) wanted).use();
    }

    private Wanted awaitHashed(ModelChildren children, String file) throws InterruptedException {
        await(() -> folder(children).find(file).flatMap(LocalWeights::digest).isPresent());
        return children.want(file);
    }

    private static void await(BooleanSupplier so) throws InterruptedException {
        Instant deadline = Instant.now().plusSeconds(30);
        while (!so.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(deadline);
            Thread.sleep(20);
        }
    }

    private String commandLine(ModelChildren children) throws IOException {
        String digest = folder(children).found().getFirst().digest().orElseThrow();
        return Files.readString(Path.of(
                "/proc", String.valueOf(children.running(digest).orElseThrow().pid()), "cmdline"));
    }

    private static List<Map<String, String>> question(String text) {
        return List.of(Map.of("role", "system", "content", "a"), Map.of("role", "user", "content", text));
    }

    private static String content(HttpResponse<String> response) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body()).at("/choices/0/message/content").asText();
    }

    private HttpResponse<String> get(Use use, String path, String key) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(use.baseUrl().resolve("/v1/" + path))
                        .header("Authorization", "Bearer " + key)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(Use use, String path, Object body) throws IOException, InterruptedException {
        return client.send(request(use, path, body), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest request(Use use, String path, Object body) throws IOException {
        return HttpRequest.newBuilder(use.baseUrl().resolve("/v1/" + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + use.key())
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
    }
}
