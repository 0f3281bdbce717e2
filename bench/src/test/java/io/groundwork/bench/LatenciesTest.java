package io.groundwork.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void percentilesAreValuesThatWereSeen() {
        List<Duration> hundredDownToOne = IntStream.iterate(100, n -> n > 0, n -> n - 1)
                .mapToObj(Duration::ofMillis)
                .toList();

        Latencies latencies = Latencies.of(hundredDownToOne);

        assertThat(latencies.millis(.5)).isEqualTo(50);
        assertThat(latencies.millis(.95)).isEqualTo(95);
        assertThat(latencies.millis(.99)).isEqualTo(99);
        assertThat(latencies.millis(1)).isEqualTo(100);
    }

    @Test
    void oneRequestIsEveryPercentile() {
        Latencies latencies = Latencies.of(List.of(Duration.ofMillis(7)));

        assertThat(latencies.millis(.5)).isEqualTo(7);
        assertThat(latencies.millis(.99)).isEqualTo(7);
    }

    @Test
    void nothingTimedHasNoPercentile() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Latencies.of(List.of()).percentile(.5));
    }
}
