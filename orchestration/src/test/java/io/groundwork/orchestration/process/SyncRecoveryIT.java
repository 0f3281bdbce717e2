package io.groundwork.orchestration.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.orchestration.FreshDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A walk through a source survives what kills processes. */
class SyncRecoveryIT {

    private static final int FILES = 150;

    @TempDir
    Path folder;

    @Test
    void aKilledWalkGoesOnAndNothingIsThereTwice() throws IOException, InterruptedException {
        for (int i = 0; i < FILES; i++) {
            Files.writeString(
                    folder.resolve("file-%03d.txt".formatted(i)), "The number of this file is %d.".formatted(i));
        }
        try (FreshDatabase database = new FreshDatabase();
                RunningGroundwork groundwork = RunningGroundwork.start(Map.of(
                                "GROUNDWORK_DB_URL", database.url(),
                                "GROUNDWORK_DB_USER", database.user(),
                                "GROUNDWORK_DB_PASSWORD", database.password(),
                                "GROUNDWORK_SOURCES_FOLDERS", folder.toString(),
                                "GROUNDWORK_SOURCES_POLL", "1S",
                                "GROUNDWORK_SOURCES_LEASE", "10S"))
                        .awaitReady()) {
            String store = RunningGroundwork.json(groundwork.post("/v1/vector_stores", Map.of("name", "walked")))
                    .path("id")
                    .asText();
            String source = RunningGroundwork.json(groundwork.post(
                            "/api/v1/sources",
                            Map.of(
                                    "collection_id",
                                    store,
                                    "name",
                                    "files",
                                    "kind",
                                    "folder",
                                    "settings",
                                    Map.of("path", folder.toString()))))
                    .path("id")
                    .asText();
            String run = RunningGroundwork.json(groundwork.post("/api/v1/sources/%s/sync".formatted(source), Map.of()))
                    .path("id")
                    .asText();
            String report = "/api/v1/sources/%s/runs/%s".formatted(source, run);
            groundwork.await("under way", () -> added(groundwork, report) >= 20);

            groundwork.kill();
            int before = Integer.parseInt(database.one("SELECT added FROM sync_run"));
            assertThat(database.one("SELECT count(*) FROM membership")).isEqualTo(String.valueOf(before));
            groundwork.restart();
            groundwork.awaitReady();
            groundwork.await("through", () -> {
                String state = json(groundwork, report).path("state").asText();
                assertThat(state).isIn("queued", "running", "done");
                return state.equals("done");
            });

            assertThat(before).as("it was killed in the middle").isBetween(20, FILES - 1);
            assertThat(added(groundwork, report)).isEqualTo(FILES);
            assertThat(json(groundwork, report).at("/counts/seen").asInt()).isEqualTo(FILES);
            assertThat(database.one("SELECT count(*) FROM membership")).isEqualTo(String.valueOf(FILES));
            assertThat(database.one("SELECT count(*) FROM file")).isEqualTo(String.valueOf(FILES));
            assertThat(database.one("SELECT count(DISTINCT name) FROM document"))
                    .isEqualTo(String.valueOf(FILES));
        }
    }

    private static int added(RunningGroundwork groundwork, String report) {
        return json(groundwork, report).at("/counts/added").asInt();
    }

    private static JsonNode json(RunningGroundwork groundwork, String path) {
        return RunningGroundwork.json(groundwork.get(path));
    }
}
