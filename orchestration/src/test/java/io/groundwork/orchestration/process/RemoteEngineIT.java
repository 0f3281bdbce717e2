package io.groundwork.orchestration.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.groundwork.orchestration.FreshDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** The whole program with a model that runs on a server of another kind: Text Embeddings Inference, as it presents itself. */
class RemoteEngineIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DIMENSION = 64;

    /** The server's tokens are its own affair: these are words. */
    private static final int MOST_WORDS = 60;

    @Test
    void documentsAreFoundByTheVectorsOfAnotherServerAndWhatItCouldNotReadWholeIsTold() throws IOException {
        HttpServer tei = start();
        try (FreshDatabase database = new FreshDatabase();
                RunningGroundwork groundwork = RunningGroundwork.start(settings(tei, database))) {
            groundwork.awaitReady();
            String store = RunningGroundwork.json(groundwork.post("/v1/vector_stores", Map.of("name", "remote")))
                    .path("id")
                    .asText();
            String small = ingest(groundwork, store, "hours.txt", "The canteen opens at half past eleven.");
            String large = ingest(groundwork, store, "long.txt", "Lorem ipsum dolor sit amet. ".repeat(50));

            JsonNode found = RunningGroundwork.json(groundwork.post(
                    "/api/v1/search",
                    Map.of("query", "canteen opens", "collections", List.of(store), "stages", List.of("vector"))));

            assertThat(found.at("/results/0/hits/0/file_id").asText()).isEqualTo(small);
            assertThat(warnings(groundwork, store, small)).isEmpty();
            assertThat(warnings(groundwork, store, large).toString()).contains("longer than the embedding model reads");
        } finally {
            tei.stop(0);
        }
    }

    private static String ingest(RunningGroundwork groundwork, String store, String name, String text) {
        String file = groundwork.upload(name, text);
        groundwork.post("/v1/vector_stores/%s/files".formatted(store), Map.of("file_id", file));
        groundwork.await(
                "ingested", () -> RolesIT.status(groundwork, store, file).equals("completed"));
        return file;
    }

    private static JsonNode warnings(RunningGroundwork groundwork, String store, String file) {
        return RunningGroundwork.json(groundwork.get("/v1/vector_stores/%s/files/%s".formatted(store, file)))
                .path("warnings");
    }

    private static Map<String, String> settings(HttpServer tei, FreshDatabase database) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "GROUNDWORK_DB_URL", database.url(),
                "GROUNDWORK_DB_USER", database.user(),
                "GROUNDWORK_DB_PASSWORD", database.password(),
                "GROUNDWORK_EMBEDDINGS_URL",
                        "http://127.0.0.1:" + tei.getAddress().getPort(),
                "GROUNDWORK_EMBEDDINGS_SERVER", "tei"));
        settings.put("GROUNDWORK_EMBEDDINGS_REMOTE_MODEL", "org/words");
        settings.put("GROUNDWORK_EMBEDDINGS_REMOTE_DIMENSION", String.valueOf(DIMENSION));
        settings.put("GROUNDWORK_EMBEDDINGS_REMOTE_QUERY_PREFIX", "query: ");
        return settings;
    }

    private static HttpServer start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/info",
                exchange -> answer(
                        exchange,
                        200,
                        Map.of("model_id", "org/words", "max_input_length", 512, "max_client_batch_size", 4)));
        server.createContext("/embed", exchange -> {
            JsonNode request = JSON.readTree(exchange.getRequestBody());
            List<float[]> vectors = new ArrayList<>();
            boolean tooLong = false;
            for (JsonNode input : request.path("inputs")) {
                List<String> words =
                        List.of(input.asText().toLowerCase(Locale.ROOT).split("\\W+", -1));
                tooLong |= words.size() > MOST_WORDS;
                vectors.add(vector(words.subList(0, Math.min(words.size(), MOST_WORDS))));
            }
            if (tooLong && !request.path("truncate").asBoolean(true)) {
                answer(exchange, 422, Map.of("error", "too long", "error_type", "Validation"));
            } else {
                answer(exchange, 200, vectors);
            }
        });
        server.start();
        return server;
    }

    /** Texts that share words are near one another. */
    private static float[] vector(List<String> words) {
        float[] vector = new float[DIMENSION];
        vector[0] = 0.01f;
        words.forEach(word -> vector[Math.floorMod(word.hashCode(), DIMENSION)] += 1);
        return vector;
    }

    private static void answer(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.sendResponseHeaders(status, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }
}
