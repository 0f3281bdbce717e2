package io.groundwork.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongFunction;

/**
 * {@code bench facade [--rate N] [--seconds N] [--rounds N] [--stream-rate N] [--most-rate N] [--outcome-only]}: what the system adds to the time of a chat model's answer, and the highest
 * rate that it holds, against a model server of this program's own; {@code bench facade --streams N --minutes N}: so many streams at once for so long. Everything shares one
 * machine.
 */
final class FacadeBench {

    private static final String DOOR = "model";
    private static final int SHORT = 8;
    private static final int LONG = 64;
    private static final Duration PACE = Duration.ofMillis(20);

    /** Of a round's time is what warms up on either way, and each rate that is tried. */
    private static final int PART = 6;

    private static final int STREAMS_PART = 3;

    private static final int FIRST_STEP = 100;
    private static final double SLOWEST_HELD = 100;

    /** Of a rate that is held, so many of those who came are answered within the time. */
    private static final double KEEPS_UP = .97;

    private final ChatCalls through;
    private final ChatCalls direct;
    private final String model;
    private final PrintStream out;
    private final URI system;
    private final Path data;

    private FacadeBench(GroundworkApi api, ModelStub stub, String model, Path data, PrintStream out) {
        this.through = api.chat();
        this.direct = new ChatCalls(stub.base(DOOR), Map.of());
        this.model = model;
        this.out = out;
        this.system = api.base();
        this.data = data;
    }

    static void run(List<String> line, Map<String, String> environment, PrintStream out) throws IOException {
        Arguments arguments = Arguments.parse(
                line,
                Set.of("rate", "seconds", "rounds", "stream-rate", "most-rate", "streams", "minutes", "key", "url"),
                Set.of("outcome-only"));
        try (GroundworkApi api = GroundworkApi.of(arguments, environment);
                ModelStub stub = new ModelStub();
                DrillModels models = new DrillModels(api, "bench-facade")) {
            String model = models.route("one", List.of(models.model("stub", stub.base(DOOR))), Map.of());
            models.awaitProbes();
            if (arguments.option("streams").isPresent()) {
                new StreamsHold(api, stub, model, out)
                        .hold(arguments.count("streams", 1_000), Duration.ofMinutes(arguments.count("minutes", 30)));
                return;
            }
            FacadeBench bench = new FacadeBench(api, stub, model, Settings.data(environment), out);
            try {
                bench.measure(arguments);
            } finally {
                bench.through.close();
                bench.direct.close();
            }
        }
    }

    private void measure(Arguments arguments) {
        int rate = arguments.count("rate", 200);
        int streamRate = arguments.count("stream-rate", 10);
        int rounds = arguments.count("rounds", 2);
        Duration time = Duration.ofSeconds(arguments.count("seconds", 60));
        out.printf(
                "Arrivals at a fixed rate, latency from the planned arrival; %d rounds in turn of %s straight to a model server on the loopback and %s through the system: answers of %d tokens at once,"
                        + " %d a second, then streams of %d tokens, one every %d ms, %d a second. Load, model server and system share this machine's %d processors.%n",
                rounds,
                Figures.time(time),
                Figures.time(time),
                SHORT,
                rate,
                LONG,
                PACE.toMillis(),
                streamRate,
                Runtime.getRuntime().availableProcessors());
        new OpenLoop(rate, time.dividedBy(PART)).run(whole(direct));
        new OpenLoop(rate, time.dividedBy(PART)).run(whole(through));
        Sides answers = new Sides();
        Streams straight = new Streams();
        Streams passed = new Streams();
        int failed = 0;
        for (int round = 0; round < rounds; round++) {
            OpenLoop.Load there = new OpenLoop(rate, time).run(whole(direct));
            CpuTimes before = CpuTimes.now(system, data);
            OpenLoop.Load here = new OpenLoop(rate, time).run(whole(through));
            out.printf(
                    "  cores while it worked: %s%n", CpuTimes.now(system, data).since(before));
            failed += tell(there) + tell(here);
            answers.add(there, here);
            failed += tell(new OpenLoop(streamRate, time.dividedBy(STREAMS_PART)).run(stream(direct, straight)));
            failed += tell(new OpenLoop(streamRate, time.dividedBy(STREAMS_PART)).run(stream(through, passed)));
        }
        Added added = answers.added();
        out.println(added.line("answers"));
        out.println(new Added(Latencies.of(List.copyOf(straight.first)), Latencies.of(List.copyOf(passed.first)))
                .line("first token of streams"));
        out.println(new Added(Latencies.of(List.copyOf(straight.gaps)), Latencies.of(List.copyOf(passed.gaps)))
                .line("between two tokens"));
        int held = highestHeld(arguments.count("most-rate", 6_400), time.dividedBy(PART));
        double most = arguments.flags().contains("outcome-only") ? 1 : 5;
        Promise.print(
                List.of(
                        new Promise("no request fails", Figures.count(failed) + " failed", failed == 0),
                        new Promise(
                                "added p50, at most %s ms at %d/s".formatted(Figures.decimal(most, 0), rate),
                                Figures.decimal(added.millis(.5), 2) + " ms",
                                added.millis(.5) <= most),
                        new Promise(
                                "added p99, at most 25 ms at %d/s".formatted(rate),
                                Figures.decimal(added.millis(.99), 2) + " ms",
                                added.millis(.99) <= 25),
                        new Promise(
                                "the highest rate held (p99 at most 100 ms, no error)",
                                Figures.count(held) + "/s",
                                held >= rate)),
                out);
    }

