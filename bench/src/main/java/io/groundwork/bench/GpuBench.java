package io.groundwork.bench;

import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.Precision;
import io.groundwork.embeddings.Provider;
import io.groundwork.embeddings.onnx.OnnxEmbedder;
import io.groundwork.embeddings.onnx.Wish;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How fast the model reads on each device that there is: passages of one length at a time, in batches of several sizes, from several callers at once, the
 * fastest round. Beside the speeds stands how far vectors are from those of weights in 32 bits, one text at a time on the processor.
 */
final class GpuBench {

    private static final String USAGE = """
            Usage: ./groundwork bench gpu [--providers cuda,cpu] [--precisions int8,fp32,fp16] [--batch-tokens 4096,16384,65536]
                     [--lengths 16,64,256,512] [--texts N] [--rounds N] [--callers N] [--float FILE]
              --providers     auto, cuda, tensorrt, openvino, rocm, cpu; those that cannot be had are named and left out
              --batch-tokens  places of a batch; 0 is one text at a time, which only the processor does
              --texts         of each length and round; default 4,096 on an accelerator, 256 otherwise
              --float         weights in decimals where the build has none: bge-small-en-v1.5.onnx, or LangChain4j's jar that holds it""";

    /** Texts whose vectors are compared. */
    private static final int COMPARED = 48;

    private static final double LEAST_COSINE_FP16 = 0.9999;
    private static final double LEAST_COSINE_FP32 = 0.99999;

    private final Arguments arguments;
    private final Optional<Path> model;
    private final PrintStream out;
    private final List<String> broken = new ArrayList<>();

    private GpuBench(Arguments arguments, Optional<Path> model, PrintStream out) {
        this.arguments = arguments;
        this.model = model;
        this.out = out;
    }

    static void run(List<String> line, Map<String, String> environment, PrintStream out) throws IOException {
        Arguments arguments = Arguments.parse(
                line,
                Set.of("providers", "precisions", "batch-tokens", "lengths", "texts", "rounds", "callers", "float"),
                Set.of());
        if (!arguments.words().isEmpty()) {
            throw new BenchException(USAGE);
        }
        if (arguments.option("float").isEmpty()) {
            new GpuBench(arguments, Optional.empty(), out).run();
            return;
        }
        try (PublishedModel published =
                PublishedModel.of(Path.of(arguments.option("float").get()))) {
            new GpuBench(arguments, Optional.of(published.folder()), out).run();
        }
    }

    private void run() {
        List<Integer> lengths = numbers("lengths", "16,64,256,512");
        List<String> words = List.of(String.join(" ", Prose.passages(60)).split(" "));
        List<Embedding> reference = List.of();
        try (OnnxEmbedder exact =
                start(new Wish(Provider.CPU, 0, Precision.FP32, OptionalInt.empty(), OptionalInt.empty(), model))) {
            printTokenizer(exact, words);
            reference = exact.embedPassages(compared());
        } catch (EmbeddingException e) {
            out.println("no comparison: " + e.getMessage());
        }
        out.printf(
                "%-9s %-5s %7s %7s %12s %10s  %-14s %s%n",
                "provider", "bits", "batch", "length", "tokens/s", "texts/s", "card", "least cosine to fp32");
        for (Provider provider : named(Provider.class, "providers", "auto,cpu")) {
            for (Precision precision : named(Precision.class, "precisions", "int8,fp32,fp16")) {
                measure(provider, precision, lengths, words, reference);
            }
        }
        if (!broken.isEmpty()) {
            throw new BenchException(String.join(" ", broken));
        }
    }

    private void measure(
            Provider provider,
            Precision precision,
            List<Integer> lengths,
            List<String> words,
            List<Embedding> reference) {
        boolean wholeNumbers = precision == Precision.INT8;
        boolean processor = provider == Provider.CPU;
        if (wholeNumbers && !processor) {
            return;
        }
        List<Integer> batches =
                wholeNumbers ? List.of(0) : numbers("batch-tokens", processor ? "0,1024" : "4096,16384,65536");
        for (int batch : batches) {
            Wish wish = new Wish(
                    provider,
                    0,
                    precision,
                    batch == 0 ? OptionalInt.empty() : OptionalInt.of(batch),
                    OptionalInt.empty(),
                    wholeNumbers ? Optional.empty() : model);
            String name = "%-9s %-5s %7d".formatted(lower(provider), lower(precision), batch);
            try (OnnxEmbedder embedder = start(wish)) {
                String cosine = wholeNumbers ? "" : compare(embedder, precision, reference, name);
                for (int length : lengths) {
                    measure(embedder, name, length, texts(embedder, words, length, processor), cosine);
                }
            } catch (EmbeddingException e) {
                out.println(name + "  " + e.getMessage());
                return;
            }
        }
    }

