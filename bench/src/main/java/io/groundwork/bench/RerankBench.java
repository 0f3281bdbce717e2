package io.groundwork.bench;

import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.PassageVectors;
import io.groundwork.embeddings.onnx.OnnxEmbedder;
import io.groundwork.embeddings.states.CompressedStates;
import io.groundwork.embeddings.states.QuestionStates;
import io.groundwork.embeddings.states.StateScorer;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * {@code bench rerank}: what it costs to score passages by the stored states of their tokens, on one core: as the stage does it, and plainly in decimals, in
 * turn; and what the states take on disk. How much better the order becomes is what {@code ./groundwork eval} says, beside the order before.
 */
final class RerankBench {

    private static final String USAGE = "Usage: ./groundwork bench rerank [--passages N] [--tokens N] [--rounds N]";

    /** Fourteen tokens, without those that open and close. */
    private static final String QUESTION = "how long may a lender keep a borrower's documents?";

    private static final int WARM_UP_ROUNDS = 30;

    private RerankBench() {}

    static void run(List<String> line, Map<String, String> environment, PrintStream out) {
        Arguments arguments = Arguments.parse(line, Set.of("passages", "tokens", "rounds"), Set.of());
        if (!arguments.words().isEmpty()) {
            throw new BenchException(USAGE);
        }
        int count = arguments.count("passages", 100);
        int tokens = arguments.count("tokens", 250);
        int rounds = arguments.count("rounds", 200);
        QuestionStates question;
        List<byte[]> stored = new ArrayList<>();
        int dimension;
        try (OnnxEmbedder engine = new OnnxEmbedder(Optional.empty(), 1, 64)) {
            dimension = engine.model().dimension();
            question = engine.questionStates(QUESTION);
            printIngestion(out, engine, count, tokens, stored);
        }
        out.printf(
                "a question of %d tokens against %s passages of %d tokens, one core, %s rounds in turn:%n",
                question.tokens(), Figures.count(count), tokens, Figures.count(rounds));
        Way stage = new Way("as the stage does it", states -> asTheStage(question, states, dimension));
        Way decimals = new Way("plainly, in decimals", states -> DecodedStates.scores(question, states));
        for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
            stage.time(stored, round >= 0);
            decimals.time(stored, round >= 0);
        }
        stage.print(out);
        decimals.print(out);
        out.printf("plainly takes %s times as long%n", Figures.decimal(decimals.millis() / stage.millis(), 1));
        out.printf("the two differ by %s at most%n", Figures.decimal(difference(question, stored, dimension), 5));
    }

    /** Passages of one length from the prose of the benchmarks, embedded with and without their states. */
    private static void printIngestion(PrintStream out, Embedder engine, int count, int tokens, List<byte[]> stored) {
        List<String> texts = Prose.passages(4 * count).stream()
                .map(text -> cut(engine, text.repeat(4), tokens - 2))
                .limit(count)
                .toList();
        engine.embedPassages(texts.subList(0, Math.min(8, count)));
        double without = cpuSeconds(() -> engine.embedPassages(texts));
        List<PassageVectors> made = new ArrayList<>();
        double with = cpuSeconds(() -> made.add(engine.embedWithStates(texts)));
        long bytes = 0;
        for (CompressedStates states : made.getFirst().states()) {
            byte[] passage = states.toBytes();
            stored.add(passage);
            bytes += passage.length;
        }
        out.printf(
                "states: %s bytes a passage (%s a token); vectors with states take %s times the CPU of vectors alone%n",
                Figures.count(bytes / count),
                Figures.decimal((double) bytes / count / tokens, 1),
                Figures.decimal(with / without, 2));
    }

    /** So many tokens of its beginning. */
    private static String cut(Embedder engine, String text, int tokens) {
        int low = 0;
        int high = text.length();
        while (low < high) {
            int middle = (low + high + 1) / 2;
            if (engine.countTokens(text.substring(0, middle)) <= tokens) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return text.substring(0, low);
    }

    private static double cpuSeconds(Runnable work) {
        ProcessHandle self = ProcessHandle.current();
        Duration before = self.info().totalCpuDuration().orElse(Duration.ZERO);
        work.run();
        return Figures.seconds(
                self.info().totalCpuDuration().orElse(Duration.ZERO).minus(before));
    }

    /** From bytes as they are stored. */
    private static double asTheStage(QuestionStates question, List<byte[]> stored, int dimension) {
        StateScorer scorer = new StateScorer(question);
        double sum = 0;
        for (byte[] passage : stored) {
            sum += scorer.score(CompressedStates.read(passage, dimension).orElseThrow());
        }
        return sum;
    }

    private static double difference(QuestionStates question, List<byte[]> stored, int dimension) {
        StateScorer scorer = new StateScorer(question);
        double most = 0;
        for (byte[] passage : stored) {
            double one = scorer.score(CompressedStates.read(passage, dimension).orElseThrow());
            most = Math.max(most, Math.abs(one - DecodedStates.scores(question, List.of(passage))));
        }
        return most;
    }

    /** One way of scoring, and how long its rounds took: on the clock, and of this thread's core. */
    private static final class Way {

        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

        private final String name;
        private final ToDoubleFunction<List<byte[]>> work;
        private final List<Duration> wall = new ArrayList<>();
        private final List<Duration> core = new ArrayList<>();
        private double sum;

        Way(String name, ToDoubleFunction<List<byte[]>> work) {
            this.name = name;
            this.work = work;
        }

        void time(List<byte[]> stored, boolean counts) {
            long start = System.nanoTime();
            long startOfCore = THREADS.getCurrentThreadCpuTime();
            sum += work.applyAsDouble(stored);
            if (counts) {
                core.add(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - startOfCore));
                wall.add(Duration.ofNanos(System.nanoTime() - start));
            }
        }

        /** On the clock, of the middle round. */
        double millis() {
            return Latencies.of(wall).millis(.5);
        }

        void print(PrintStream out) {
            Latencies clock = Latencies.of(wall);
            Latencies cpu = Latencies.of(core);
            out.printf(
                    "  %-20s p50 %s ms, p99 %s ms; of CPU p50 %s ms, p99 %s ms (mean score %s)%n",
                    name,
                    Figures.decimal(clock.millis(.5), 2),
                    Figures.decimal(clock.millis(.99), 2),
                    Figures.decimal(cpu.millis(.5), 2),
                    Figures.decimal(cpu.millis(.99), 2),
                    Figures.decimal(sum / wall.size(), 3));
        }
    }
}
