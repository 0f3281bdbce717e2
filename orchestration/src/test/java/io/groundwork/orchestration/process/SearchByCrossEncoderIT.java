package io.groundwork.orchestration.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.embeddings.onnx.SmallCrossEncoder;
import io.groundwork.orchestration.FreshDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole program with a cross-encoder in a folder: it ranks searches, by its own sense of what belongs together. */
class SearchByCrossEncoderIT {

    @TempDir
    private Path folder;

    @Test
    void whatTheCrossEncoderPrefersComesFirst() throws IOException {
        SmallCrossEncoder.write(folder);
        try (FreshDatabase database = new FreshDatabase();
                RunningGroundwork groundwork = RunningGroundwork.start(Map.of(
                        "GROUNDWORK_DB_URL", database.url(),
                        "GROUNDWORK_DB_USER", database.user(),
                        "GROUNDWORK_DB_PASSWORD", database.password(),
                        "GROUNDWORK_EMBEDDINGS_RERANKER_FOLDER", folder.toString()))) {
            groundwork.awaitReady();
            String store = RunningGroundwork.json(groundwork.post("/v1/vector_stores", Map.of("name", "bakery")))
                    .path("id")
                    .asText();
            ingest(groundwork, store, "law.txt", "law");
            String bread = ingest(groundwork, store, "bread.txt", "bread yeast");

            JsonNode found = RunningGroundwork.json(groundwork.post(
                            "/api/v1/search", Map.of("query", "dough rises", "collections", List.of(store))))
                    .at("/results/0");

            assertThat(found.at("/hits/0/file_id").asText()).isEqualTo(bread);
            assertThat(found.at("/hits/0/ranks/rerank").asInt()).isEqualTo(1);
            assertThat(found.at("/stages/3/found").asInt()).isEqualTo(2);
            assertThat(found.at("/stages/3/plan").asText()).startsWith("cross-encoder " + SmallCrossEncoder.NAME);
        }
    }

    private static String ingest(RunningGroundwork groundwork, String store, String name, String text) {
        String file = groundwork.upload(name, text);
        groundwork.post("/v1/vector_stores/%s/files".formatted(store), Map.of("file_id", file));
        groundwork.await(
                "ingested", () -> RolesIT.status(groundwork, store, file).equals("completed"));
        return file;
    }
}
