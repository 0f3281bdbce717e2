package io.groundwork.orchestration.indexing;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.indexing.JobProgress.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobProgressTest {

    private static final Instant SOON = Instant.parse("2030-01-01T00:00:00Z");

    @Test
    void whatIsLeftTakesAsLongAsAtThePaceOfTheLastMinute() {
        JobProgress progress = new JobProgress(98, 2, 0, Optional.empty(), 30, 90, 0);

        assertThat(progress.remaining()).contains(Duration.ofSeconds(200));
        assertThat(progress.documentsPerSecond()).isEqualTo(0.5);
        assertThat(progress.passagesPerSecond()).isEqualTo(1.5);
    }

    @Test
    void withoutAPaceNothingIsForetold() {
        assertThat(new JobProgress(98, 2, 0, Optional.empty(), 0, 0, 0).remaining())
                .isEmpty();
        assertThat(new JobProgress(0, 0, 0, Optional.empty(), 30, 90, 0).remaining())
                .isEmpty();
    }

    @Test
    void theReasonForWaitingIsTheNearestOne() {
        assertThat(new JobProgress(0, 3, 0, Optional.empty(), 0, 0, 9).waitingFor())
                .isEqualTo(Wait.NOTHING);
        assertThat(new JobProgress(5, 1, 0, Optional.empty(), 0, 0, 9).waitingFor())
                .isEqualTo(Wait.ITS_TURN);
        assertThat(new JobProgress(5, 0, 0, Optional.empty(), 0, 0, 9).waitingFor())
                .isEqualTo(Wait.OTHERS);
        assertThat(new JobProgress(2, 0, 2, Optional.of(SOON), 0, 0, 9).waitingFor())
                .isEqualTo(Wait.NEXT_TRY);
        assertThat(new JobProgress(5, 0, 0, Optional.empty(), 0, 0, 0).waitingFor())
                .isEqualTo(Wait.WORKER);
    }
}
