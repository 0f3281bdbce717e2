package io.groundwork.orchestration.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.FreshDatabase;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Kill the program while it builds a second space: it goes on where it was, and every passage is in both spaces in the end. */
class SpaceRecoveryIT {

    private static final int PASSAGES = 400;

    @Test
    void killedAgainAndAgainTheSecondSpaceIsWholeInTheEnd() throws IOException, InterruptedException {
        try (FreshDatabase database = new FreshDatabase();
                RunningGroundwork groundwork = RunningGroundwork.start(Map.of(
                                "GROUNDWORK_DB_URL",
                                database.url(),
                                "GROUNDWORK_DB_USER",
                                database.user(),
                                "GROUNDWORK_DB_PASSWORD",
                                database.password(),
                                "GROUNDWORK_EMBEDDINGS_ENGINES_SHORT_DIMENSION",
                                "128",
                                "GROUNDWORK_SPACES_BATCH",
                                "4",
                                "GROUNDWORK_SPACES_LEASE",
                                "3S"))
                        .awaitReady()) {
            String store = RunningGroundwork.json(
                            groundwork.post("/v1/vector_stores", Map.of("name", "drill", "profile", "qa")))
                    .path("id")
                    .asText();
            String file = groundwork.upload("questions.txt", questions());
            groundwork.post("/v1/vector_stores/%s/files".formatted(store), Map.of("file_id", file));
            groundwork.await("stored", () -> count(database, "SELECT count(*) FROM passage") == PASSAGES);

            assertThat(groundwork
                            .post("/api/v1/collections/%s/space/build".formatted(store), Map.of("engine", "short"))
                            .statusCode())
                    .isEqualTo(202);
            for (int done : new int[] {4, PASSAGES / 3, PASSAGES * 2 / 3}) {
                groundwork.await("under way", () -> filled(database) >= done);
                groundwork.kill();
                assertThat(filled(database)).isLessThan(PASSAGES);
                groundwork.restart();
                groundwork.awaitReady();
            }
            groundwork.await(
                    "whole", () -> count(database, "SELECT count(*) FROM space_change WHERE state = 'ready'") == 1);

            assertThat(filled(database)).isEqualTo(PASSAGES);
            assertThat(count(database, "SELECT count(*) FROM passage WHERE vector_dims(other_embedding) = 128"))
                    .isEqualTo(PASSAGES);
            assertThat(count(database, "SELECT count(*) FROM passage WHERE vector_dims(embedding) = 384"))
                    .isEqualTo(PASSAGES);
            // What was embedded twice is at most the batch in hand at each kill.
            assertThat(count(database, "SELECT embedded + reused FROM space_change"))
                    .isBetween(PASSAGES - 3 * 4, PASSAGES + 3 * 4);
        }
    }

    private static String questions() {
        return IntStream.range(0, PASSAGES)
                .mapToObj(i -> "What is part %d made of?\n\nPart %d is made of clay number %d.".formatted(i, i, i))
                .collect(Collectors.joining("\n\n"));
    }

    private static int filled(FreshDatabase database) {
        return count(database, "SELECT count(*) FROM passage WHERE other_space_id IS NOT NULL");
    }

    private static int count(FreshDatabase database, String query) {
        return Integer.parseInt(database.one(query));
    }
}
