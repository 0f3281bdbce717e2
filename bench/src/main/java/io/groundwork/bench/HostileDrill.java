package io.groundwork.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code bench hostile DIR}: each file of a folder through the running system, one after the other: how it ended, how long it took, and
 * what memory the application and its parsers held. What lies within a file is waited for before the next, which has the machine to
 * itself. A {@code MANIFEST.jsonl} in the folder or above it says what is expected. Needs the system to run on this machine.
 */
final class HostileDrill {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration TO_END = Duration.ofMinutes(5);
    private static final long MOST_PARSER_MEGABYTES = 1024;
    private static final double FLAT = 1.25;

    private final GroundworkApi api;
    private final VectorStore store;
    private final long application;
    private final PrintStream out;

    private HostileDrill(GroundworkApi api, VectorStore store, long application, PrintStream out) {
        this.api = api;
        this.store = store;
        this.application = application;
        this.out = out;
    }

    static void run(List<String> line, Map<String, String> environment, PrintStream out) throws IOException {
        Arguments arguments = Arguments.parse(line, Set.of("key", "url"), Set.of());
        if (arguments.words().size() != 1) {
            throw new BenchException("bench hostile wants one folder.");
        }
        Path folder = Path.of(arguments.words().getFirst()).toAbsolutePath().normalize();
        try (GroundworkApi api = GroundworkApi.of(arguments, environment)) {
            long application = Processes.listeningAt(api.base())
                    .orElseThrow(() ->
                            new BenchException("The system at %s is not on this machine, or not to be looked into."
                                    .formatted(api.base())));
            VectorStore store = VectorStore.create(api, "drill hostile", Map.of());
            try (PeakMemory parsers =
                    new PeakMemory(ProcessHandle.of(application).orElseThrow())) {
                List<Ended> all = new HostileDrill(api, store, application, out).ingest(folder);
                Promise.print(judged(all, parsers.megabytes()), out);
            } finally {
                store.remove();
            }
        }
    }

    /**
     * How one file ended.
     *
     * @param passages by which it can be found afterwards
     * @param within until all had ended that lies within it
     * @param memory of the application after it, in MiB
     */
    private record Ended(
            Path file,
            Expected expected,
            String status,
            String reason,
            int passages,
            Duration time,
            Duration within,
            long memory) {

        boolean isAsExpected() {
            boolean read = status.equals("completed");
            return expected.isMetBy(read) && (read || !reason.isBlank());
        }

        boolean isWhole() {
            return status.equals("completed") == passages > 0;
        }
    }

    private List<Ended> ingest(Path folder) throws IOException {
        Map<Path, Expected> expected = Expected.inFolder(folder);
        List<Ended> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(path -> expected.isEmpty() || expected.containsKey(path))
                    .sorted()
                    .toList()) {
                Ended ended = ingest(file, expected.getOrDefault(file, Expected.EITHER));
                out.printf(
                        "%-9s %6s, all %6s %5d MiB  %s: %s%n",
                        ended.status,
                        Figures.time(ended.time),
                        Figures.time(ended.within),
                        ended.memory,
                        folder.relativize(file),
                        ended.reason.isEmpty() ? "read" : ended.reason);
                all.add(ended);
            }
        }
        return all;
    }

    private Ended ingest(Path file, Expected expected) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        long start = System.nanoTime();
        // Every file is taken at the door and judged when it is read: an upload that fails ends the drill.
        String id = store.add(
                new Upload(file.toString(), file.getFileName().toString(), "application/octet-stream", bytes));
        String member = "/v1/vector_stores/%s/files/%s".formatted(store.id(), encoded(id));
        CrashDrill.await(
                TO_END,
                file + " has ended",
                () -> !api.get(member).path("status").asText().equals("in_progress"));
        Duration time = since(start);
        CrashDrill.await(
                TO_END,
                "what lies within %s has ended".formatted(file),
                () -> store.counts().inProgress() == 0);
        Duration within = since(start);
        JsonNode ended = api.get(member);
        JsonNode passages =
                api.get("/api/v1/collections/%s/documents/%s/passages?limit=1".formatted(store.id(), encoded(id)));
        return new Ended(
                file,
                expected,
                ended.path("status").asText(),
                ended.path("last_error").path("message").asText(""),
                passages.path("data").size(),
                time,
                within,
                memory());
    }

    private static List<Promise> judged(List<Ended> all, long parserMegabytes) {
        List<Ended> unexpected =
                all.stream().filter(ended -> !ended.isAsExpected()).toList();
        List<Ended> partial = all.stream().filter(ended -> !ended.isWhole()).toList();
        Duration slowest =
                all.stream().map(Ended::time).max(Duration::compareTo).orElse(Duration.ZERO);
        int half = all.size() / 2;
        long firstHalf = most(all.subList(0, half));
        long secondHalf = most(all.subList(half, all.size()));
        return List.of(
                new Promise(
                        "all %d end as expected, a failed one with a reason".formatted(all.size()),
                        "%d do%s".formatted(all.size() - unexpected.size(), named(unexpected)),
                        unexpected.isEmpty()),
                new Promise(
                        "a completed file has passages, a failed one none",
                        "%d others%s".formatted(partial.size(), named(partial)),
                        partial.isEmpty()),
                new Promise(
                        "each within " + Figures.time(LONGEST),
                        "slowest " + Figures.time(slowest),
                        slowest.compareTo(LONGEST) <= 0),
                new Promise(
                        "a parser's peak memory is at most 1,024 MiB",
                        Figures.count(parserMegabytes) + " MiB",
                        parserMegabytes <= MOST_PARSER_MEGABYTES),
                new Promise(
                        "the application's memory is flat",
                        "at most %d MiB in the first half, %d MiB in the second".formatted(firstHalf, secondHalf),
                        secondHalf <= firstHalf * FLAT));
    }

    private static String named(List<Ended> some) {
        return some.isEmpty()
                ? ""
                : ": "
                        + String.join(
                                ", ",
                                some.stream()
                                        .map(ended -> ended.file().getFileName() + " " + ended.status())
                                        .toList());
    }

    private static long most(List<Ended> some) {
        return some.stream().mapToLong(Ended::memory).max().orElse(0);
    }

    private long memory() {
        return PeakMemory.now(application) >> 10;
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8);
    }
}
