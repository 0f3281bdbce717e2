package io.groundwork.retrieval.rerank;

import java.time.Duration;

/**
 * Until when something may take.
 *
 * @param nanoTime as {@link System#nanoTime} counts
 */
public record Deadline(long nanoTime) {

    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    public boolean passed() {
        return nanos() <= 0;
    }

    /** Nanoseconds that are left; 0 or below when none are. */
    public long nanos() {
        return nanoTime - System.nanoTime();
    }
}
