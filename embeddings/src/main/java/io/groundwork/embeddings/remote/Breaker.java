package io.groundwork.embeddings.remote;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Keeps callers off a server that fails again and again: after some failures in a row it is left alone for a while, then one caller tries it, and the
 * others follow when that went well. Thread-safe.
 */
final class Breaker {

    private static final int FAILURES = 5;
    private static final Duration REST = Duration.ofSeconds(5);

    private final LongSupplier clock;
    private int failures;
    private long openUntil;

    /** @param clock nanoseconds since any moment */
    Breaker(LongSupplier clock) {
        this.clock = clock;
    }

    Breaker() {
        this(System::nanoTime);
    }

    /** How long to leave the server alone; zero for a caller that may ask it now. */
    synchronized Duration pause() {
        if (failures < FAILURES) {
            return Duration.ZERO;
        }
        long left = openUntil - clock.getAsLong();
        if (left > 0) {
            return Duration.ofNanos(left);
        }
        // This caller tries it; the others wait for what comes of it.
        openUntil = clock.getAsLong() + REST.toNanos();
        return Duration.ZERO;
    }

    synchronized void succeeded() {
        failures = 0;
    }

    synchronized void failed() {
        failures++;
        if (failures >= FAILURES) {
            openUntil = clock.getAsLong() + REST.toNanos();
        }
    }
}
