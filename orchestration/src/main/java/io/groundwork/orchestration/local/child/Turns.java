package io.groundwork.orchestration.local.child;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Who may ask the engine now: as many as it has slots, in the order in which they came, and a few that wait. */
final class Turns {

    private final Semaphore slots;
    private final AtomicInteger free;
    private final int all;

    Turns(int slots, int waiting) {
        this.slots = new Semaphore(slots, true);
        this.all = slots + waiting;
        this.free = new AtomicInteger(all);
    }

    /**
     * Blocks until it is the caller's turn.
     *
     * @throws Refusal when too many wait already
     */
    Turn take() throws InterruptedException {
        if (free.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
            throw Refusal.busy();
        }
        try {
            slots.acquire();
        } catch (InterruptedException e) {
            free.incrementAndGet();
            throw e;
        }
        return () -> {
            slots.release();
            free.incrementAndGet();
        };
    }

    boolean nobodyIsServed() {
        return free.get() == all;
    }

    /** A turn, until it is closed. */
    interface Turn extends AutoCloseable {

        @Override
        void close();
    }
}
