package io.groundwork.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.groundwork.bench.MemoryTrend.Sample;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is calculated from times and sizes. What a machine takes is not asserted. */
class FacadeArithmeticTest {

    @Test
    void addedIsTheDifferenceOfPercentiles() {
        Added added = new Added(upTo(100, 1), upTo(100, 3));

        assertThat(added.millis(.5)).isCloseTo(100, within(.001));
        assertThat(added.millis(.99)).isCloseTo(198, within(.001));
        assertThat(added.line("answers")).contains("p50 150.00 - 50.00 = 100.00 ms");
    }

    @Test
    void latencyCountsFromThePlannedArrival() {
        CountDownLatch second = new CountDownLatch(2);

        OpenLoop.Load load = new OpenLoop(100, Duration.ofMillis(40)).run(planned -> {
            second.countDown();
            sleep(Duration.ofMillis(60));
            return "";
        });

        assertThat(load.latencies()).hasSize(4).allMatch(latency -> latency.toMillis() >= 60);
        assertThat(load.failed()).isZero();
    }

    @Test
    void whoFindsTooManyWaitingHasFailed() {
        OpenLoop.Load load = new OpenLoop(1_000, Duration.ofMillis(50), 10).run(planned -> {
            sleep(Duration.ofMillis(500));
            return "";
        });

        assertThat(load.latencies()).hasSize(10);
        assertThat(load.failed()).isEqualTo(40);
    }

    @Test
    void errorsAreCountedByKind() {
        AtomicInteger number = new AtomicInteger();

        OpenLoop.Load load = new OpenLoop(1_000, Duration.ofMillis(20))
                .run(planned -> number.incrementAndGet() % 4 == 0 ? "502" : "");

        assertThat(load.errors()).containsEntry("502", 5);
        assertThat(load.latencies()).hasSize(15);
    }

    @Test
    void memoryThatGrowsIsNotFlat() {
        MemoryTrend growing = trend(IntStream.range(0, 100).mapToDouble(i -> 200 + i));

        assertThat(growing.slopePerHour()).isCloseTo(3_600, within(.001));
        assertThat(growing.isFlat()).isFalse();
    }

    @Test
    void memoryThatComesAndGoesIsFlat() {
        MemoryTrend sawtooth = trend(IntStream.range(0, 100).mapToDouble(i -> 200 + 30 * (i % 7)));

        assertThat(sawtooth.isFlat()).isTrue();
        assertThat(sawtooth.floorAfter()).isEqualTo(200);
    }

    @Test
    void oneSampleIsFlat() {
        MemoryTrend one = trend(IntStream.of(7).asDoubleStream());

        assertThat(one.isFlat()).isTrue();
        assertThat(one.slopePerHour()).isZero();
    }

    /** One a second. */
    private static MemoryTrend trend(java.util.stream.DoubleStream sizes) {
        double[] all = sizes.toArray();
        return new MemoryTrend(IntStream.range(0, all.length)
                .mapToObj(i -> new Sample(Duration.ofSeconds(i), all[i]))
                .toList());
    }

    private static Latencies upTo(int count, int times) {
        return Latencies.of(IntStream.rangeClosed(1, count)
                .mapToObj(i -> Duration.ofMillis((long) i * times))
                .toList());
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
