package io.groundwork.orchestration.routing;

import java.time.Duration;
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

    /** Whether a request may go there now. Each that may must be answered by {@link #worked}, {@link #failed} or {@link #undecided}. */
    synchronized boolean admits() {
        if (pause.isZero()) {
            return true;
        }
        if (trying || clock.getAsLong() - closedUntil < 0) {
            return false;
        }
        trying = true;
        return true;
    }

    synchronized void worked() {
        failures = 0;
        pause = Duration.ZERO;
        trying = false;
    }

    synchronized void failed() {
        if (!pause.isZero() && !trying) {
            return; // of a request that was on its way when the pause began
        }
        failures++;
        if (trying || failures >= config.failures()) {
            Duration longer = pause.isZero() ? config.pause() : pause.multipliedBy(2);
            pause = longer.compareTo(config.longestPause()) > 0 ? config.longestPause() : longer;
            closedUntil = clock.getAsLong() + pause.toNanos();
            trying = false;
        }
    }

    /** The request said nothing about the server: it was refused for its own sake, or ended from outside. */
    synchronized void undecided() {
        trying = false;
    }

    /** Whether it is being left alone. */
    synchronized boolean isOpen() {
        return !pause.isZero();
    }
}
