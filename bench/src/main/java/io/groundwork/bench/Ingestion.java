package io.groundwork.bench;

import io.groundwork.bench.VectorStore.Counts;
import io.groundwork.bench.VectorStore.StoredFile;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;

/** Brings files into a store, several at a time, and tells how it goes until each is searchable or has failed. */
final class Ingestion {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
    private static final Duration STALLED = Duration.ofMinutes(10);
    private static final int ATTACHED_TOGETHER = 20;
    private static final int REFUSALS_TO_GIVE_UP = 50;

    private final VectorStore store;
    private final PrintStream out;
    private final Duration poll;
    private final Queue<String> refused = new ConcurrentLinkedQueue<>();

    /** @param poll how often the store is asked how far it is */
    Ingestion(VectorStore store, PrintStream out, Duration poll) {
        this.store = store;
        this.out = out;
        this.poll = poll;
    }

    /**
     * How it ended.
     *
     * @param completed files that have become searchable in this run
     * @param failures a line for each file of the store that failed or was not accepted: its name, and why
     * @param time from the first upload until nothing was in progress any more
     */
    record Result(int completed, List<String> failures, Duration time) {

        Result {
            failures = List.copyOf(failures);
        }

        double documentsPerSecond() {
            return completed / Figures.seconds(time);
        }
    }

    /**
     * Uploads what the store does not hold yet, known by its key, and waits for all of it.
     *
     * @param total how many files {@code uploads} gives, for the lines of progress
     */
    Result run(Stream<Upload> uploads, long total, int inFlight) {
        Set<String> present = store.files("").stream().map(StoredFile::key).collect(Collectors.toSet());
        Counts before = store.counts();
        long start = System.nanoTime();
        Thread uploading = Thread.ofVirtual()
                .start(() -> upload(uploads.filter(upload -> !present.contains(upload.key())), inFlight));
        Counts after = awaitEnd(uploading, total, before.completed(), start);
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        List<String> failures = Stream.concat(
                        refused.stream(),
                        after.failed() == 0
                                ? Stream.empty()
                                : store.files("failed").stream().map(file -> file.name() + ": " + file.error()))
                .toList();
        return new Result(after.completed() - before.completed(), failures, time);
    }

    private void upload(Stream<Upload> uploads, int most) {
        try (InFlight inFlight = new InFlight(most)) {
            Iterator<List<Upload>> batches =
                    uploads.gather(Gatherers.windowFixed(ATTACHED_TOGETHER)).iterator();
            while (batches.hasNext() && refused.size() < REFUSALS_TO_GIVE_UP) {
                List<Upload> batch = batches.next();
                inFlight.start(() -> store.addAll(
                        batch, (upload, reason) -> refused.add(upload.fileName() + ": " + reason.getMessage())));
            }
        }
    }

    private Counts awaitEnd(Thread uploading, long total, int completedBefore, long start) {
        Counts last = new Counts(-1, -1, -1, -1);
        long lastChange = start;
        long lastLine = start;
        while (true) {
            boolean allSent = !uploading.isAlive();
            Counts now = store.counts();
            long at = System.nanoTime();
            if (!now.equals(last)) {
                last = now;
                lastChange = at;
            }
            if (refused.size() >= REFUSALS_TO_GIVE_UP) {
                throw new BenchException(
                        "%d files were not accepted, the first: %s".formatted(refused.size(), refused.peek()));
            }
            if (allSent && now.inProgress() == 0) {
                return now;
            }
            if (at - lastChange > STALLED.toNanos()) {
                throw new BenchException(
                        "Nothing has changed in store %s for %d minutes: %d files are still in progress."
                                .formatted(store.id(), STALLED.toMinutes(), now.inProgress()));
            }
            if (at - lastLine > BETWEEN_LINES.toNanos()) {
                lastLine = at;
                double perSecond = (now.completed() - completedBefore) / ((at - start) / 1e9);
                out.printf(
                        "  %s of %s searchable, %s in progress, %s failed, %s documents/s%n",
                        Figures.count(now.completed()),
                        Figures.count(total),
                        Figures.count(now.inProgress()),
                        Figures.count(now.failed() + (long) refused.size()),
                        Figures.decimal(perSecond, 1));
            }
            pause(uploading);
        }
    }

    /** Ends early when the last file has been sent. */
    private void pause(Thread uploading) {
        try {
            if (uploading.isAlive()) {
                uploading.join(poll);
            } else {
                Thread.sleep(poll);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("Interrupted.", e);
        }
    }
}
