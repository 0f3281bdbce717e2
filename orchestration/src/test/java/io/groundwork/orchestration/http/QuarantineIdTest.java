package io.groundwork.orchestration.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.FailedDocument.Position;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuarantineIdTest {

    private static final Position KEY = new Position(
            Instant.parse("2026-11-21T16:20:00.123456Z"),
            new CollectionId(new UUID(-1, 2)),
            new DocumentId(new UUID(3, -4)));

    @Test
    void whatIsWrittenIsReadAgainToTheMicrosecond() {
        assertThat(QuarantineId.read(QuarantineId.write(KEY))).contains(KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "q_", "file-00000000000000000000000000000000", "q_zz", "Q_0"})
    void whatIsNoIdIsNone(String text) {
        assertThat(QuarantineId.read(text)).isEmpty();
    }

    @Test
    void aTimeThatPostgresDoesNotKnowIsNone() {
        assertThat(QuarantineId.read("q_" + "f".repeat(80))).isEmpty();
        assertThat(QuarantineId.read("q_7" + "f".repeat(79))).isEmpty();
    }
}
