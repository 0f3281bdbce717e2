package io.groundwork.bench;

import io.groundwork.embeddings.onnx.OnnxEmbedder;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * {@code bench embeddings-service [--passages N] [--rounds N] [--callers N] [--questions N] [--flood N]}: what the service adds to the engine, how
 * questions fare beside bulk work, and what becomes of a flood. The service runs in a process of its own, on this machine: its callers take
 * from the same processors.
 */
final class EmbeddingServiceBench {

    private static final double MOST_OVERHEAD = .05;
    private static final double MOST_SLOWDOWN = 4;

    /** Requests of one word, after which both programs run as they will for days: with 300 of them compiling took a tenth of the processors (2026-11-22). */
    private static final int COMPILED_AFTER = 20_000;

    private final EmbeddingService service;
    private final PrintStream out;
    private final List<String> passages;
    private final int callers;

    private EmbeddingServiceBench(EmbeddingService service, PrintStream out, List<String> passages, int callers) {
        this.service = service;
        this.out = out;
        this.passages = passages;
        this.callers = callers;
    }

    static void run(List<String> line, Map<String, String> environment, PrintStream out) throws Exception {
        Arguments arguments =
                Arguments.parse(line, Set.of("passages", "rounds", "callers", "questions", "flood"), Set.of());
        try (EmbeddingService service = EmbeddingService.start(Map.of())) {
            EmbeddingServiceBench bench = new EmbeddingServiceBench(
                    service, out, Prose.passages(arguments.count("passages", 300)), arguments.count("callers", 32));
            Promise overhead = bench.overhead(arguments.count("rounds", 3));
            Promise questions = bench.questions(arguments.count("questions", 500));
            List<Promise> flood = bench.flood(arguments.count("flood", 10_000));
            List<Promise> all = new ArrayList<>(List.of(overhead, questions));
            all.addAll(flood);
            Promise.print(all, out);
        }
    }

    /** The engine in this process and the service take turns; each caller asks for one passage at a time. The fastest round of each counts. */
    private Promise overhead(int rounds) {
        double engine = 0;
        double served = 0;
        try (OnnxEmbedder here =
                new OnnxEmbedder(Optional.empty(), Runtime.getRuntime().availableProcessors(), callers)) {
            Consumer<String> inProcess = text -> here.embedPassages(List.of(text));
            Consumer<String> overHttp = text -> expectOk(service.embed(List.of(text), "passage"));
            List<String> words = Collections.nCopies(COMPILED_AFTER, "word");
            perSecond(words, inProcess);
            perSecond(words, overHttp);
            for (int round = 0; round < rounds; round++) {
                engine = Math.max(engine, perSecond(passages, inProcess));
                served = Math.max(served, perSecond(passages, overHttp));
            }
        }
        double overhead = engine / served - 1;
        out.printf(
                "%d callers: %s passages/s in process, %s through HTTP%n",
                callers, Figures.decimal(engine, 1), Figures.decimal(served, 1));
        return new Promise(
                "HTTP costs at most %s %% at %d callers".formatted(Figures.decimal(MOST_OVERHEAD * 100, 0), callers),
                Figures.decimal(overhead * 100, 1) + " %",
                overhead <= MOST_OVERHEAD);
    }

    private double perSecond(List<String> texts, Consumer<String> work) {
        AtomicInteger next = new AtomicInteger();
        long start = System.nanoTime();
        together(callers, () -> {
            int place = next.getAndIncrement();
            while (place < texts.size()) {
                work.accept(texts.get(place));
                place = next.getAndIncrement();
            }
        });
        return texts.size() / Figures.seconds(Duration.ofNanos(System.nanoTime() - start));
    }

