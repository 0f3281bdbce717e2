package io.groundwork.bench;

import io.groundwork.bench.VectorStore.Counts;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * {@code bench crash [--files N] [--kills N] [--stops N] [--workers N] [--steps] [--seed N] [--keep]}: uploads files, mails with attachments among them, and while they are ingested
 * kills the application, further workers and parser processes with SIGKILL at random moments, stops Postgres at once, and holds the work at each of
 * its steps to kill it there. What ended is started again. In the end every file that was accepted must have ended, once, with nothing left over.
 * Needs the system to run on this machine, with the launcher's Postgres.
 */
final class CrashDrill {

    private static final int DAMAGED_EVERY = 50;
    private static final int MAIL_EVERY = 10;
    private static final int BATCH = 200;
    private static final int LOW_WATER = 40;
    private static final Duration TO_FINISH = Duration.ofMinutes(40);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);
    private static final Duration POLL = Duration.ofMillis(100);

    private final PrintStream out;
    private final VectorStore store;
    private final Victims victims;
    private final DrillFiles files;
    private final Random random;
    private final Map<String, String> accepted = new LinkedHashMap<>();
    private final List<Duration> resumed = new ArrayList<>();
    private int uploaded;

    private CrashDrill(PrintStream out, VectorStore store, Victims victims, long seed) {
        this.out = out;
        this.store = store;
        this.victims = victims;
        this.files = new DrillFiles(seed, DAMAGED_EVERY, MAIL_EVERY);
        this.random = new Random(seed);
    }

    static void run(List<String> line, Map<String, String> environment, PrintStream out) throws Exception {
        Arguments arguments = Arguments.parse(
                line, Set.of("files", "kills", "stops", "workers", "seed", "key", "url"), Set.of("steps", "keep"));
        Path data = Settings.data(environment);
        long seed = arguments.count("seed", (int) (System.currentTimeMillis() / 1000 % 100_000));
        try (GroundworkApi api = GroundworkApi.of(arguments, environment);
                Victims victims = new Victims(api, data, arguments.count("workers", 0))) {
            VectorStore store = VectorStore.create(api, "drill crash", Map.of());
            out.printf("Seed %d, store %s.%n", seed, store.id());
            CrashDrill drill = new CrashDrill(out, store, victims, seed);
            drill.upload(arguments.count("files", BATCH));
            if (arguments.flags().contains("steps")) {
                drill.killAtEachStep();
            }
            drill.killAtRandom(arguments.count("kills", 1), arguments.count("stops", 0));
            drill.awaitEnd();
            Promise.print(new Aftermath(api, store, drill.files, drill.accepted, drill.uploaded).judged(victims), out);
            if (!arguments.flags().contains("keep")) {
                store.remove();
            }
        }
    }

    /** Uploads further files, none of them while anything is killed: what was accepted is then known for sure. */
    private void upload(int count) {
        List<Upload> next = files.from(uploaded, count);
        Map<String, String> taken = new java.util.concurrent.ConcurrentHashMap<>();
        try (InFlight inFlight = new InFlight(8)) {
            for (Upload upload : next) {
                inFlight.start(() -> taken.put(upload.key(), store.add(upload)));
            }
        }
        accepted.putAll(taken);
        uploaded += count;
        out.printf("%d files accepted, %d in all.%n", count, accepted.size());
    }

    private void killAtRandom(int kills, int stops) {
        List<Victims.Kind> order = victims.order(kills, stops, random);
        Map<Victims.Kind, Integer> done = new LinkedHashMap<>();
        for (Victims.Kind kind : order) {
            Counts counts = store.counts();
            if (counts.inProgress() < LOW_WATER) {
                upload(BATCH);
            }
            pause(Duration.ofMillis(random.nextLong(LONGEST_PAUSE.toMillis())));
            int before = ended(store.counts());
            long killed = System.nanoTime();
            victims.kill(kind, random);
            done.merge(kind, 1, Integer::sum);
            awaitProgress(before, killed);
            if (done.values().stream().mapToInt(Integer::intValue).sum() % 20 == 0) {
                out.printf("  killed so far: %s; %s%n", done, store.counts());
            }
        }
        out.printf("Killed: %s.%n", done);
        if (!resumed.isEmpty()) {
            List<Duration> sorted = resumed.stream().sorted().toList();
            out.printf(
                    "From the kill to the next file that is done: p50 %s, p99 %s, longest %s.%n",
                    Figures.time(sorted.get(sorted.size() / 2)),
                    Figures.time(sorted.get(Math.min(sorted.size() - 1, sorted.size() * 99 / 100))),
                    Figures.time(sorted.getLast()));
        }
    }

    private void awaitProgress(int before, long killed) {
        await(
                TO_FINISH,
                "work goes on",
                () -> ended(store.counts()) > before || store.counts().inProgress() == 0);
        resumed.add(Duration.ofNanos(System.nanoTime() - killed));
    }

    /** Before each step is committed, the work is held, the application killed, and what it had begun rolled back. */
    private void killAtEachStep() throws Exception {
        try (StepHolds holds = new StepHolds(victims.database())) {
            for (StepHolds.Step step : StepHolds.Step.values()) {
                if (store.counts().inProgress() < LOW_WATER) {
                    upload(LOW_WATER);
                }
                if (step == StepHolds.Step.KEEP_VECTORS) {
                    while (!files.isPlain(uploaded)) {
                        upload(1);
                    }
                    Upload tome = files.tome(uploaded);
                    accepted.put(tome.key(), store.add(tome));
                    uploaded++;
                }
                int before = ended(store.counts());
                holds.hold(step);
                await(TO_FINISH, "the step '%s' is reached".formatted(step), holds::isHeld);
                long killed = System.nanoTime();
                victims.killApplication();
                holds.release();
                victims.restart();
                awaitProgress(before, killed);
                out.printf("Killed at the step '%s', before its commit.%n", step);
            }
        }
    }

    private void awaitEnd() {
        await(TO_FINISH, "nothing is in progress", () -> store.counts().inProgress() == 0);
    }

    private static int ended(Counts counts) {
        return counts.completed() + counts.failed();
    }

    static void await(Duration most, String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > most.toNanos()) {
                throw new BenchException("Waited %d minutes in vain until %s.".formatted(most.toMinutes(), what));
            }
            pause(POLL);
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("Interrupted.", e);
        }
    }
}
