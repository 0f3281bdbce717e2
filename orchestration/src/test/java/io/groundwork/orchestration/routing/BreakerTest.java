package io.groundwork.orchestration.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private final AtomicLong clock = new AtomicLong(5);
    private final Breaker breaker = new Breaker(RoutingSettings.plain(), clock::get);

    @Test
    void failuresInARowCloseTheWay() {
        fail(3);

        assertThat(breaker.admits()).isFalse();
        assertThat(breaker.isOpen()).isTrue();
    }

    @Test
    void anAnswerBetweenFailuresForgivesThoseBefore() {
        fail(2);
        breaker.worked();
        fail(2);

        assertThat(breaker.admits()).isTrue();
    }

    @Test
    void afterThePauseOneRequestTriesIt() {
        fail(3);
        pass(400);

        assertThat(breaker.admits()).isTrue();
        assertThat(breaker.admits()).isFalse();
    }

    @Test
    void aTryThatWorksOpensTheWayForAll() {
        fail(3);
        pass(400);
        breaker.admits();

        breaker.worked();

        assertThat(breaker.admits()).isTrue();
        assertThat(breaker.admits()).isTrue();
    }

    @Test
    void aTryThatFailsDoublesThePauseUpToItsLimit() {
        fail(3);
        for (long pause : new long[] {400, 800, 1600, 2000, 2000}) {
            pass(pause - 1);
            assertThat(breaker.admits()).isFalse();
            pass(1);
            assertThat(breaker.admits()).isTrue();
            breaker.failed();
        }
    }

    @Test
    void requestsThatWereOnTheirWayDoNotMakeThePauseLonger() {
        fail(10);
        pass(400);

        assertThat(breaker.admits()).isTrue();
    }

    @Test
    void aTryThatSaysNothingLetsTheNextOneTry() {
        fail(3);
        pass(400);
        breaker.admits();

        breaker.undecided();

        assertThat(breaker.admits()).isTrue();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed();
        }
    }

    private void pass(long millis) {
        clock.addAndGet(Duration.ofMillis(millis).toNanos());
    }
}
