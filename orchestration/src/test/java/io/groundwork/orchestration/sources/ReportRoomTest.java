package io.groundwork.orchestration.sources;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.sources.SyncRun.Finding;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReportRoomTest {

    private final ReportRoom room = new ReportRoom();

    @Test
    void aHundredFailuresAndFiftyOfEveryOtherFindingAreNamed() {
        assertThat(lines(Finding.FAILED)).isEqualTo(100);
        assertThat(lines(Finding.DELETED)).isEqualTo(50);
        assertThat(lines(Finding.ADDED)).isEqualTo(50);
    }

    @Test
    void whatIsAsItWasNeedsNoLine() {
        assertThat(lines(Finding.UNCHANGED)).isZero();
    }

    private long lines(Finding finding) {
        return IntStream.range(0, 1000).filter(i -> room.take(finding)).count();
    }
}
