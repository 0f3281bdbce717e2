package io.groundwork.orchestration.models;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Closes streams that keep silent for too long: a blocked read ends only that way. One thread serves all streams. */
final class Watchdog implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Watchdog.class);

    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("model-watchdog").factory());

    Watchdog() {
        clock.setRemoveOnCancelPolicy(true);
    }

    /** Watches {@code stream} from now on; it is closed when {@code silence} passes without {@link Watch#heard}. */
    Watch watch(Closeable stream, Duration silence) {
        Watch watch = new Watch(stream);
        watch.heard(silence);
        return watch;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    /** One stream under watch. Used by one thread; the clock's thread only ends it. */
    final class Watch implements AutoCloseable {

        private final Closeable stream;
        private @Nullable ScheduledFuture<?> alarm;
        private volatile boolean expired;

        Watch(Closeable stream) {
            this.stream = stream;
        }

        /** Something came; the next must come within {@code silence}. */
        void heard(Duration silence) {
            close();
            if (!expired) {
                alarm = clock.schedule(this::expire, silence.toMillis(), TimeUnit.MILLISECONDS);
            }
        }

        /** Whether the stream was closed for its silence. */
        boolean expired() {
            return expired;
        }

        @Override
        public void close() {
            if (alarm != null) {
                alarm.cancel(false);
            }
        }

        private void expire() {
            expired = true;
            try {
                stream.close();
            } catch (IOException e) {
                LOG.debug("A silent stream did not close", e);
            }
        }
    }
}
