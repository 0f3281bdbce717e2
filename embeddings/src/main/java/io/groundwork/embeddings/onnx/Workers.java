package io.groundwork.embeddings.onnx;

import io.groundwork.embeddings.EmbeddingException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Platform threads that run the model, so that the virtual threads of callers are free while they wait: a native call would
 * otherwise hold the carrier under them. Work waits in lanes, the more urgent first, and one thread takes questions only: a question never
 * waits behind passages.
 */
final class Workers implements AutoCloseable {

    /** Most urgent first. */
    enum Lane {
        /** A question that somebody waits for; milliseconds. */
        QUESTION,
        /** Texts that an answer waits for. */
        ANSWER,
        /** Passages of documents that are being taken in. */
        PASSAGES
    }

    private static final Duration REST_AFTER = Duration.ofSeconds(5);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Lane, Deque<FutureTask<?>>> waiting = new EnumMap<>(Lane.class);
    private final Map<Lane, Semaphore> calls = new EnumMap<>(Lane.class);
    private final List<Thread> threads = new ArrayList<>();
    private final Runnable rest;
    private int running;
    private boolean rested = true;
    private boolean closed;

    /**
     * @param count threads that take anything, besides the one for questions
     * @param maxCalls calls that may be in a lane at once
     * @param rest run by one of the threads when there has been nothing to do for some seconds; does not throw
     */
    Workers(int count, int maxCalls, Runnable rest) {
        this.rest = rest;
        for (Lane lane : Lane.values()) {
            waiting.put(lane, new ArrayDeque<>());
            calls.put(lane, new Semaphore(maxCalls));
        }
        start("embeddings-question", List.of(Lane.QUESTION));
        for (int i = 1; i <= count; i++) {
            start("embeddings-" + i, List.of(Lane.values()));
        }
    }

    private void start(String name, List<Lane> lanes) {
        threads.add(Thread.ofPlatform().daemon().name(name).start(() -> work(lanes)));
    }

    /**
     * Runs all of {@code tasks} and waits for them.
     *
     * @return their results in order
     * @throws EmbeddingException when too many calls wait in this lane, when a task failed, or when the caller was interrupted
     */
    <T> List<T> run(Lane lane, List<? extends Callable<T>> tasks) {
        if (!calls.get(lane).tryAcquire()) {
            throw new EmbeddingException("The embedding engine is overloaded: too many calls wait already");
        }
        List<FutureTask<T>> futures = new ArrayList<>();
        try {
            tasks.forEach(task -> futures.add(new FutureTask<>(task)));
            add(lane, futures);
            List<T> results = new ArrayList<>();
            for (FutureTask<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddingException("Interrupted while waiting for the embedding engine", e);
        } catch (CancellationException e) {
            throw new EmbeddingException("The embedding engine was closed", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof EmbeddingException failure
                    ? failure
                    : new EmbeddingException("The embedding engine failed", e.getCause());
        } finally {
            futures.forEach(future -> future.cancel(false));
            calls.get(lane).release();
        }
    }

    private void add(Lane lane, List<? extends FutureTask<?>> tasks) {
        lock.lock();
        try {
            if (closed) {
                throw new EmbeddingException("The embedding engine is closed");
            }
            waiting.get(lane).addAll(tasks);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Tasks that no thread has taken yet. */
    int waiting(Lane lane) {
        lock.lock();
        try {
            return waiting.get(lane).size();
        } finally {
            lock.unlock();
        }
    }

    private void work(List<Lane> lanes) {
        try {
            Optional<Runnable> task = take(lanes);
            while (task.isPresent()) {
                task.get().run();
                done();
                task = take(lanes);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody interrupts these threads", e);
        }
    }

    /** Waits for something to do; empty once there will be nothing more. */
    private Optional<Runnable> take(List<Lane> lanes) throws InterruptedException {
        boolean mayRest = lanes.contains(Lane.PASSAGES);
        long patience = REST_AFTER.toNanos();
        lock.lock();
        try {
            while (!closed) {
                for (Lane lane : lanes) {
                    FutureTask<?> task = waiting.get(lane).poll();
                    if (task != null) {
                        running++;
                        rested = false;
                        return Optional.of(task);
                    }
                }
                if (!mayRest || rested || running > 0) {
                    changed.await();
                    patience = REST_AFTER.toNanos();
                } else if (patience > 0) {
                    patience = changed.awaitNanos(patience);
                } else {
                    rested = true;
                    running++;
                    return Optional.of(rest);
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private void done() {
        // What a task did to its own thread ends with it.
        Thread.interrupted();
        lock.lock();
        try {
            running--;
            if (running == 0) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of what waits, lets what runs finish, and returns when no thread runs the model any more. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            waiting.values().forEach(lane -> lane.forEach(task -> task.cancel(false)));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
