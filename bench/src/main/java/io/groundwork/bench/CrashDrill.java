package io.groundwork.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.bench.VectorStore.Counts;
import io.groundwork.bench.VectorStore.StoredFile;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * {@code bench crash [--files N] [--kills N] [--keep]}: uploads files, kills the application with SIGKILL while it ingests them,
 * starts it again through the launcher, and looks whether every file that was accepted ended, once. Needs the system to run on this machine.
 */
final class CrashDrill {

    private static final int DAMAGED_EVERY = 50;
    private static final Duration TO_RESTART = Duration.ofMinutes(5);
    private static final Duration TO_FINISH = Duration.ofMinutes(30);
    private static final Duration POLL = Duration.ofMillis(500);

    private final GroundworkApi api;
    private final PrintStream out;
    private final DrillFiles files;
    private final int count;

    private CrashDrill(GroundworkApi api, PrintStream out, int count) {
        this.api = api;
        this.out = out;
        this.files = new DrillFiles(System.currentTimeMillis() / 1000 % 100_000, DAMAGED_EVERY);
        this.count = count;
    }

    static void run(List<String> line, Map<String, String> environment, PrintStream out) {
        Arguments arguments = Arguments.parse(line, Set.of("files", "kills", "key", "url"), Set.of("keep"));
        try (GroundworkApi api = GroundworkApi.of(arguments, environment)) {
            CrashDrill drill = new CrashDrill(api, out, arguments.count("files", 200));
            VectorStore store = VectorStore.create(api, "drill crash", Map.of());
            Promise.print(drill.drilled(store, arguments.count("kills", 1)), out);
            if (!arguments.flags().contains("keep")) {
                store.remove();
            }
        }
    }

    private List<Promise> drilled(VectorStore store, int kills) {
        Map<String, String> accepted = upload(store);
        out.printf("%d files accepted into store %s.%n", accepted.size(), store.id());
        for (int kill = 1; kill <= kills; kill++) {
            int target = count * kill / (kills + 1) / 2;
            await(TO_FINISH, "%d files are done".formatted(target), () -> done(store.counts()) >= target);
            Counts before = store.counts();
            kill();
            out.printf(
                    "Killed with %d completed, %d failed, %d in progress; starting again …%n",
                    before.completed(), before.failed(), before.inProgress());
            restart();
        }
        await(TO_FINISH, "nothing is in progress", () -> store.counts().inProgress() == 0);
        return judged(store, accepted);
    }

    /** File id by key, of those that the system has said it will see to. */
    private Map<String, String> upload(VectorStore store) {
        Map<String, String> accepted = new ConcurrentHashMap<>();
        try (InFlight inFlight = new InFlight(8)) {
            for (Upload upload : files.first(count)) {
                inFlight.start(() -> accepted.put(upload.key(), store.add(upload)));
            }
        }
        return accepted;
    }

    private void kill() {
        ProcessHandle application = Processes.listeningAt(api.base()).stream()
                .mapToObj(ProcessHandle::of)
                .flatMap(java.util.Optional::stream)
                .findFirst()
                .orElseThrow(
                        () -> new BenchException("No process of this machine listens at %s.".formatted(api.base())));
        application.destroyForcibly();
        await(Duration.ofSeconds(30), "process %d is gone".formatted(application.pid()), () -> !application.isAlive());
    }

    private void restart() {
        try {
            Process launcher = new ProcessBuilder("./groundwork", "up", "-d")
                    .directory(Settings.project().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!launcher.waitFor(TO_RESTART.toSeconds(), TimeUnit.SECONDS) || launcher.exitValue() != 0) {
                throw new BenchException(
                        "./groundwork up -d did not bring the system back; ./groundwork logs says why.");
            }
        } catch (IOException e) {
            throw new BenchException("The launcher cannot be started.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("Interrupted.", e);
        }
        await(TO_RESTART, "the system is ready", api::ready);
    }

    private List<Promise> judged(VectorStore store, Map<String, String> accepted) {
        List<StoredFile> stored = store.files("");
        Set<String> ids = new HashSet<>(stored.stream().map(StoredFile::id).toList());
        long lost = accepted.values().stream().filter(id -> !ids.contains(id)).count();
        long completed = stored.stream()
                .filter(file -> file.status().equals("completed"))
                .count();
        List<StoredFile> failed =
                stored.stream().filter(file -> file.status().equals("failed")).toList();
        long silent = failed.stream().filter(file -> file.error().isBlank()).count();
        List<Promise> promises = new ArrayList<>();
        promises.add(new Promise(
                "%d accepted files, none lost".formatted(accepted.size()), "%d lost".formatted(lost), lost == 0));
        promises.add(new Promise(
                "each is in the store once",
                "%d entries, %d different".formatted(stored.size(), ids.size()),
                stored.size() == ids.size() && ids.size() == accepted.size()));
        promises.add(new Promise(
                "each completed, or failed with a reason",
                "%d completed, %d failed, %d of them silently".formatted(completed, failed.size(), silent),
                completed + failed.size() == stored.size() && silent == 0));
        promises.add(failedAreTheDamaged(failed));
        promises.add(foundOnce(store));
        return promises;
    }

    private Promise failedAreTheDamaged(List<StoredFile> failed) {
        List<String> damaged = IntStream.range(0, count)
                .filter(files::isDamaged)
                .mapToObj(files::key)
                .toList();
        List<String> keys = failed.stream().map(StoredFile::key).sorted().toList();
        return new Promise(
                "those that failed are the damaged ones",
                "%d failed, %d damaged".formatted(keys.size(), damaged.size()),
                keys.equals(damaged));
    }

    /** Each file's own word finds that file alone, no passage of it twice, and nothing that a broken-off try left behind. */
    private Promise foundOnce(VectorStore store) {
        int wrong = 0;
        int asked = 0;
        for (int number = 0; number < count; number++) {
            if (files.isDamaged(number)) {
                continue;
            }
            asked++;
            JsonNode answer = api.post(
                    "/api/v1/search",
                    Map.of(
                            "query", files.mark(number),
                            "collections", List.of(store.id()),
                            "limit", 100,
                            "stages", List.of("lexical")));
            if (!onceEach(answer.path("results").path(0).path("hits"), files.key(number))) {
                wrong++;
            }
        }
        return new Promise(
                "each is found by its own word, no passage twice",
                "%d of %d".formatted(asked - wrong, asked),
                wrong == 0);
    }

    private static boolean onceEach(JsonNode hits, String key) {
        Set<String> spans = new HashSet<>();
        Set<Integer> versions = new HashSet<>();
        for (JsonNode hit : hits) {
            JsonNode location = hit.path("location");
            versions.add(hit.path("version").asInt());
            if (!hit.path("attributes").path("_id").asText().equals(key)
                    || !spans.add(location.path("start").asInt() + "-"
                            + location.path("end").asInt())) {
                return false;
            }
        }
        return !spans.isEmpty() && versions.size() == 1;
    }

    private static int done(Counts counts) {
        return counts.completed() + counts.failed();
    }

    private static void await(Duration most, String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > most.toNanos()) {
                throw new BenchException("Waited %d minutes in vain until %s.".formatted(most.toMinutes(), what));
            }
            try {
                Thread.sleep(POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BenchException("Interrupted.", e);
            }
        }
    }
}
