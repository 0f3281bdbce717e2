package io.groundwork.orchestration.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A plain client of Text Embeddings Inference at a process in the role {@code embeddings}: another address, and nothing else. */
class TeiClientIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String LONG = "word ".repeat(600);

    private static RunningGroundwork service;

    @BeforeAll
    static void start() throws IOException {
        service = start(Map.of("GROUNDWORK_EMBEDDINGS_CALLERS", "1", "GROUNDWORK_EMBEDDINGS_MAX_CALLS", "4"));
    }

    private static RunningGroundwork start(Map<String, String> more) throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "GROUNDWORK_ROLES", "embeddings",
                "GROUNDWORK_DB_URL", "jdbc:postgresql://127.0.0.1:9/nothing",
                "GROUNDWORK_DB_PASSWORD", "none"));
        environment.putAll(more);
        return RunningGroundwork.start(environment).awaitReady();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void embedGivesAListOfVectorsForOneTextAndForMany() throws Exception {
        JsonNode one = json(post("/embed", Map.of("inputs", "What is deep learning?")));
        JsonNode many = json(post("/embed", Map.of("inputs", List.of("one", "What is deep learning?"))));

        assertThat(one).hasSize(1);
        assertThat(one.get(0)).hasSize(384);
        assertThat(many).hasSize(2);
        assertThat(many.get(1)).isEqualTo(one.get(0));
    }

    @Test
    void aPromptNameMakesAQuestion() throws Exception {
        JsonNode passage = json(post("/embed", Map.of("inputs", "why")));
        JsonNode question = json(post("/embed", Map.of("inputs", "why", "prompt_name", "query")));

        assertThat(question).isNotEqualTo(passage);
        assertThat(error(post("/embed", Map.of("inputs", "why", "prompt_name", "poem")), 422))
                .isEqualTo("Validation");
    }

    @Test
    void embedAllGivesAVectorForEachToken() throws Exception {
        JsonNode tokens = json(post("/embed_all", Map.of("inputs", "one two three")));

        assertThat(tokens).hasSize(1);
        assertThat(tokens.get(0)).hasSize(5);
        assertThat(tokens.get(0).get(4)).hasSize(384);
    }

    @Test
    void rerankAnswersBestFirst() throws Exception {
        JsonNode ranks = json(post(
                "/rerank",
                Map.of(
                        "query",
                        "Why does dough rise?",
                        "texts",
                        List.of("Contracts need an offer.", "Bread rises by yeast."),
                        "return_text",
                        true)));

        assertThat(ranks).hasSize(2);
        assertThat(ranks.at("/0/index").asInt()).isEqualTo(1);
        assertThat(ranks.at("/0/text").asText()).isEqualTo("Bread rises by yeast.");
        assertThat(ranks.at("/0/score").asDouble())
                .isBetween(ranks.at("/1/score").asDouble(), 1.0);
    }

    @Test
    void infoNamesModelAndLimits() {
        JsonNode info = RunningGroundwork.json(service.get("/info"));

        assertThat(info.path("model_id").asText()).isEqualTo("bge-small-en-v1.5");
        assertThat(info.path("max_input_length").asInt()).isEqualTo(512);
        assertThat(info.path("max_client_batch_size").asInt()).isEqualTo(256);
        assertThat(info.at("/model_type/embedding/pooling").asText()).isEqualTo("cls");
    }

    @Test
    void healthAndMetricsNeedNoKey() throws Exception {
        json(post("/embed", Map.of("inputs", "counted")));

        assertThat(get("/health").statusCode()).isEqualTo(200);
        assertThat(get("/metrics").body())
                .contains("groundwork_embeddings_tokens_total{lane=\"passages\",model=\"bge-small-en-v1.5\",}")
                .contains("groundwork_embeddings_queue_seconds_bucket");
    }

    @Test
    void errorsAreThoseOfTei() throws Exception {
        assertThat(error(post("/embed", Map.of("inputs", List.of())), 400)).isEqualTo("Empty");
        assertThat(error(post("/embed", Map.of("inputs", "")), 400)).isEqualTo("Empty");
        assertThat(error(post("/embed", Map.of("inputs", Collections.nCopies(10_000, "x"))), 413))
                .isEqualTo("Validation");
        assertThat(error(post("/embed", Map.of("inputs", LONG, "truncate", false)), 422))
                .isEqualTo("Validation");
        assertThat(error(post("/embed", Map.of("inputs", List.of(1, 2))), 422)).isEqualTo("Validation");
        assertThat(error(post("/embed", Map.of("inputs", "x", "normalize", false)), 422))
                .isEqualTo("Validation");
        assertThat(error(post("/rerank", Map.of("query", "q", "texts", List.of())), 400))
                .isEqualTo("Empty");
        assertThat(error(post("/rerank", Map.of("query", "q", "texts", List.of(LONG), "truncate", false)), 422))
                .isEqualTo("Validation");
        assertThat(error(send("/embed", "no json"), 422)).isEqualTo("Validation");
        assertThat(json(post("/embed", Map.of("inputs", LONG))).get(0)).hasSize(384);
    }

    @Test
    void aCrowdIsServedOrToldWhenToComeBack() throws Exception {
        String bulk = JSON.writeValueAsString(Map.of("inputs", Collections.nCopies(8, LONG)));
        List<CompletableFuture<HttpResponse<String>>> crowd = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            crowd.add(CLIENT.sendAsync(request("/embed", bulk), BodyHandlers.ofString()));
        }

        JsonNode question = json(post("/embed", Map.of("inputs", "why", "prompt_name", "query")));

        assertThat(question).hasSize(1);
        int served = 0;
        for (CompletableFuture<HttpResponse<String>> member : crowd) {
            HttpResponse<String> answer = member.get();
            if (answer.statusCode() == 200) {
                served++;
            } else {
                assertThat(error(answer, 429)).isEqualTo("Overloaded");
                assertThat(Integer.parseInt(
                                answer.headers().firstValue("retry-after").orElseThrow()))
                        .isBetween(1, 60);
            }
        }
        assertThat(served).isBetween(1, 23);
    }

    @Test
    void whoHangsUpLeavesTheQueue() throws Exception {
        byte[] body = JSON.writeValueAsBytes(Map.of("inputs", Collections.nCopies(250, LONG)));
        URI at = URI.create(service.url());
        try (Socket socket = new Socket(at.getHost(), at.getPort());
                OutputStream out = socket.getOutputStream()) {
            out.write("POST /embed HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
                    .formatted(body.length)
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            out.flush();
            service.await("in the queue", () -> queuedTokens() > 50_000);
        }

        // All of it would take far longer than this waits.
        long start = System.nanoTime();
        service.await("out of the queue", () -> queuedTokens() < 50_000);
        assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
    }

    @Test
    void aServiceWithAKeyAsksForIt() throws Exception {
        try (RunningGroundwork locked = start(Map.of("GROUNDWORK_EMBEDDINGS_KEY", RunningGroundwork.KEY))) {
            HttpRequest stranger = HttpRequest.newBuilder(URI.create(locked.url() + "/embed"))
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"inputs\": \"x\"}"))
                    .build();

            assertThat(CLIENT.send(stranger, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(401);
            assertThat(locked.post("/embed", Map.of("inputs", "x")).statusCode())
                    .isEqualTo(200);
            assertThat(locked.post("/v1/rerank", Map.of("query", "x", "documents", List.of("y")))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static double queuedTokens() {
        return service.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("groundwork_embeddings_queued_tokens{lane=\"passages\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(service.url() + path)).build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String path, Map<String, ?> body)
            throws IOException, InterruptedException {
        return send(path, JSON.writeValueAsString(body));
    }

    private static HttpResponse<String> send(String path, String body) throws IOException, InterruptedException {
        return CLIENT.send(request(path, body), BodyHandlers.ofString());
    }

    private static HttpRequest request(String path, String body) {
        return HttpRequest.newBuilder(URI.create(service.url() + path))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private static JsonNode json(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return RunningGroundwork.json(response);
    }

    /** The kind of an error in TEI's form. */
    private static String error(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonNode error = RunningGroundwork.json(response);
        assertThat(error.path("error").asText()).isNotBlank();
        return error.path("error_type").asText();
    }
}
