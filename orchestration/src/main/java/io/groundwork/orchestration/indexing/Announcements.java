package io.groundwork.orchestration.indexing;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Tells of a step once it has lasted a while. Most files are read and embedded before anybody could see that they are, and each telling writes a
 * row anew: of small documents that was a fifth of what they cost beside the model.
 */
@Singleton
final class Announcements {

    private static final Logger LOG = Logger.getLogger(Announcements.class);
    private static final Duration UNTIL_TOLD = Duration.ofMillis(400);

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofVirtual().name("announcer").factory());

    Announcements() {
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Takes the step, and meanwhile runs {@code telling} if the step lasts so long. When this returns, {@code telling} has run to its end or never will.
     */
    <T> T during(Supplier<T> step, Runnable telling) {
        Announcement announcement = new Announcement(telling);
        Future<?> later = timer.schedule(announcement::tell, UNTIL_TOLD.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return step.get();
        } finally {
            later.cancel(false);
            announcement.over();
        }
    }

    @PreDestroy
    void stop() {
        timer.shutdownNow();
    }

    private static final class Announcement {

        private final Runnable telling;
        private boolean over;

        Announcement(Runnable telling) {
            this.telling = telling;
        }

        synchronized void tell() {
            if (over) {
                return;
            }
            try {
                telling.run();
            } catch (RuntimeException e) {
                LOG.warn("Progress could not be told; the work goes on", e);
            }
        }

        synchronized void over() {
            over = true;
        }
    }
}
