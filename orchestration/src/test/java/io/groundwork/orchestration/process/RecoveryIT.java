package io.groundwork.orchestration.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.orchestration.FreshDatabase;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Kill the program or take its database away: nothing is lost, nothing is there twice, and it goes on by itself. */
class RecoveryIT {

    private static final int FILES = 40;

    @Test
    void killedInTheMiddleOfIngestingItLosesNothingAndDoesNothingTwice() throws IOException, InterruptedException {
        try (FreshDatabase database = new FreshDatabase();
                RunningGroundwork groundwork =
                        RunningGroundwork.start(with(database, database.url())).awaitReady()) {
            String store = RunningGroundwork.json(groundwork.post("/v1/vector_stores", Map.of("name", "drill")))
                    .path("id")
                    .asText();
            List<String> files = new ArrayList<>();
            for (int i = 0; i < FILES; i++) {
                files.add(groundwork.upload(
                        "file-%d.txt".formatted(i),
                        "Paragraph %d speaks of the number %d. ".formatted(i, i).repeat(60)));
            }
            groundwork.post("/v1/vector_stores/%s/file_batches".formatted(store), Map.of("file_ids", files));
            groundwork.await("under way", () -> count(groundwork, store, "completed") >= 3);

            groundwork.kill();
            int doneBefore =
                    Integer.parseInt(database.one("SELECT count(*) FROM membership WHERE status = 'completed'"));
            groundwork.restart();
            groundwork.awaitReady();
            groundwork.await("through", () -> count(groundwork, store, "in_progress") == 0);

            assertThat(doneBefore).as("it was killed in the middle").isBetween(1, FILES - 1);
            assertThat(count(groundwork, store, "completed")).isEqualTo(FILES);
            assertThat(database.one("SELECT count(DISTINCT document_id) FROM passage"))
                    .isEqualTo(String.valueOf(FILES));
            assertThat(database.one("""
                    SELECT count(*) FROM (
                        SELECT document_id, ordinal FROM passage GROUP BY document_id, ordinal HAVING count(*) > 1) twice
                    """)).isEqualTo("0");
            assertThat(database.one("SELECT count(DISTINCT version) FROM passage"))
                    .isEqualTo("1");
            assertThat(database.one("SELECT passages FROM collection"))
                    .isEqualTo(database.one("SELECT count(*) FROM passage"));
        }
    }

    @Test
    void whileTheDatabaseIsDownItSaysSoAndAfterwardsItGoesOn() throws IOException {
        try (FreshDatabase database = new FreshDatabase();
                Wire wire = Wire.to(address(database));
                RunningGroundwork groundwork = RunningGroundwork.start(with(database, through(wire, database)))
                        .awaitReady()) {
            groundwork.post("/v1/vector_stores", Map.of("name", "before"));

            wire.cut();
            groundwork.await("unready", () -> groundwork.readiness() == 503);
            HttpResponse<String> refused = groundwork.get("/v1/vector_stores");
            wire.mend();
            groundwork.await("ready again", () -> groundwork.readiness() == 200);
            JsonNode after = RunningGroundwork.json(groundwork.get("/v1/vector_stores"));

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(RunningGroundwork.json(refused).at("/error/message").asText())
                    .contains("database");
            assertThat(after.at("/data/0/name").asText()).isEqualTo("before");
        }
    }

    @Test
    void theLogHoldsNoTextNoQuestionAndNoSecret() throws IOException {
        try (FreshDatabase database = new FreshDatabase();
                RunningGroundwork groundwork =
                        RunningGroundwork.start(with(database, database.url())).awaitReady()) {
            String store = RunningGroundwork.json(groundwork.post("/v1/vector_stores", Map.of("name", "quiet")))
                    .path("id")
                    .asText();
            String file = groundwork.upload("quiet.txt", "The canary word is heliotrope.");
            groundwork.post("/v1/vector_stores/%s/files".formatted(store), Map.of("file_id", file));
            groundwork.await(
                    "ingested", () -> !RolesIT.status(groundwork, store, file).equals("in_progress"));
            groundwork.post("/v1/responses", Map.of("input", "Which word is the canary, chartreuse?"));
            groundwork.post(
                    "/v1/vector_stores/%s/search".formatted(store),
                    Map.of("query", "chartreuse", "filters", "chartreuse"));

            Set<String> leaked = new TreeSet<>();
            for (String secret : List.of("heliotrope", "chartreuse", RunningGroundwork.KEY, "a long enough password")) {
                if (groundwork.log().contains(secret)) {
                    leaked.add(secret);
                }
            }

            assertThat(leaked).isEmpty();
        }
    }

    private static int count(RunningGroundwork groundwork, String store, String status) {
        return RunningGroundwork.json(groundwork.get("/v1/vector_stores/" + store))
                .at("/file_counts/" + status)
                .asInt();
    }

    private static Map<String, String> with(FreshDatabase database, String url) {
        return Map.of(
                "GROUNDWORK_DB_URL", url,
                "GROUNDWORK_DB_USER", database.user(),
                "GROUNDWORK_DB_PASSWORD", database.password());
    }

    private static InetSocketAddress address(FreshDatabase database) {
        URI url = URI.create(database.url().substring("jdbc:".length()));
        return new InetSocketAddress(url.getHost(), url.getPort());
    }

    private static String through(Wire wire, FreshDatabase database) {
        URI url = URI.create(database.url().substring("jdbc:".length()));
        return "jdbc:postgresql://127.0.0.1:%d%s".formatted(wire.port(), url.getPath());
    }
}
