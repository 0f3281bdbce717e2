package io.groundwork.orchestration.routing;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The places at one server, and the queue for them, first come first served. Safe for use by many threads. */
final class Places {

    private final int most;
    private final int maxWaiting;
    private final Semaphore free;
    private final AtomicInteger waiting = new AtomicInteger();

    Places(int most, int maxWaiting) {
        this.most = most;
        this.maxWaiting = maxWaiting;
        this.free = new Semaphore(most, true);
    }

    /** Takes a place if one is free and nobody waits for it; it must be given back. */
    boolean take() {
        try {
            return free.tryAcquire(0, TimeUnit.NANOSECONDS); // unlike tryAcquire(), not ahead of those who wait
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The same, waiting for it, unless too many wait already. */
    boolean take(Duration longest) throws InterruptedException {
        if (waiting.incrementAndGet() > maxWaiting) {
            waiting.decrementAndGet();
            return false;
        }
        try {
            return free.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            waiting.decrementAndGet();
        }
    }

    void giveBack() {
        free.release();
    }

    int most() {
        return most;
    }

    /** How many are taken. */
    int taken() {
        return most - free.availablePermits();
    }

    int waiting() {
        return waiting.get();
    }
}
