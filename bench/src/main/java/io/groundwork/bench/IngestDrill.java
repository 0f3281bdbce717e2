package io.groundwork.bench;

import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.onnx.OnnxEmbedder;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * {@code bench ingest [DIR] [--documents N] [--words N] [--keep]}: tokens a second of the whole journey of a document, beside those of the bare
 * engine on the same texts, one after the other on the same machine. The ratio says what everything but embedding costs. Without a
 * folder in BEIR's form it makes its own files: of several pages, or small ones of so many words.
 *
 * <p>Both sides count the tokens of title and text once. The journey embeds more than that where it repeats a title over the passages
 * of a long document, which counts against it.
 */
final class IngestDrill {

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final int SPECIAL_TOKENS = 2;
    private static final int ENGINE_DOCUMENTS = 500;

    private final GroundworkApi api;
    private final Path data;
    private final PrintStream out;

    private IngestDrill(GroundworkApi api, Path data, PrintStream out) {
        this.api = api;
        this.data = data;
        this.out = out;
    }

    static void run(List<String> line, Map<String, String> environment, PrintStream out) {
        Arguments arguments = Arguments.parse(line, Set.of("documents", "words", "key", "url"), Set.of("keep"));
        int most = arguments.count("documents", arguments.words().isEmpty() ? 200 : Integer.MAX_VALUE);
        List<BeirDocument> documents = arguments.words().isEmpty()
                ? made(most, arguments)
                : read(new BeirFolder(Path.of(arguments.words().getFirst())), most);
        try (GroundworkApi api = GroundworkApi.of(arguments, environment)) {
            api.get("/v1/vector_stores?limit=1"); // a wrong key is told now, not after minutes
            IngestDrill drill = new IngestDrill(api, Settings.data(environment), out);
            Engine before = drill.engine(documents, 0);
            Speed journey = drill.journey(
                    documents, before.tokensInAll(), arguments.flags().contains("keep"));
            Engine after = drill.engine(documents, 1);
            double engine = before.speed().and(after.speed()).perSecond();
            out.printf("Journey against engine: %s%n", Figures.decimal(journey.perSecond() / engine, 3));
        }
    }

    private static List<BeirDocument> made(int count, Arguments arguments) {
        DrillFiles files = DrillFiles.plain(7);
        return arguments.option("words").isEmpty()
                ? files.documents(count)
                : files.notes(count, arguments.count("words", 1));
    }

    private static List<BeirDocument> read(BeirFolder set, int most) {
        try (Stream<BeirDocument> documents = set.documents()) {
            return documents.limit(most).toList();
        }
    }

    private record Speed(long tokens, Duration time) {

        double perSecond() {
            return tokens / Figures.seconds(time);
        }

        Speed and(Speed other) {
            return new Speed(tokens + other.tokens, time.plus(other.time));
        }
    }

    /** @param tokensInAll of all documents, also those that it was not given */
    private record Engine(Speed speed, long tokensInAll) {}

    /**
     * The engine alone, in this process, with as many callers as there are cores, and nobody else at work: on documents evenly drawn from all, as its
     * speed does not change with their number. Once before the journey and once after it, as a machine's speed drifts.
     */
    private Engine engine(List<BeirDocument> all, int first) {
        int stride = Math.max(1, all.size() / ENGINE_DOCUMENTS);
        List<BeirDocument> documents = IntStream.range(0, all.size())
                .filter(i -> i % stride == first % stride)
                .mapToObj(all::get)
                .toList();
        int cores = Runtime.getRuntime().availableProcessors();
        try (OnnxEmbedder embedder = new OnnxEmbedder(Optional.empty(), cores, documents.size() + cores)) {
            List<String> texts = documents.stream()
                    .flatMap(document -> slices(embedder, document).stream())
                    .toList();
            long tokens = texts.stream().mapToLong(embedder::countTokens).sum();
            embedder.embedPassages(texts.subList(0, Math.min(8, texts.size())));
            long start = System.nanoTime();
            for (int from = 0; from < texts.size(); from += 64) {
                embedder.embedPassages(texts.subList(from, Math.min(from + 64, texts.size())));
            }
            Speed speed = new Speed(tokens, Duration.ofNanos(System.nanoTime() - start));
            long inAll = all.stream()
                    .flatMap(document -> slices(embedder, document).stream())
                    .mapToLong(embedder::countTokens)
                    .sum();
            out.printf(
                    "Engine alone: %s tokens of %s documents in %s: %s tokens/s%n",
                    Figures.count(tokens),
                    Figures.count(documents.size()),
                    Figures.time(speed.time()),
                    Figures.decimal(speed.perSecond(), 0));
            return new Engine(speed, inAll);
        }
    }

    private Speed journey(List<BeirDocument> documents, long tokens, boolean keep) {
        VectorStore store = VectorStore.create(api, "bench ingest", Map.of());
        try {
            CpuTimes start = CpuTimes.now(api.base(), data);
            Ingestion.Result result =
                    new Ingestion(store, out, POLL).run(documents.stream().map(Upload::of), documents.size(), 8);
            String cpu = CpuTimes.now(api.base(), data).since(start);
            result.failures().stream().limit(20).forEach(failure -> out.println("  failed: " + failure));
            if (result.completed() != documents.size()) {
                throw new BenchException("Only %d of %d documents were ingested: no figure can be given."
                        .formatted(result.completed(), documents.size()));
            }
            Speed journey = new Speed(tokens, result.time());
            out.printf(
                    "Whole journey: %s tokens of %s documents in %s: %s tokens/s, %s documents/s%n",
                    Figures.count(journey.tokens()),
                    Figures.count(documents.size()),
                    Figures.time(journey.time()),
                    Figures.decimal(journey.perSecond(), 0),
                    Figures.decimal(result.documentsPerSecond(), 1));
            out.printf("CPU meanwhile: %s%n", cpu);
            return journey;
        } finally {
            if (!keep) {
                store.remove();
            }
        }
    }

    /** Title and text, cut at words where the model would not read all of it. */
    private static List<String> slices(Embedder embedder, BeirDocument document) {
        int most = embedder.model().maxTokens() - SPECIAL_TOKENS;
        List<String> slices = new ArrayList<>();
        String rest = (document.title() + "\n" + document.text()).strip();
        while (embedder.countTokens(rest) > most) {
            int cut = rest.length() * most / embedder.countTokens(rest);
            while (embedder.countTokens(rest.substring(0, cut)) > most) {
                cut -= cut / 20 + 1;
            }
            int space = rest.lastIndexOf(' ', cut);
            cut = space > 0 ? space : cut;
            slices.add(rest.substring(0, cut));
            rest = rest.substring(cut).strip();
        }
        slices.add(rest);
        return slices;
    }
}
