package io.groundwork.bench;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** Runs tasks on virtual threads, at most so many at once. To close is to wait for all of them. */
final class InFlight implements AutoCloseable {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore free;
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();

    InFlight(int most) {
        this.free = new Semaphore(most);
    }

    /** Starts {@code task} once there is room; waits until then. Does nothing more once a task has failed. */
    void start(Runnable task) {
        free.acquireUninterruptibly();
        if (failure.get() != null) {
            free.release();
            return;
        }
        threads.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                failure.compareAndSet(null, e);
            } finally {
                free.release();
            }
        });
    }

    /** @throws RuntimeException the first that a task threw */
    @Override
    public void close() {
        threads.close();
        if (failure.get() != null) {
            throw failure.get();
        }
    }
}