    /** Doubles the rate until it is not held, then tries once in between. */
    private int highestHeld(int most, Duration step) {
        int held = 0;
        int rate = FIRST_STEP;
        while (rate <= most && isHeld(rate, step)) {
            held = rate;
            rate *= 2;
        }
        int between = held + held / 2;
        return rate <= most && held > 0 && isHeld(between, step) ? between : held;
    }

    private boolean isHeld(int rate, Duration step) {
        CpuTimes before = CpuTimes.now(system, data);
        OpenLoop.Load load = new OpenLoop(rate, step).run(whole(through));
        if (load.latencies().isEmpty()) {
            out.printf("  %6d/s: none answered, %s%n", rate, load.errors());
            return false;
        }
        Latencies sorted = load.sorted();
        out.printf(
                "  %6d/s: %8s/s answered, p50 %s ms, p99 %s ms, %d failed%s; %s%n",
                rate,
                Figures.decimal(load.perSecond(), 1),
                Figures.decimal(sorted.millis(.5), 2),
                Figures.decimal(sorted.millis(.99), 2),
                load.failed(),
                load.failed() == 0 ? "" : " " + load.errors(),
                CpuTimes.now(system, data).since(before));
        return load.failed() == 0 && load.perSecond() >= KEEPS_UP * rate && sorted.millis(.99) <= SLOWEST_HELD;
    }

    private int tell(OpenLoop.Load load) {
        if (load.failed() > 0) {
            out.printf("  failed: %s%n", load.errors());
        }
        return load.failed();
    }

    private LongFunction<String> whole(ChatCalls calls) {
        Script script = Script.whole(SHORT, Duration.ZERO, Script.NONE);
        return planned -> {
            Heard heard = calls.whole(model, script);
            return heard.isWhole(SHORT) ? "" : heard.ending();
        };
    }

    private LongFunction<String> stream(ChatCalls calls, Streams into) {
        Script script = Script.whole(LONG, PACE, Script.NONE);
        return planned -> {
            List<Long> arrivals = new ArrayList<>(LONG);
            Heard heard = calls.stream(model, script, arrivals::add);
            if (!heard.isWhole(LONG)) {
                return heard.ending();
            }
            into.first.add(Duration.ofNanos(arrivals.getFirst() - planned));
            for (int i = 1; i < arrivals.size(); i++) {
                into.gaps.add(Duration.ofNanos(arrivals.get(i) - arrivals.get(i - 1)));
            }
            return "";
        };
    }

    /** Streams of one way. */
    private static final class Streams {

        private final Queue<Duration> first = new ConcurrentLinkedQueue<>();
        private final Queue<Duration> gaps = new ConcurrentLinkedQueue<>();
    }

    /** All rounds of both ways. */
    private static final class Sides {

        private final List<Duration> there = new ArrayList<>();
        private final List<Duration> here = new ArrayList<>();

        void add(OpenLoop.Load straight, OpenLoop.Load passed) {
            there.addAll(straight.latencies());
            here.addAll(passed.latencies());
        }

        Added added() {
            if (there.isEmpty() || here.isEmpty()) {
                throw new BenchException("No request was answered.");
            }
            return new Added(Latencies.of(there), Latencies.of(here));
        }
    }
}
