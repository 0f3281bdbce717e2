package io.groundwork.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * {@code bench workers [--documents N] [--seconds N]}: how much faster two workers are than one, where the time goes into waiting for an
 * embedding service. Starts a system of its own for it, with its own data, an embedding service that takes so many seconds a request, and workers as
 * processes of their own.
 */
final class WorkersDrill {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final int UPLOADS_AT_ONCE = 8;

    private final Path data;
    private final PrintStream out;
    private final DrillFiles files = DrillFiles.plain(11);
    private int uploaded;

    private WorkersDrill(Path data, PrintStream out) {
        this.data = data;
        this.out = out;
    }

    static void run(List<String> line, Map<String, String> environment, PrintStream out) throws Exception {
        Arguments arguments = Arguments.parse(line, Set.of("documents", "seconds"), Set.of());
        Path data = Files.createTempDirectory("groundwork-workers-");
        try (SlowEmbedder embedder = new SlowEmbedder(Duration.ofSeconds(arguments.count("seconds", 1)))) {
            new WorkersDrill(data, out).measure(embedder, arguments.count("documents", 200));
        } finally {
            remove(data);
        }
    }

    private void measure(SlowEmbedder embedder, int documents) throws IOException {
        String key = "gw_drill_" + UUID.randomUUID().toString().replace("-", "");
        int port = freePort();
        Map<String, String> settings = new HashMap<>(Map.of(
                "GROUNDWORK_DATA", data.toString(),
                "GROUNDWORK_PORT", Integer.toString(port),
                "GROUNDWORK_ROLES", "api",
                "GROUNDWORK_EMBEDDINGS_URL", embedder.base().toString(),
                "GROUNDWORK_ADMIN_API_KEY", key));
        launch(settings, "up", "-d");
        try (GroundworkApi api = new GroundworkApi(URI.create("http://127.0.0.1:" + port), key)) {
            double one = documentsPerSecond(api, 1, documents);
            double two = documentsPerSecond(api, 2, documents);
            out.printf("Two workers against one: %s%n", Figures.decimal(two / one, 2));
        } finally {
            launch(settings, "down");
        }
    }

    /** From the first upload until the last document is searchable; the workers are up and idle before it. */
    private double documentsPerSecond(GroundworkApi api, int workers, int documents) {
        VectorStore store = VectorStore.create(api, "bench workers", Map.of());
        try (Victims system = new Victims(api, data, workers)) {
            system.awaitWorkers();
            // The first documents find every process cold, whatever their number.
            ingest(store, workers * UPLOADS_AT_ONCE);
            Ingestion.Result result = ingest(store, documents);
            out.printf(
                    "%d %s: %s documents in %s, %s documents/s%n",
                    workers,
                    workers == 1 ? "worker" : "workers",
                    Figures.count(documents),
                    Figures.time(result.time()),
                    Figures.decimal(result.documentsPerSecond(), 2));
            return result.documentsPerSecond();
        } finally {
            store.remove();
        }
    }

    private Ingestion.Result ingest(VectorStore store, int documents) {
        Ingestion.Result result = new Ingestion(store, out, POLL)
                .run(files.from(uploaded, documents).stream(), documents, UPLOADS_AT_ONCE);
        uploaded += documents;
        if (result.completed() != documents) {
            throw new BenchException("Only %d of %d documents were ingested: %s"
                    .formatted(result.completed(), documents, result.failures()));
        }
        return result;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static void launch(Map<String, String> settings, String... words) {
        ProcessBuilder launcher = new ProcessBuilder(Stream.concat(Stream.of("./groundwork"), Stream.of(words))
                        .toList())
                .directory(Settings.project().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        launcher.environment().keySet().removeIf(name -> name.startsWith("GROUNDWORK_"));
        launcher.environment().putAll(settings);
        try {
            if (launcher.start().waitFor() != 0) {
                throw new BenchException("./groundwork %s did not work.".formatted(String.join(" ", words)));
            }
        } catch (IOException e) {
            throw new BenchException("The launcher cannot be started.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("Interrupted.", e);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
