package io.groundwork.embeddings.onnx;

import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.onnx.Reading.Wanted;
import io.groundwork.embeddings.onnx.Workers.Lane;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Puts sequences that wait together and runs them. There is no timer: a thread that is free takes what waits, alone if it is alone; while all are busy, more
 * comes together. A batch has the text that has waited longest in the most urgent lane, and beside it those nearest to it in length, as many as
 * fit into the budget with what fills them up. One thread takes questions only. What waits is bounded by who adds it.
 */
final class Batches implements AutoCloseable {

    /** How many of those that wait are looked at for a batch, oldest first. */
    private static final int WINDOW = 1_024;

    /** Runs sequences together: states of each, in their order. */
    interface Model {

        List<States> run(List<long[]> sequences, Wanted wanted);
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Lane, Set<Waiting>> lanes = new EnumMap<>(Lane.class);
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final int budget;
    private final Model model;
    private final WorkMeters meters;
    private boolean closed;

    /**
     * @param callers threads that take anything, besides the one for questions
     * @param budget places of a batch, filling counted; a longer text runs alone
     */
    Batches(int callers, int budget, Model model, WorkMeters meters) {
        this.budget = budget;
        this.model = model;
        this.meters = meters;
        for (Lane lane : Lane.values()) {
            lanes.put(lane, new LinkedHashSet<>());
        }
        start("embeddings-question", List.of(Lane.QUESTION));
        for (int i = 1; i <= callers; i++) {
            start("embeddings-" + i, List.of(Lane.values()));
        }
    }

    private void start(String name, List<Lane> taken) {
        threads.add(Thread.ofPlatform().daemon().name(name).start(() -> work(taken)));
    }

    /** One text that waits for its states. */
    static final class Waiting {

        private final long[] sequence;
        private final Wanted wanted;
        private final long since;
        private final BooleanSupplier gone;
        private final CompletableFuture<States> states = new CompletableFuture<>();

        /**
         * @param since when it came, {@link System#nanoTime}
         * @param gone whether nobody waits for it any more
         */
        Waiting(long[] sequence, Wanted wanted, long since, BooleanSupplier gone) {
            this.sequence = sequence;
            this.wanted = wanted;
            this.since = since;
            this.gone = gone;
        }
    }

    /** Returns at once. */
    CompletableFuture<States> add(Lane lane, Waiting text) {
        lock.lock();
        try {
            if (closed) {
                throw new EmbeddingException("The embedding engine is closed");
            }
            lanes.get(lane).add(text);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return text.states;
    }

    private record Batch(Lane lane, List<Waiting> texts) {

        long tokens() {
            return texts.stream().mapToLong(text -> text.sequence.length).sum();
        }

        long places() {
            return (long) texts.size() * longest(texts);
        }
    }

    private void work(List<Lane> taken) {
        try {
            Batch batch = take(taken);
            while (!batch.texts().isEmpty()) {
                Batch next = batch;
                List<Long> since = next.texts().stream().map(text -> text.since).toList();
                meters.measure(next.lane(), since, next.tokens(), next.places(), () -> run(next.texts()));
                batch = take(taken);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody interrupts these threads", e);
        }
    }

    /** Waits for something to do; empty once there will be nothing more. */
    private Batch take(List<Lane> taken) throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                for (Lane lane : taken) {
                    List<Waiting> texts = next(lanes.get(lane));
                    if (!texts.isEmpty()) {
                        return new Batch(lane, texts);
                    }
                }
                changed.await();
            }
            return new Batch(Lane.PASSAGES, List.of());
        } finally {
            lock.unlock();
        }
    }

    private List<Waiting> next(Set<Waiting> lane) {
        lane.removeIf(text -> text.gone.getAsBoolean());
        Iterator<Waiting> oldestFirst = lane.iterator();
        if (!oldestFirst.hasNext()) {
            return List.of();
        }
        Waiting oldest = oldestFirst.next();
        List<Waiting> others = new ArrayList<>();
        for (int i = 1; i < WINDOW && oldestFirst.hasNext(); i++) {
            Waiting other = oldestFirst.next();
            if (other.wanted == oldest.wanted) {
                others.add(other);
            }
        }
        others.sort(Comparator.comparingInt(other -> Math.abs(other.sequence.length - oldest.sequence.length)));
        List<Waiting> batch = new ArrayList<>(List.of(oldest));
        int longest = oldest.sequence.length;
        for (Waiting other : others) {
            int together = Math.max(longest, other.sequence.length);
            if ((batch.size() + 1) * together > budget) {
                break;
            }
            longest = together;
            batch.add(other);
        }
        batch.forEach(lane::remove);
        return batch;
    }

    private void run(List<Waiting> texts) {
        try {
            List<States> states =
                    model.run(texts.stream().map(text -> text.sequence).toList(), texts.getFirst().wanted);
            for (int i = 0; i < states.size(); i++) {
                texts.get(i).states.complete(states.get(i));
            }
        } catch (RuntimeException | LinkageError e) {
            if (texts.size() == 1) {
                texts.getFirst().states.completeExceptionally(e);
                return;
            }
            // The card may have been full, which half of it may not fill.
            run(texts.subList(0, texts.size() / 2));
            run(texts.subList(texts.size() / 2, texts.size()));
        }
    }

    private static int longest(List<Waiting> texts) {
        return texts.stream().mapToInt(text -> text.sequence.length).max().orElse(0);
    }

    /** Texts that no thread has taken yet. */
    int waiting(Lane lane) {
        lock.lock();
        try {
            return lanes.get(lane).size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            lanes.values().forEach(lane -> lane.forEach(text -> text.states.cancel(false)));
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
