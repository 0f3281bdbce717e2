package io.groundwork.bench;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.onnx.OnnxEmbedder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * How fast passages become vectors, against LangChain4j's in-process model on the same weights: same texts, same JVM, rounds in turn, the
 * fastest round of each. Wall time suffers from neighbours on the machine; tokens per CPU second suffer less.
 */
final class EmbeddingBench {

    private static final String USAGE = """
            Usage: ./groundwork bench embeddings [--rounds N] [--passages N] [--callers N] [--corpus BEIR-FOLDER]
                     [--float FILE] [--quality] [--alone]
              --float    the same for weights in decimals: bge-small-en-v1.5.onnx, or LangChain4j's jar that holds it
              --quality  nDCG@10 of the vectors alone on all of --corpus, theirs and ours""";

    /** Tells LangChain4j's libraries not to use the network, which they would to count their users. */
    private static final List<String> SILENCE = List.of("ai.djl.offline", "OPT_OUT_TRACKING");

    /** Twelve tokens, those that open and close included. */
    private static final String QUESTION = "how long may a lender keep a borrower's documents?";

    private static final int QUESTIONS_A_BLOCK = 100;
    private static final int BLOCKS = 6;

    private EmbeddingBench() {}

    /** @param line {@code --corpus} takes the first passages of that corpus in place of made-up prose; {@code --alone} leaves the peer out */
    static void run(List<String> line, Map<String, String> environment, PrintStream out) throws IOException {
        Arguments arguments = Arguments.parse(
                line, Set.of("rounds", "passages", "callers", "corpus", "float"), Set.of("alone", "quality"));
        if (!arguments.words().isEmpty()) {
            throw new BenchException(USAGE);
        }
        SILENCE.forEach(property -> System.setProperty(property, "true"));
        int callers = arguments.count("callers", Runtime.getRuntime().availableProcessors());
        try (OnnxEmbedder ours = new OnnxEmbedder(Optional.empty(), callers, 64)) {
            run(arguments, "int8", ours, callers, PublishedModel::wholeNumbers, out);
        }
        if (arguments.option("float").isPresent()) {
            try (PublishedModel published =
                            PublishedModel.of(Path.of(arguments.option("float").get()));
                    OnnxEmbedder ours = new OnnxEmbedder(published.weights(), published.identity(), callers, 64)) {
                run(arguments, "float", ours, callers, published::peer, out);
            }
        }
    }

    private static void run(
            Arguments arguments,
            String numbers,
            Embedder ours,
            int callers,
            Supplier<EmbeddingModel> peer,
            PrintStream out) {
        int rounds = arguments.count("rounds", 3);
        int count = arguments.count("passages", 300);
        List<String> texts = arguments
                .option("corpus")
                .map(folder -> corpus(Path.of(folder), count))
                .orElseGet(() -> Prose.passages(count));
        List<Integer> lengths = texts.stream().map(ours::countTokens).toList();
        long tokens = lengths.stream().mapToLong(Integer::longValue).sum();
        double mean =
                lengths.stream().mapToDouble(length -> (double) length * length).sum() / tokens;
        out.printf(
                "%s: %s passages, %s tokens, %d callers, %d rounds%n",
                numbers, Figures.count(texts.size()), Figures.count(tokens), callers, rounds);
        Race.Side here = new Race.Side("Groundwork", () -> ours.embedPassages(texts));
        if (arguments.flags().contains("alone")) {
            Race.Round best = here.best(rounds);
            best.print(out, texts.size(), tokens);
            printLimit(out, numbers, best, tokens, mean);
            return;
        }
        EmbeddingModel theirs = peer.get();
        List<TextSegment> segments = texts.stream().map(TextSegment::from).toList();
        Race race = Race.run(here, new Race.Side("LangChain4j", () -> theirs.embedAll(segments)), rounds);
        race.print(out, texts.size(), tokens);
        printLimit(out, numbers, race.ours(), tokens, mean);
        printLatencies(out, ours, theirs);
        if (arguments.flags().contains("quality")) {
            Path folder = Path.of(arguments.option("corpus").orElseThrow(() -> new BenchException(USAGE)));
            new DenseQuality(new BeirFolder(folder)).print(out, ours, theirs);
        }
    }

    private static List<String> corpus(Path folder, int count) {
        try (Stream<BeirDocument> documents = new BeirFolder(folder).documents()) {
            return documents.limit(count).map(DenseQuality::passage).toList();
        }
    }

    private static void printLimit(PrintStream out, String numbers, Race.Round ours, long tokens, double mean) {
        MatrixLimit limit = MatrixLimit.measure();
        double most = limit.tokensPerSecond(numbers.equals("float"), mean);
        out.printf(
                "products of matrices on one core: %s GOP/s in eight bits, %s GFLOP/s in float; nothing but these: %s tokens/CPU-s,"
                        + " of which we reach %s %%%n",
                Figures.decimal(limit.whole() / 1e9, 0),
                Figures.decimal(limit.decimal() / 1e9, 0),
                Figures.count(Math.round(most)),
                Figures.decimal(100 * tokens / ours.cpu() / most, 0));
    }

    /** Blocks in turn, so that both meet the same neighbours. */
    private static void printLatencies(PrintStream out, Embedder ours, EmbeddingModel theirs) {
        String question = ours.model().prefixes().query() + QUESTION;
        List<Duration> here = new ArrayList<>();
        List<Duration> there = new ArrayList<>();
        for (int block = 0; block <= BLOCKS; block++) {
            if (block == 1) {
                // What came before was to warm up.
                here.clear();
                there.clear();
            }
            for (int i = 0; i < QUESTIONS_A_BLOCK; i++) {
                here.add(timed(() -> ours.embedQuery(QUESTION)));
            }
            for (int i = 0; i < QUESTIONS_A_BLOCK; i++) {
                there.add(timed(() -> theirs.embed(question)));
            }
        }
        out.printf("one question of %d tokens at a time:%n", ours.countTokens(question) + 2);
        print(out, "Groundwork", Latencies.of(here));
        print(out, "LangChain4j", Latencies.of(there));
    }

    private static void print(PrintStream out, String name, Latencies times) {
        out.printf(
                "%-12s p50 %s ms, p99 %s ms%n",
                name, Figures.decimal(times.millis(.5), 2), Figures.decimal(times.millis(.99), 2));
    }

    private static Duration timed(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