    /** One after the other, first alone and then beside callers who send passages without a pause. */
    private Promise questions(int count) throws Exception {
        ask(count / 5 + 1);
        Latencies idle = ask(count);
        AtomicBoolean ended = new AtomicBoolean();
        AtomicInteger bulk = new AtomicInteger();
        Latencies loaded;
        long start = System.nanoTime();
        try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < callers; i++) {
                int first = i * 8 % Math.max(1, passages.size() - 8);
                crowd.execute(() -> {
                    while (!ended.get()) {
                        expectOk(service.embed(passages.subList(first, first + 8), "passage"));
                        bulk.addAndGet(8);
                    }
                });
            }
            try {
                ask(count / 5 + 1);
                loaded = ask(count);
            } finally {
                ended.set(true);
            }
        }
        double seconds = Figures.seconds(Duration.ofNanos(System.nanoTime() - start));
        print("questions alone", idle);
        print("beside %s passages/s".formatted(Figures.decimal(bulk.get() / seconds, 1)), loaded);
        double slowdown = loaded.millis(.99) / idle.millis(.99);
        return new Promise(
                "a question's p99 under full load is at most %s times its own"
                        .formatted(Figures.decimal(MOST_SLOWDOWN, 0)),
                "%s times, %s against %s ms"
                        .formatted(
                                Figures.decimal(slowdown, 1),
                                Figures.decimal(loaded.millis(.99), 1),
                                Figures.decimal(idle.millis(.99), 1)),
                slowdown <= MOST_SLOWDOWN);
    }

    private void print(String what, Latencies of) {
        out.printf(
                "%-28s p50 %s ms, p99 %s ms%n",
                what, Figures.decimal(of.millis(.5), 1), Figures.decimal(of.millis(.99), 1));
    }

    private Latencies ask(int count) {
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String question = "What does section %d say about the notice period?".formatted(i % 97);
            long start = System.nanoTime();
            expectOk(service.embed(List.of(question), "query"));
            times.add(Duration.ofNanos(System.nanoTime() - start));
        }
        return Latencies.of(times);
    }

    /** So many requests of one passage each at the same moment, each on a connection of its own. */
    private List<Promise> flood(int count) throws Exception {
        List<byte[]> bodies = passages.stream()
                .map(passage -> EmbeddingService.body(List.of(passage), "passage"))
                .toList();
        long before = PeakMemory.now(service.pid());
        Map<Integer, Integer> ends = new TreeMap<>();
        long start = System.nanoTime();
        try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                byte[] body = bodies.get(i % bodies.size());
                answers.add(crowd.submit(() -> service.embedAlone(body)));
            }
            for (Future<Integer> answer : answers) {
                ends.merge(answer.get(), 1, Integer::sum);
            }
        }
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        long after = PeakMemory.now(service.pid());
        int served = ends.getOrDefault(200, 0);
        int refused = ends.getOrDefault(429, 0);
        out.printf(
                "%s requests at once: %s served, %s refused, all ended after %s; statuses %s%n",
                Figures.count(count), Figures.count(served), Figures.count(refused), Figures.time(time), ends);
        out.printf(
                "memory of the service: %d MB before, %d MB at most, %d MB after%n",
                before >> 10, PeakMemory.of(service.pid()) >> 10, after >> 10);
        return List.of(
                new Promise(
                        "of %s requests at once none is lost or hangs".formatted(Figures.count(count)),
                        "%s served, %s refused with 429, %s others"
                                .formatted(
                                        Figures.count(served),
                                        Figures.count(refused),
                                        Figures.count(count - served - refused)),
                        served + refused == count && served > 0),
                new Promise(
                        "memory stays bounded: at most 1 GB",
                        (PeakMemory.of(service.pid()) >> 10) + " MB",
                        PeakMemory.of(service.pid()) >> 10 <= 1024),
                new Promise(
                        "and the service goes on",
                        "status " + service.embed(List.of("after the flood"), "query"),
                        service.embed(List.of("after the flood"), "query") == 200));
    }

    private static void together(int callers, Runnable work) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                futures.add(threads.submit(work));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("Interrupted.", e);
        } catch (ExecutionException e) {
            throw new BenchException("A caller failed.", e);
        }
    }

    private static void expectOk(int status) {
        if (status != 200) {
            throw new BenchException("The service answered %d.".formatted(status));
        }
    }
}
