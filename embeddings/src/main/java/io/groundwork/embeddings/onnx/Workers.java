package io.groundwork.embeddings.onnx;

import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.EngineOverloadedException;
import io.groundwork.embeddings.OutOfTimeException;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

/**
 * Platform threads that run the model, so that the virtual threads of callers are free while they wait: a native call would
 * otherwise hold the carrier under them. Work waits in lanes, the more urgent first, and one thread takes questions only: a question never
 * waits behind passages. Within a lane calls take turns text by text, so that a short list does not wait for a long one. No timer: what
 * waits is taken as soon as a thread is free.
 *
 * <p>A thread takes one text at a time, which is what int8 weights on a processor want. Where texts run in batches, what is done here is the
 * stage before: cutting a text into tokens and handing it on to {@link Batches}, for which the caller then waits, still counted here.
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

    /**
     * One text for the model.
     *
     * @param tokens about how long it is
     */
    record Work<T>(int tokens, Callable<T> run) {}

    /**
     * How much may wait in each lane before further calls are refused.
     *
     * @param maxCalls calls that wait or are being served
     * @param maxTokens of the calls that wait or are being served; one is let in whatever its size when there is no other
     */
    record Limits(int maxCalls, long maxTokens) {}

    /**
     * What the threads do.
     *
     * @param name of the threads
     * @param runner runs a text that was taken, on the thread that took it
     */
    record Stage(String name, BiConsumer<Lane, Ticket<?>> runner) {}

    /** What a caller does with each result as it comes, on its own thread. */
    interface Then<T, R> {

        R of(T result) throws InterruptedException, ExecutionException;
    }

    private static final Duration REST_AFTER = Duration.ofSeconds(5);
    private static final Duration NO_LIMIT = Duration.ofDays(365);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Lane, Queue> queues = new EnumMap<>(Lane.class);
    private final List<Thread> threads = new ArrayList<>();
    private final Limits limits;
    private final WorkMeters meters;
    private final Stage stage;
    private final Runnable rest;
    private int running;
    private boolean rested = true;
    private boolean closed;

    /**
     * @param count threads that take anything, besides the one for questions
     * @param rest run by one of the threads when there has been nothing to do for some seconds; does not throw
     */
    Workers(int count, Limits limits, WorkMeters meters, Runnable rest) {
        this(count, limits, meters, new Stage("embeddings", meters::measure), rest);
    }

    Workers(int count, Limits limits, WorkMeters meters, Stage stage, Runnable rest) {
        this.limits = limits;
        this.meters = meters;
        this.stage = stage;
        this.rest = rest;
        for (Lane lane : Lane.values()) {
            queues.put(lane, new Queue());
            meters.watch(lane, () -> tokens(lane));
        }
        start(stage.name() + "-question", List.of(Lane.QUESTION));
        for (int i = 1; i <= count; i++) {
            start(stage.name() + "-" + i, List.of(Lane.values()));
        }
    }

    private void start(String name, List<Lane> lanes) {
        threads.add(Thread.ofPlatform().daemon().name(name).start(() -> work(lanes)));
    }

    /**
     * Does all of {@code work} and waits for it. A caller that is interrupted leaves the queue with all that has not begun.
     *
     * @return the results in order
     * @throws EngineOverloadedException when too much waits in this lane already
     * @throws EmbeddingException when a text failed, when the engine was closed, or when the caller was interrupted
     */
    <T> List<T> run(Lane lane, List<Work<T>> work) {
        return run(lane, work, result -> result);
    }

    /** The same where something is left to do with each result; what it waits for belongs to the call. */
    <T, R> List<R> run(Lane lane, List<Work<T>> work, Then<T, R> then) {
        return run(lane, work, then, NO_LIMIT);
    }

    /**
     * The same, for callers who can wait for so long only; then they leave as if interrupted.
     *
     * @throws OutOfTimeException when the work was not done within that time
     */
    <T> List<T> run(Lane lane, List<Work<T>> work, Duration within) {
        return run(lane, work, result -> result, within);
    }

    private <T, R> List<R> run(Lane lane, List<Work<T>> work, Then<T, R> then, Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        Call<T> call = new Call<>(work);
        enter(lane, call);
        try {
            List<R> results = new ArrayList<>();
            for (Ticket<T> ticket : call.tickets) {
                results.add(then.of(ticket.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)));
            }
            return results;
        } catch (TimeoutException e) {
            throw new OutOfTimeException(
                    "The model had not read all texts after %d ms".formatted(within.toMillis()), e);
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
            leave(lane, call);
        }
    }

    private void enter(Lane lane, Call<?> call) {
        lock.lock();
        try {
            if (closed) {
                throw new EmbeddingException("The embedding engine is closed");
            }
            Queue queue = queues.get(lane);
            boolean full = queue.inside >= limits.maxCalls()
                    || (queue.inside > 0 && queue.tokens + call.tokens > limits.maxTokens());
            if (full) {
                meters.refused(lane);
                throw new EngineOverloadedException(
                        "The embedding engine is overloaded: too many texts wait already",
                        meters.timeFor(queue.tokens));
            }
            queue.inside++;
            queue.tokens += call.tokens;
            if (!call.left.isEmpty()) {
                queue.calls.add(call);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void leave(Lane lane, Call<?> call) {
        lock.lock();
        try {
            Queue queue = queues.get(lane);
            queue.inside--;
            queue.tokens -= call.tokens;
            queue.calls.remove(call);
        } finally {
            lock.unlock();
        }
    }

    /** Texts that no thread has taken yet. */
    int waiting(Lane lane) {
        lock.lock();
        try {
            return queues.get(lane).calls.stream()
                    .mapToInt(call -> call.left.size())
                    .sum();
        } finally {
            lock.unlock();
        }
    }

    private long tokens(Lane lane) {
        lock.lock();
        try {
            return queues.get(lane).tokens;
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
                    Optional<Ticket<?>> ticket = queues.get(lane).next();
                    if (ticket.isPresent()) {
                        running++;
                        rested = false;
                        return Optional.of(() -> stage.runner().accept(lane, ticket.get()));
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
            queues.values().forEach(Queue::cancel);
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

    /** One text that waits, and since when. */
    static final class Ticket<T> extends FutureTask<T> {

        final long since = System.nanoTime();

        Ticket(Work<T> work) {
            super(work.run());
        }
    }

    /** What one caller waits for. */
    private static final class Call<T> {

        final List<Ticket<T>> tickets;
        final Deque<Ticket<T>> left;
        final long tokens;

        Call(List<Work<T>> work) {
            tickets = work.stream().map(Ticket::new).toList();
            left = new ArrayDeque<>(tickets);
            tokens = work.stream().mapToLong(Work::tokens).sum();
        }
    }

    /** A lane. Guarded by the lock. */
    private static final class Queue {

        /** Those with texts that nobody has taken yet; whose turn it is, is first. */
        final Deque<Call<?>> calls = new ArrayDeque<>();

        /** Calls that have not got all their results yet, and their tokens: what is done of them still takes memory. */
        int inside;

        long tokens;

        Optional<Ticket<?>> next() {
            Call<?> call = calls.poll();
            if (call == null) {
                return Optional.empty();
            }
            Ticket<?> ticket = call.left.removeFirst();
            if (!call.left.isEmpty()) {
                calls.add(call);
            }
            return Optional.of(ticket);
        }

        void cancel() {
            calls.forEach(call -> call.left.forEach(ticket -> ticket.cancel(false)));
            calls.clear();
        }
    }
}
