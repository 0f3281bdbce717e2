package io.groundwork.orchestration.indexing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AnnouncementsTest {

    private static final int PATIENCE_SECONDS = 20;

    private final Announcements announcements = new Announcements();
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void stop() {
        announcements.stop();
    }

    @Test
    void tellsOfAStepThatLastsAndNeverOfOneThatWasShort() {
        String brief = announcements.during(() -> "brief", () -> told.add("brief"));
        // Both would be told after the same time, so the first would come first.
        boolean heard = lasting("lasting");

        assertThat(brief).isEqualTo("brief");
        assertThat(heard).isTrue();
        assertThat(told).containsExactly("lasting");
    }

    @Test
    void goesOnWhenTellingFails() {
        CountDownLatch tried = new CountDownLatch(1);

        boolean result = announcements.during(() -> waitFor(tried), () -> {
            tried.countDown();
            throw new IllegalStateException("the database is away");
        });

        assertThat(result).isTrue();
        assertThat(lasting("the next")).isTrue();
    }

    @Test
    void returnsOnlyWhenATellingThatHasBegunIsOver() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);

        announcements.during(() -> waitFor(begun), () -> {
            begun.countDown();
            // Not counted down by anybody: the step is over long before this is.
            waitFor(left, 300);
            told.add("late");
        });

        assertThat(told).containsExactly("late");
    }

    @Test
    void handsOnTheFailureOfAStep() {
        assertThatThrownBy(() -> announcements.during(
                        () -> {
                            throw new IllegalStateException("unreadable");
                        },
                        () -> told.add("failed")))
                .hasMessage("unreadable");

        assertThat(lasting("the next")).isTrue();
        assertThat(told).containsExactly("the next");
    }

    private boolean lasting(String name) {
        CountDownLatch heard = new CountDownLatch(1);
        return announcements.during(() -> waitFor(heard), () -> {
            told.add(name);
            heard.countDown();
        });
    }

    private static boolean waitFor(CountDownLatch latch) {
        return waitFor(latch, TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    }

    private static boolean waitFor(CountDownLatch latch, long millis) {
        try {
            return latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
