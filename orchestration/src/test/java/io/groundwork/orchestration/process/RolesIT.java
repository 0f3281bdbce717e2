package io.groundwork.orchestration.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.orchestration.FreshDatabase;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One program in several processes, each with its roles. */
class RolesIT {

    /** Nothing listens there. */
    private static final Map<String, String> NO_DATABASE = Map.of(
            "GROUNDWORK_ROLES", "embeddings",
            "GROUNDWORK_DB_URL", "jdbc:postgresql://127.0.0.1:9/nothing",
            "GROUNDWORK_DB_PASSWORD", "none");

    @Test
    void embeddingsStartWithoutADatabaseAndServeVectorsAndNothingElse() throws IOException {
        try (RunningGroundwork embeddings = RunningGroundwork.start(NO_DATABASE).awaitReady()) {
            HttpResponse<String> vectors =
                    embeddings.post("/v1/embeddings", Map.of("model", "bge-small-en-v1.5", "input", "a text"));
            HttpResponse<String> files = embeddings.get("/v1/files");

            assertThat(RunningGroundwork.json(vectors).at("/data/0/embedding")).hasSize(384);
            assertThat(files.statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aSplitSystemAnswers() throws IOException {
        try (FreshDatabase database = new FreshDatabase();
                RunningGroundwork embeddings = RunningGroundwork.start(NO_DATABASE);
                RunningGroundwork api = RunningGroundwork.start(inRole("api", database, embeddings));
                RunningGroundwork worker = RunningGroundwork.start(inRole("worker", database, embeddings))) {
            embeddings.awaitReady();
            api.awaitReady();
            worker.awaitReady();

            String store = RunningGroundwork.json(api.post("/v1/vector_stores", Map.of("name", "split")))
                    .path("id")
                    .asText();
            String file = api.upload("hours.txt", "The canteen opens at half past eleven and closes at two.");
            api.post("/v1/vector_stores/%s/files".formatted(store), Map.of("file_id", file));
            api.await("ingested", () -> status(api, store, file).equals("completed"));
            JsonNode answer = RunningGroundwork.json(api.post(
                    "/v1/responses",
                    Map.of(
                            "input",
                            "When does the canteen open?",
                            "tools",
                            List.of(Map.of("type", "file_search", "vector_store_ids", List.of(store))))));

            JsonNode search = RunningGroundwork.json(
                    api.post("/api/v1/search", Map.of("query", "canteen opens", "collections", List.of(store))));

            assertThat(search.at("/results/0/stages/3/stage").asText()).isEqualTo("rerank");
            assertThat(search.at("/results/0/stages/3/plan").asText())
                    .isEqualTo("maxsim over 1 of 1, 0 without states");
            assertThat(answer.at("/grounding/outcome").asText()).isEqualTo("answered");
            assertThat(answer.at("/output/1/content/0/text").asText()).contains("half past eleven");
            assertThat(worker.get("/v1/files").statusCode()).isEqualTo(404);
        }
    }

    static String status(RunningGroundwork api, String store, String file) {
        return RunningGroundwork.json(api.get("/v1/vector_stores/%s/files/%s".formatted(store, file)))
                .path("status")
                .asText();
    }

    private static Map<String, String> inRole(String role, FreshDatabase database, RunningGroundwork embeddings) {
        return Map.of(
                "GROUNDWORK_ROLES", role,
                "GROUNDWORK_DB_URL", database.url(),
                "GROUNDWORK_DB_USER", database.user(),
                "GROUNDWORK_DB_PASSWORD", database.password(),
                "GROUNDWORK_EMBEDDINGS_URL", embeddings.url());
    }
}
