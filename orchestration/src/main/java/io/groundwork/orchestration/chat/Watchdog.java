package io.groundwork.orchestration.chat;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Closes streams that keep silent for too long: a blocked read ends only that way. One thread looks at all streams every few
 * milliseconds, so that a word costs no more than a note of the time, whatever the number of streams.
 */
final class Watchdog implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Watchdog.class);
    private static final long EVERY_MILLIS = 25;

    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final Thread clock;

    Watchdog() {
        clock = Thread.ofPlatform().daemon().name("model-watchdog").start(this::lookAgainAndAgain);
    }

    /** Watches {@code stream} from now on; it is closed when {@code silence} passes without {@link Watch#heard}. */
    Watch watch(Closeable stream, Duration silence) {
        Watch watch = new Watch(stream);
        watch.heard(silence);
        watches.add(watch);
        return watch;
    }

    @Override
    public void close() {
        clock.interrupt();
    }

    private void lookAgainAndAgain() {
        try {
            while (true) {
                Thread.sleep(EVERY_MILLIS);
                lookOnce();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed: the thread ends
        }
    }

    /** A fault, of whatever kind, spoils one look, not those after it. */
    private void lookOnce() {
        try {
            look();
        } catch (RuntimeException | Error e) {
            LOG.error("Streams could not be looked at for their silence", e);
        }
    }

    private void look() {
        long now = System.nanoTime();
        watches.forEach(watch -> {
            if (!watch.paused && now - watch.until > 0) {
                watch.expire();
            }
        });
    }

    /** One stream under watch. Used by one thread; the clock's thread only ends it. */
    final class Watch implements AutoCloseable {

        private final Closeable stream;
        private volatile long until;
        private volatile boolean paused;
        private long pausedAt;
        private volatile boolean expired;

        Watch(Closeable stream) {
            this.stream = stream;
        }

        /** Something came; the next must come within {@code silence}. */
        void heard(Duration silence) {
            until = System.nanoTime() + silence.toNanos();
        }

        /** What was heard is being handed on, which may take its time: the server is not to blame for it. */
        void pause() {
            paused = true;
            pausedAt = System.nanoTime();
        }

        /** The server is listened to again, for as long as was left. */
        void resume() {
            long before = until;
            until = before + (System.nanoTime() - pausedAt);
            paused = false;
        }

        /** Whether the stream was closed for its silence. */
        boolean expired() {
            return expired;
        }

        @Override
        public void close() {
            watches.remove(this);
        }

        private void expire() {
            watches.remove(this);
            expired = true;
            Thread.ofVirtual()
                    .name("silent-stream")
                    .start(
                            () -> { // a close may block; the others must not wait for it
                                try {
                                    stream.close();
                                } catch (IOException e) {
                                    LOG.debug("A silent stream did not close", e);
                                }
                            });
        }
    }
}
