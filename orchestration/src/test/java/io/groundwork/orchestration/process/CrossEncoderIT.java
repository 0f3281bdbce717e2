package io.groundwork.orchestration.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.embeddings.onnx.SmallCrossEncoder;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that was given a cross-encoder in a folder, and one that finds it there by HTTP. The model's scores can be computed by hand. */
class CrossEncoderIT {

    private static final String QUERY = "dough rises";
    private static final List<String> TEXTS = List.of("law", "bread", "bread yeast");
    private static final String TOO_LONG = String.join(" ", Collections.nCopies(20, "bread"));

    @TempDir
    private static Path folder;

    @TempDir
    private Path another;

    private static RunningGroundwork service;
    private static RunningGroundwork behind;

    @BeforeAll
    static void start() throws IOException {
        SmallCrossEncoder.write(folder);
        service = start(Map.of("GROUNDWORK_EMBEDDINGS_RERANKER_FOLDER", folder.toString()))
                .awaitReady();
        behind = start(Map.of(
                        "GROUNDWORK_EMBEDDINGS_RERANKER_URL",
                        service.url(),
                        "GROUNDWORK_EMBEDDINGS_RERANKER_MODEL",
                        SmallCrossEncoder.NAME))
                .awaitReady();
    }

    private static RunningGroundwork start(Map<String, String> more) throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "GROUNDWORK_ROLES", "embeddings",
                "GROUNDWORK_DB_URL", "jdbc:postgresql://127.0.0.1:9/nothing",
                "GROUNDWORK_DB_PASSWORD", "none",
                "GROUNDWORK_EMBEDDINGS_CALLERS", "1"));
        environment.putAll(more);
        return RunningGroundwork.start(environment);
    }

    @AfterAll
    static void stop() {
        behind.close();
        service.close();
    }

    @Test
    void theCrossEncoderScoresWhereNobodyNamesAModel() {
        for (RunningGroundwork process : List.of(service, behind)) {
            JsonNode answer =
                    RunningGroundwork.json(process.post("/v1/rerank", Map.of("query", QUERY, "documents", TEXTS)));

            assertThat(answer.path("model").asText()).isEqualTo(SmallCrossEncoder.NAME);
            assertThat(answer.findValuesAsText("index")).containsExactly("2", "1", "0");
            assertThat(answer.at("/results/2/relevance_score").asDouble())
                    .isCloseTo(1 / (1 + Math.exp(3)), within(1e-9));
            assertThat(answer.has("truncated")).isFalse();
        }
    }

    @Test
    void theNameOfAModelChoosesIt() {
        Map<String, Object> request = new HashMap<>(Map.of("query", QUERY, "documents", TEXTS));
        request.put("model", "bge-small-en-v1.5");
        JsonNode builtIn = RunningGroundwork.json(service.post("/v1/rerank", request));
        request.put("model", SmallCrossEncoder.NAME);
        JsonNode configured = RunningGroundwork.json(service.post("/v1/rerank", request));
        request.put("model", "another");
        HttpResponse<String> none = service.post("/v1/rerank", request);

        assertThat(builtIn.path("model").asText()).isEqualTo("bge-small-en-v1.5");
        assertThat(builtIn.at("/results/0/relevance_score").asDouble()).isBetween(0.3, 1.0);
        assertThat(configured.path("model").asText()).isEqualTo(SmallCrossEncoder.NAME);
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(none.body()).contains(SmallCrossEncoder.NAME).contains("bge-small-en-v1.5");
    }

    @Test
    void aDocumentOfWhichOnlyTheBeginningWasReadIsNamed() {
        JsonNode answer = RunningGroundwork.json(
                service.post("/v1/rerank", Map.of("query", QUERY, "documents", List.of("law", TOO_LONG))));

        assertThat(answer.path("truncated")).hasSize(1);
        assertThat(answer.at("/truncated/0").asInt()).isEqualTo(1);
    }

    @Test
    void clientsOfTeiGetLogitsOrSharesOfIt() {
        JsonNode raw = RunningGroundwork.json(
                service.post("/rerank", Map.of("query", QUERY, "texts", TEXTS, "raw_scores", true)));
        JsonNode shares = RunningGroundwork.json(service.post("/rerank", Map.of("query", QUERY, "texts", TEXTS)));
        HttpResponse<String> refused =
                service.post("/rerank", Map.of("query", QUERY, "texts", List.of("law", TOO_LONG), "truncate", false));

        assertThat(raw.findValuesAsText("score")).containsExactly("10.5", "9.0", "-3.0");
        assertThat(shares.at("/0/score").asDouble()).isCloseTo(1 / (1 + Math.exp(-10.5)), within(1e-9));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("Text 1");
    }

    @Test
    void infoNamesTheRerankerBesideTheEmbeddingModel() {
        JsonNode info = RunningGroundwork.json(service.get("/info"));

        assertThat(info.path("model_id").asText()).isEqualTo("bge-small-en-v1.5");
        assertThat(info.at("/reranker/model_id").asText()).isEqualTo(SmallCrossEncoder.NAME);
        assertThat(info.at("/reranker/max_input_length").asInt()).isEqualTo(SmallCrossEncoder.MAX_TOKENS);
    }

    @Test
    void aFileThatIsNotTheOneThatWasPinnedKeepsTheProcessFromStarting() throws Exception {
        SmallCrossEncoder.write(another);
        Files.writeString(another.resolve("vocab.txt"), "[PAD]");

        try (RunningGroundwork broken = start(Map.of("GROUNDWORK_EMBEDDINGS_RERANKER_FOLDER", another.toString()))) {
            assertThat(broken.awaitEnd())
                    .contains("The model file " + another.resolve("vocab.txt") + " is not the one");
        }
    }

    @Test
    void aServerThatIsAwayIsSaidToBe() throws IOException {
        try (RunningGroundwork lonely = start(Map.of(
                "GROUNDWORK_EMBEDDINGS_RERANKER_URL", "http://127.0.0.1:9",
                "GROUNDWORK_EMBEDDINGS_RERANKER_MODEL", "far/away",
                "GROUNDWORK_EMBEDDINGS_RERANKER_PATIENCE", "100ms"))) {
            lonely.awaitReady();

            HttpResponse<String> answer = lonely.post("/v1/rerank", Map.of("query", QUERY, "documents", TEXTS));
            HttpResponse<String> builtIn =
                    lonely.post("/v1/rerank", Map.of("query", QUERY, "documents", TEXTS, "model", "bge-small-en-v1.5"));

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("cannot be reached");
            assertThat(builtIn.statusCode()).isEqualTo(200);
        }
    }
}
