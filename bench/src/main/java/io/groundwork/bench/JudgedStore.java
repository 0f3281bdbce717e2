package io.groundwork.bench;

import io.groundwork.bench.VectorStore.Counts;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Sees to it that a store holds the documents of a judged set. A store is known again by its name and by the digest of the
 * documents in its metadata, so that a run that was broken off is gone on with.
 */
final class JudgedStore {

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final int FAILURES_SHOWN = 20;

    private final GroundworkApi api;
    private final Path data;
    private final PrintStream out;

    /** @param data the folder of the system's own data, by which its processes are told from others */
    JudgedStore(GroundworkApi api, Path data, PrintStream out) {
        this.api = api;
        this.data = data;
        this.out = out;
    }

    /** Finds or makes the store, fills it, and returns when nothing is in progress. Prints how fast, and with what CPU. */
    VectorStore open(BeirFolder set, String name, int inFlight) {
        Map<String, String> mark = Map.of("eval_corpus", set.digest());
        VectorStore store = VectorStore.find(api, name, mark).orElseGet(() -> VectorStore.create(api, name, mark));
        long total = count(set);
        Counts found = store.counts();
        if (found.completed() == total) {
            out.printf("Store %s holds all %s documents already.%n", store.id(), Figures.count(total));
            return store;
        }
        out.printf("Ingesting %s documents into store %s (%s) …%n", Figures.count(total), store.id(), name);
        CpuTimes start = CpuTimes.now(api.base(), data);
        try (Stream<BeirDocument> documents = set.documents()) {
            Ingestion.Result result = new Ingestion(store, out, POLL).run(documents.map(Upload::of), total, inFlight);
            print(result, CpuTimes.now(api.base(), data).since(start));
        }
        return store;
    }

    private void print(Ingestion.Result result, String cpu) {
        out.printf(
                "Ingested %s documents in %s: %s documents/s, %s failed%n",
                Figures.count(result.completed()),
                Figures.time(result.time()),
                Figures.decimal(result.documentsPerSecond(), 1),
                Figures.count(result.failures().size()));
        out.printf("CPU meanwhile: %s%n", cpu);
        result.failures().stream().limit(FAILURES_SHOWN).forEach(failure -> out.println("  failed: " + failure));
        if (result.failures().size() > FAILURES_SHOWN) {
            out.printf("  and %s more%n", Figures.count(result.failures().size() - FAILURES_SHOWN));
        }
        if (!result.failures().isEmpty()) {
            out.println("Documents that are not there count as not found.");
        }
    }

    private static long count(BeirFolder set) {
        try (Stream<BeirDocument> documents = set.documents()) {
            return documents.count();
        }
    }
}
