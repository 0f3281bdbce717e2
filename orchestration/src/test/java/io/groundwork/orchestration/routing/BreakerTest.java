package io.groundwork.orchestration.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private final AtomicLong clock = new AtomicLong(5);
    private final Breaker breaker = new Breaker(RoutingSettings.plain(), clock::get);

    @Test
    void failuresInARowCloseTheWay() {
        fail(3);

        assertThat(breaker.admits()).isEmpty();
        assertThat(breaker.isOpen()).isTrue();
    }

    @Test
    void anAnswerBetweenFailuresForgivesThoseBefore() {
        fail(2);
        breaker.admits().orElseThrow().worked();
        fail(2);

        assertThat(breaker.admits()).isPresent();
    }

    @Test
    void afterThePauseOneRequestTriesIt() {
        fail(3);
        pass(400);

        assertThat(breaker.admits()).isPresent();
        assertThat(breaker.admits()).isEmpty();
    }

    @Test
    void aTryThatWorksOpensTheWayForAll() {
        fail(3);
        pass(400);
        breaker.admits().orElseThrow().worked();

        assertThat(breaker.admits()).isPresent();
        assertThat(breaker.admits()).isPresent();
    }

    @Test
    void aTryThatFailsDoublesThePauseUpToItsLimit() {
        fail(3);
        for (long pause : new long[] {400, 800, 1600, 2000, 2000}) {
            pass(pause - 1);
            assertThat(breaker.admits()).isEmpty();
            pass(1);
            breaker.admits().orElseThrow().failed();
        }
    }

    @Test
    void requestsThatWereOnTheirWayDoNotMakeThePauseLonger() {
        List<Breaker.Pass> onTheirWay =
                Stream.generate(() -> breaker.admits().orElseThrow()).limit(10).toList();
        onTheirWay.forEach(Breaker.Pass::failed);
        pass(400);

        assertThat(breaker.admits()).isPresent();
    }

    @Test
    void aTryThatSaysNothingLetsTheNextOneTry() {
        fail(3);
        pass(400);
        breaker.admits().orElseThrow().undecided();

        assertThat(breaker.admits()).isPresent();
    }

    @Test
    void oneThatWasOnItsWayLetsNoSecondTryBeginWhileOneIsUnderWay() {
        Breaker.Pass before = breaker.admits().orElseThrow();
        Breaker.Pass another = breaker.admits().orElseThrow();
        fail(3);
        pass(400);
        assertThat(breaker.admits()).isPresent();

        before.undecided();
        another.failed();

        assertThat(breaker.admits()).isEmpty();
    }

    @Test
    void whatBecameOfATryIsSaidOnce() {
        fail(3);
        pass(400);
        Breaker.Pass first = breaker.admits().orElseThrow();
        first.undecided();
        assertThat(breaker.admits()).isPresent();

        first.undecided();

        assertThat(breaker.admits()).isEmpty();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.admits().orElseThrow().failed();
        }
    }

    private void pass(long millis) {
        clock.addAndGet(Duration.ofMillis(millis).toNanos());
    }
}
