package io.groundwork.bench;

import io.groundwork.bench.MemoryTrend.Sample;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Holds many streams at once for long: each of some minutes and then the next, every token looked at, and the system's memory with it. */
final class StreamsHold {

    private static final Duration PACE = Duration.ofMillis(500);
    private static final Duration RAMP = Duration.ofSeconds(20);
    private static final Duration SHORTEST = Duration.ofMinutes(2);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** By then as many streams end as begin; before it, the texts of all of them grow. */
    private static final Duration TO_JUDGE_MEMORY = Duration.ofMinutes(10);

    private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(5);
    private static final long LATE_NANOS = PACE.plusMillis(500).toNanos();
    private static final Pattern HEAP =
            Pattern.compile("(?m)^jvm_memory_used_bytes\\{[^}]*area=\"heap\"[^}]*} ([0-9.E+]+)$");

    private final GroundworkApi api;
    private final ModelStub stub;
    private final String model;
    private final PrintStream out;

    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final LongAdder streams = new LongAdder();
    private final LongAdder frames = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder doubled = new LongAdder();
    private final LongAdder disordered = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final LongAccumulator longestGap = new LongAccumulator(Math::max, 0);
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    StreamsHold(GroundworkApi api, ModelStub stub, String model, PrintStream out) {
        this.api = api;
        this.stub = stub;
        this.model = model;
        this.out = out;
    }

    void hold(int count, Duration time) {
        long tokensBefore = stub.tokens();
        OptionalLong process = Processes.listeningAt(api.base());
        List<Sample> resident = new ArrayList<>();
        List<Sample> heap = new ArrayList<>();
        long start = System.nanoTime();
        long end = start + RAMP.plus(time).toNanos();
        out.printf(
                "%s streams, a token every %d ms, each of %d to %d minutes and then the next, for %s.%n",
                Figures.count(count), PACE.toMillis(), SHORTEST.toMinutes(), LONGEST.toMinutes(), Figures.time(time));
        try (ChatCalls calls = api.chat();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                long from = start + RAMP.toNanos() * i / count;
                Random random = new Random(i);
                threads.execute(() -> oneAfterAnother(calls, from, end, random));
            }
            sample(end, process, resident, heap);
        }
        stub.awaitQuiet();
        judge(count, stub.tokens() - tokensBefore, resident, heap);
    }

    private void oneAfterAnother(ChatCalls calls, long from, long end, Random random) {
        sleep(Duration.ofNanos(Math.max(0, from - System.nanoTime())));
        for (long left = end - System.nanoTime(); left >= PACE.toNanos(); left = end - System.nanoTime()) {
            long wanted = random.nextLong(SHORTEST.toNanos(), LONGEST.toNanos());
            one(calls, (int) (Math.min(wanted, left) / PACE.toNanos()));
        }
    }

    private void one(ChatCalls calls, int count) {
        long[] last = new long[1];
        most.accumulateAndGet(open.incrementAndGet(), Math::max);
        try {
            Heard heard = calls.stream(model, Script.whole(count, PACE, Script.NONE), nanos -> {
                long gap = last[0] == 0 ? 0 : nanos - last[0];
                last[0] = nanos;
                longestGap.accumulate(gap);
                if (gap > LATE_NANOS) {
                    late.increment();
                }
            });
            streams.increment();
            frames.add(heard.tokens().count());
            lost.add(count - heard.tokens().count() + heard.tokens().doubled());
            doubled.add(heard.tokens().doubled());
            disordered.add(heard.tokens().disordered());
            if (!heard.isWhole(count)) {
                wrong.add(heard.ending());
            } else if (heard.usage().orElse(-1) != count) {
                wrong.add(
                        "%d tokens were told of, not %d".formatted(heard.usage().orElse(-1), count));
            }
        } finally {
            open.decrementAndGet();
        }
    }

    /** From the moment when all streams are there. */
    private void sample(long end, OptionalLong process, List<Sample> resident, List<Sample> heap) {
        sleep(RAMP);
        long start = System.nanoTime();
        while (System.nanoTime() < end) {
            Duration at = Duration.ofNanos(System.nanoTime() - start);
            process.ifPresent(id -> resident.add(new Sample(at, PeakMemory.now(id) / 1_024.0)));
            heap.add(new Sample(at, heapMegabytes()));
            sleep(BETWEEN_SAMPLES);
        }
    }

    private double heapMegabytes() {
        Matcher pool = HEAP.matcher(api.ask("GET", "/q/metrics", Map.of()).body());
        double bytes = 0;
        while (pool.find()) {
            bytes += Double.parseDouble(pool.group(1));
        }
        return bytes / (1 << 20);
    }

    private void judge(int count, long sent, List<Sample> resident, List<Sample> heap) {
        wrong.stream().limit(5).forEach(line -> out.println("  a stream that did not come whole: " + line));
        out.printf(
                "%s streams one after another, %s at once at most, %s tokens; %s of them came more than half a second late, the longest wait was %s ms.%n",
                Figures.count(streams.sum()),
                Figures.count(most.get()),
                Figures.count(frames.sum()),
                Figures.count(late.sum()),
                Figures.count(longestGap.get() / 1_000_000));
        List<Promise> promises = new ArrayList<>(List.of(
                new Promise("so many streams at once", Figures.count(most.get()) + " of " + count, most.get() == count),
                new Promise("streams that do not come whole: none", wrong.size() + " did not", wrong.isEmpty()),
                new Promise(
                        "tokens lost, double, out of order: none",
                        "%d, %d, %d".formatted(lost.sum(), doubled.sum(), disordered.sum()),
                        lost.sum() == 0 && doubled.sum() == 0 && disordered.sum() == 0),
                new Promise(
                        "tokens heard as the model server counts them",
                        "%s of %s".formatted(Figures.count(frames.sum()), Figures.count(sent)),
                        frames.sum() == sent)));
        flat("heap", heap, promises);
        flat("resident memory", resident, promises);
        Promise.print(promises, out);
    }

    private void flat(String of, List<Sample> samples, List<Promise> promises) {
        if (samples.stream().allMatch(sample -> sample.megabytes() == 0)) {
            out.printf("The system's %s cannot be seen from here.%n", of);
            return;
        }
        MemoryTrend trend = new MemoryTrend(samples);
        out.println(trend.line(of));
        if (trend.samples().getLast().at().compareTo(TO_JUDGE_MEMORY) < 0) {
            out.printf("Whether the %s is flat is told after %d minutes.%n", of, TO_JUDGE_MEMORY.toMinutes());
            return;
        }
        promises.add(new Promise(
                of + " is flat: at most a tenth more at the end",
                "%s to %s MB"
                        .formatted(Figures.decimal(trend.floorBefore(), 0), Figures.decimal(trend.floorAfter(), 0)),
                trend.isFlat()));
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("Interrupted.", e);
        }
    }
}
