package io.groundwork.embeddings.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private final AtomicLong now = new AtomicLong();
    private final Breaker breaker = new Breaker(now::get);

    @Test
    void fourFailuresInARowAreForgiven() {
        fail(4);
        assertThat(breaker.pause()).isZero();

        breaker.succeeded();
        fail(4);
        assertThat(breaker.pause()).isZero();
    }

    @Test
    void afterFiveTheServerIsLeftAloneAndThenTriedByOne() {
        fail(5);
        assertThat(breaker.pause()).isEqualTo(Duration.ofSeconds(5));

        now.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(breaker.pause()).isZero();
        assertThat(breaker.pause()).isPositive();
    }

    @Test
    void oneSuccessLetsAllThroughAgain() {
        fail(5);
        now.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(breaker.pause()).isZero();

        breaker.succeeded();

        assertThat(breaker.pause()).isZero();
        assertThat(breaker.pause()).isZero();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed();
        }
    }
}