    private OnnxEmbedder start(Wish wish) {
        OnnxEmbedder embedder = OnnxEmbedder.start(
                wish, Optional.empty(), new OnnxEmbedder.Capacity(1_024, Long.MAX_VALUE), new SimpleMeterRegistry());
        try {
            embedder.embedQuery("until it is loaded");
            return embedder;
        } catch (EmbeddingException e) {
            embedder.close();
            throw e;
        }
    }

    private String compare(Embedder embedder, Precision precision, List<Embedding> reference, String name) {
        if (reference.isEmpty()) {
            return "";
        }
        List<Embedding> found = embedder.embedPassages(compared());
        double least = 1;
        for (int i = 0; i < found.size(); i++) {
            least = Math.min(least, found.get(i).cosine(reference.get(i)));
        }
        double promised = precision == Precision.FP16 ? LEAST_COSINE_FP16 : LEAST_COSINE_FP32;
        if (least < promised) {
            broken.add("%s: vectors are %s from those of 32 bits; %s was promised."
                    .formatted(name.strip(), Figures.decimal(least, 6), promised));
        }
        return Figures.decimal(least, 7);
    }

    private void measure(Embedder embedder, String name, int length, List<String> texts, String cosine) {
        int callers = arguments.count("callers", 8);
        long tokens = texts.size() * (long) length;
        round(embedder, texts, callers);
        double best = Double.MAX_VALUE;
        String card;
        try (CardWatch watch = CardWatch.start()) {
            for (int i = 0; i < arguments.count("rounds", 3); i++) {
                best = Math.min(best, round(embedder, texts, callers));
            }
            card = watch.words();
        }
        out.printf(
                "%s %7d %12s %10s  %-14s %s%n",
                name,
                length,
                Figures.count(Math.round(tokens / best)),
                Figures.decimal(texts.size() / best, 1),
                card,
                cosine);
    }

    /** Seconds until all are read; each caller has its share of the texts, in lists of 64. */
    private static double round(Embedder embedder, List<String> texts, int callers) {
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
            List<Future<?>> calls = new ArrayList<>();
            for (int from = 0; from < texts.size(); from += 64) {
                List<String> some = texts.subList(from, Math.min(texts.size(), from + 64));
                calls.add(threads.submit(() -> embedder.embedPassages(some)));
            }
            for (Future<?> call : calls) {
                call.get();
            }
        } catch (ExecutionException e) {
            throw new EmbeddingException("The engine failed under load", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("Interrupted.", e);
        }
        return Figures.seconds(Duration.ofNanos(System.nanoTime() - start));
    }

    private void printTokenizer(Embedder embedder, List<String> words) {
        List<String> texts = texts(embedder, words, 256, true);
        long tokens = 0;
        double seconds = 0;
        // The first round warms up.
        for (int round = 0; round < 2; round++) {
            long start = System.nanoTime();
            tokens = texts.stream().mapToLong(embedder::countTokens).sum();
            seconds = Figures.seconds(Duration.ofNanos(System.nanoTime() - start));
        }
        out.printf(
                "cutting texts into tokens: %s tokens/s on one core, %d cores%n",
                Figures.count(Math.round(tokens / seconds)),
                Runtime.getRuntime().availableProcessors());
    }

    /** Different texts of about so many tokens, special ones included; never more. */
    private List<String> texts(Embedder embedder, List<String> words, int length, boolean few) {
        int count = arguments.count("texts", few ? 256 : 4_096);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int from = i * 7 % words.size();
            int most = length - 2;
            int to = Math.min(words.size(), from + most);
            String text = String.join(" ", words.subList(from, to));
            int tokens = embedder.countTokens(text);
            while (tokens > most && to > from + 1) {
                to -= Math.max(1, (tokens - most) / 3);
                text = String.join(" ", words.subList(from, Math.max(from + 1, to)));
                tokens = embedder.countTokens(text);
            }
            texts.add(text + " a".repeat(Math.max(0, most - tokens)));
        }
        return texts;
    }

    private static List<String> compared() {
        return Prose.passages(COMPARED);
    }

    private List<Integer> numbers(String option, String otherwise) {
        try {
            return Arrays.stream(arguments.option(option).orElse(otherwise).split(","))
                    .map(Integer::valueOf)
                    .toList();
        } catch (NumberFormatException e) {
            throw new BenchException(USAGE, e);
        }
    }

    private <E extends Enum<E>> List<E> named(Class<E> type, String option, String otherwise) {
        try {
            return Arrays.stream(arguments.option(option).orElse(otherwise).split(","))
                    .map(name -> Enum.valueOf(type, name.toUpperCase(Locale.ROOT)))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new BenchException(USAGE, e);
        }
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
