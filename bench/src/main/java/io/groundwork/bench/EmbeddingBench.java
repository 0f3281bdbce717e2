package io.groundwork.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;
import io.groundwork.embeddings.onnx.OnnxEmbedder;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How fast passages become vectors, against LangChain4j's in-process model on the same weights: same texts, same JVM, rounds in turn, the
 * fastest round of each. Wall time suffers from neighbours on the machine; tokens per CPU second suffer less.
 */
final class EmbeddingBench {

    private static final String USAGE =
            "Usage: ./groundwork bench embeddings [--rounds N] [--passages N] [--callers N] [--corpus BEIR-FOLDER] [--alone]";

    /** Tells LangChain4j's libraries not to use the network, which they would to count their users. */
    private static final List<String> SILENCE = List.of("ai.djl.offline", "OPT_OUT_TRACKING");

    private EmbeddingBench() {}

    /** @param line {@code --corpus} takes the first passages of that corpus in place of made-up prose; {@code --alone} leaves the peer out */
    static void run(List<String> line, Map<String, String> environment, PrintStream out) {
        Arguments arguments = Arguments.parse(line, Set.of("rounds", "passages", "callers", "corpus"), Set.of("alone"));
        if (!arguments.words().isEmpty()) {
            throw new BenchException(USAGE);
        }
        SILENCE.forEach(property -> System.setProperty(property, "true"));
        int count = arguments.count("passages", 300);
        int callers = arguments.count("callers", Runtime.getRuntime().availableProcessors());
        int rounds = arguments.count("rounds", 3);
        List<String> texts = arguments
                .option("corpus")
                .map(folder -> corpus(Path.of(folder), count))
                .orElseGet(() -> Prose.passages(count));

        try (OnnxEmbedder ours = new OnnxEmbedder(Optional.empty(), callers, 64)) {
            long tokens = texts.stream().mapToLong(ours::countTokens).sum();
            out.printf(
                    "%s passages, %s tokens, %d callers, %d rounds%n",
                    Figures.count(texts.size()), Figures.count(tokens), callers, rounds);
            Side here = new Side("Groundwork", () -> ours.embedPassages(texts));
            if (arguments.flags().contains("alone")) {
                print(out, here.best(rounds), texts.size(), tokens);
            } else {
                compare(out, here, peer(texts), rounds, texts.size(), tokens);
            }
        }
    }

    private static List<String> corpus(Path folder, int count) {
        try (Stream<BeirDocument> documents = new BeirFolder(folder).documents()) {
            return documents
                    .limit(count)
                    .map(document -> document.title() + "\n" + document.text())
                    .toList();
        }
    }

    private static Side peer(List<String> texts) {
        var model = new BgeSmallEnV15QuantizedEmbeddingModel();
        List<TextSegment> segments = texts.stream().map(TextSegment::from).toList();
        return new Side("LangChain4j", () -> model.embedAll(segments));
    }

    private static void compare(PrintStream out, Side here, Side there, int rounds, int passages, long tokens) {
        here.work().run();
        there.work().run();
        Round ours = here.once();
        Round theirs = there.once();
        for (int round = 1; round < rounds; round++) {
            ours = ours.better(here.once());
            theirs = theirs.better(there.once());
        }
        print(out, ours, passages, tokens);
        print(out, theirs, passages, tokens);
        out.printf(
                "ratio: %s by the clock, %s by CPU time%n",
                Figures.decimal(theirs.wall() / ours.wall(), 2), Figures.decimal(theirs.cpu() / ours.cpu(), 2));
    }

    private static void print(PrintStream out, Round best, int passages, long tokens) {
        out.printf(
                "%-12s %8s passages/s %10s tokens/s %10s tokens/CPU-s%n",
                best.name(),
                Figures.decimal(passages / best.wall(), 1),
                Figures.count(Math.round(tokens / best.wall())),
                Figures.count(Math.round(tokens / best.cpu())));
    }

    /** @param work embeds all passages once */
    private record Side(String name, Runnable work) {

        Round once() {
            OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            long cpu = process.getProcessCpuTime();
            long start = System.nanoTime();
            work.run();
            return new Round(
                    name,
                    Figures.seconds(Duration.ofNanos(System.nanoTime() - start)),
                    Figures.seconds(Duration.ofNanos(process.getProcessCpuTime() - cpu)));
        }

        /** After one round that is not counted. */
        Round best(int rounds) {
            work.run();
            Round best = once();
            for (int round = 1; round < rounds; round++) {
                best = best.better(once());
            }
            return best;
        }
    }

    /**
     * @param wall seconds
     * @param cpu seconds of the whole process
     */
    private record Round(String name, double wall, double cpu) {

        /** The fastest of each measure, which need not come from the same round. */
        Round better(Round other) {
            return new Round(name, Math.min(wall, other.wall), Math.min(cpu, other.cpu));
        }
    }
}
