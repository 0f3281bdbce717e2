package io.groundwork.orchestration.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SignInThrottleTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final SignInThrottle throttle = new SignInThrottle();

    @Test
    void nineFailuresAreForgiven() {
        fail(9);

        assertThat(throttle.wait("a@b.c", NOON)).isZero();
    }

    @Test
    void theTenthMakesOneWaitUntilTheFirstIsFiveMinutesOld() {
        fail(10);

        assertThat(throttle.wait("A@B.c ", NOON.plusSeconds(60))).isEqualTo(Duration.ofMinutes(4));
        assertThat(throttle.wait("a@b.c", NOON.plus(Duration.ofMinutes(6)))).isZero();
    }

    @Test
    void othersDoNotWait() {
        fail(10);

        assertThat(throttle.wait("someone@else", NOON)).isZero();
    }

    @Test
    void aSuccessForgetsTheFailures() {
        fail(10);

        throttle.succeeded("a@b.c");

        assertThat(throttle.wait("a@b.c", NOON)).isZero();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            throttle.failed("a@b.c", NOON);
        }
    }
}
