package io.groundwork.orchestration.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.FreshDatabase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Kill the program while it takes mails apart: each attachment is there in the end, and once. */
class ChildrenRecoveryIT {

    private static final int MAILS = 12;
    private static final int ATTACHMENTS = 3;
    private static final int DOCUMENTS = MAILS * (1 + ATTACHMENTS);

    @Test
    void killedAgainAndAgainEveryAttachmentIsThereOnce() throws IOException, InterruptedException {
        try (FreshDatabase database = new FreshDatabase();
                RunningGroundwork groundwork = RunningGroundwork.start(Map.of(
                                "GROUNDWORK_DB_URL", database.url(),
                                "GROUNDWORK_DB_USER", database.user(),
                                "GROUNDWORK_DB_PASSWORD", database.password()))
                        .awaitReady()) {
            String store = RunningGroundwork.json(groundwork.post("/v1/vector_stores", Map.of("name", "drill")))
                    .path("id")
                    .asText();
            List<String> files = new ArrayList<>();
            for (int i = 0; i < MAILS; i++) {
                files.add(groundwork.upload("mail-%d.eml".formatted(i), mail(i)));
            }
            groundwork.post("/v1/vector_stores/%s/file_batches".formatted(store), Map.of("file_ids", files));

            for (int done : List.of(1, DOCUMENTS / 3, DOCUMENTS * 2 / 3)) {
                groundwork.await("under way", () -> completed(database) >= done);
                groundwork.kill();
                groundwork.restart();
                groundwork.awaitReady();
            }
            groundwork.await("through", () -> completed(database) == DOCUMENTS);

            assertThat(database.one("SELECT count(*) FROM document")).isEqualTo(String.valueOf(DOCUMENTS));
            assertThat(database.one(
                            "SELECT count(DISTINCT (parent_id, name)) FROM document WHERE parent_id IS NOT NULL"))
                    .isEqualTo(String.valueOf(MAILS * ATTACHMENTS));
            assertThat(database.one("SELECT count(*) FROM membership")).isEqualTo(String.valueOf(DOCUMENTS));
            assertThat(database.one("SELECT count(*) FROM passage")).isEqualTo(String.valueOf(DOCUMENTS));
            assertThat(database.one("SELECT count(*) FROM job WHERE state IN ('queued', 'running')"))
                    .isEqualTo("0");
            assertThat(database.one("""
                    SELECT count(*) FROM file f WHERE NOT EXISTS (SELECT 1 FROM document_version v WHERE v.file_id = f.id)
                    """)).isEqualTo("0");
        }
    }

    private static int completed(FreshDatabase database) {
        return Integer.parseInt(database.one("SELECT count(*) FROM membership WHERE status = 'completed'"));
    }

    private static String mail(int number) {
        StringBuilder mail = new StringBuilder("""
                From: Ann <ann@example.com>
                Subject: Mail %d
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="x"

                --x
                Content-Type: text/plain

                Body %d.
                """.formatted(number, number));
        for (int i = 0; i < ATTACHMENTS; i++) {
            mail.append("""
                    --x
                    Content-Type: text/plain
                    Content-Disposition: attachment; filename="part-%d.txt"

                    Attachment %d of mail %d.
                    """.formatted(i, i, number));
        }
        return mail.append("--x--\n").toString().replace("\n", "\r\n");
    }
}
