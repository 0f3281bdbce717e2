package io.groundwork.orchestration.routing;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Leaves a server alone after it has failed several times in a row, lets one request try it after a pause, and makes the pause longer
 * each time that fails. Safe for use by many threads.
 */
final class Breaker {

    private final RoutingConfig config;
    private final LongSupplier clock;
    private int failures;
    private Duration pause = Duration.ZERO;
    private long closedUntil;
    private boolean trying;

    /** @param clock nanoseconds, as {@link System#nanoTime} */
    Breaker(RoutingConfig config, LongSupplier clock) {
        this.config = config;
        this.clock = clock;
    }

    /** Lets a request go there now, or not. What comes of each that may must be said, once; what is said again does not count. */
    synchronized Optional<Pass> admits() {
        if (pause.isZero()) {
            return Optional.of(new Pass(false));
        }
        if (trying || clock.getAsLong() - closedUntil < 0) {
            return Optional.empty();
        }
        trying = true;
        return Optional.of(new Pass(true));
    }

    /** One request that was let through. */
    final class Pass {

        private final boolean trial;
        private boolean said;

        private Pass(boolean trial) {
            this.trial = trial;
        }

        void worked() {
            synchronized (Breaker.this) {
                if (first()) {
                    failures = 0;
                    pause = Duration.ZERO;
                    trying = false;
                }
            }
        }

        void failed() {
            synchronized (Breaker.this) {
                if (first() && (trial || pause.isZero())) { // else it was on its way when the pause began
                    count();
                }
            }
        }

        /** The request said nothing about the server: it was refused for its own sake, or ended from outside. */
        void undecided() {
            synchronized (Breaker.this) {
                if (first() && trial) {
                    trying = false;
                }
            }
        }

        private boolean first() {
            boolean first = !said;
            said = true;
            return first;
        }

        private void count() {
            failures++;
            if (trial || failures >= config.failures()) {
                Duration longer = pause.isZero() ? config.pause() : pause.multipliedBy(2);
                pause = longer.compareTo(config.longestPause()) > 0 ? config.longestPause() : longer;
                closedUntil = clock.getAsLong() + pause.toNanos();
                trying = false;
            }
        }
    }

    /** Whether it is being left alone. */
    synchronized boolean isOpen() {
        return !pause.isZero();
    }
}
