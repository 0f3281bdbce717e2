package io.groundwork.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * {@code bench recall [--nodes N] [--streams N] [--askers N] [--swaps N]}: some nodes over one database. First a route goes from one model to another and back, again and again, while requests
 * run at all nodes: none may fail. Then a model is recalled by one call at one node, while all nodes stream its answers: soon none of them hands out a word of it. Starts the further
 * nodes itself; needs the system to run on this machine.
 */
final class RecallDrill {

    private static final Duration TO_END = Duration.ofSeconds(30);
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration BETWEEN_SWAPS = Duration.ofSeconds(3);
    private static final Duration UNDER_WAY = Duration.ofSeconds(3);
    private static final Duration PACE = Duration.ofMillis(50);
    private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(20);
    private static final int LONG = 2_400;
    private static final int SHORT = 4;
    private static final int SWAP_STREAM = 40;

    private final GroundworkApi api;
    private final List<Node> nodes;
    private final DrillModels models;
    private final ModelStub stub;
    private final PrintStream out;
    private final List<Promise> promises = new ArrayList<>();

    private RecallDrill(GroundworkApi api, List<Node> nodes, DrillModels models, ModelStub stub, PrintStream out) {
        this.api = api;
        this.nodes = List.copyOf(nodes);
        this.models = models;
        this.stub = stub;
        this.out = out;
    }

    private record Node(URI url, ChatCalls calls) {}

    static void run(List<String> line, Map<String, String> environment, PrintStream out) throws IOException {
        Arguments arguments =
                Arguments.parse(line, Set.of("nodes", "streams", "askers", "swaps", "key", "url"), Set.of());
        List<Node> nodes = new ArrayList<>();
        try (GroundworkApi api = GroundworkApi.of(arguments, environment);
                Victims system = new Victims(
                        api, Settings.data(environment), arguments.count("nodes", 3) - 1, Victims.Role.NODE);
                ModelStub stub = new ModelStub();
                DrillModels models = new DrillModels(api, "drill-recall")) {
            system.awaitWorkers();
            Stream.concat(Stream.of(api.base()), system.further().stream())
                    .forEach(url -> nodes.add(new Node(url, api.at(url).chat())));
            out.printf("%d nodes over one database are ready.%n", nodes.size());
            RecallDrill drill = new RecallDrill(api, nodes, models, stub, out);
            drill.swap(arguments.count("swaps", 6), arguments.count("askers", 4));
            drill.recall(arguments.count("streams", 20));
            Promise.print(drill.promises, out);
        } finally {
            nodes.forEach(node -> node.calls().close());
        }
    }

    /** A, B, A, … while requests and short streams run at all nodes. */
    private void swap(int swaps, int askers) {
        List<String> both = List.of(models.model("a", stub.base("a-door")), models.model("b", stub.base("b-door")));
        String route = models.route("swapped", List.of(both.getFirst()), Map.of());
        models.awaitProbes();
        sleep(UNDER_WAY);
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger served = new AtomicInteger();
        AtomicInteger mixed = new AtomicInteger();
        AtomicLong expectedSince = new AtomicLong();
        AtomicInteger expected = new AtomicInteger('a');
        AtomicLong slowest = new AtomicLong();
        Queue<String> failed = new ConcurrentLinkedQueue<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Node node : nodes) {
                for (int i = 0; i < askers; i++) {
                    boolean streams = i % 2 == 1;
                    threads.execute(() -> {
                        while (!over.get()) {
                            long asked = System.nanoTime();
                            int count = streams ? SWAP_STREAM : SHORT;
                            Heard heard = streams
                                    ? node.calls().stream(route, Script.whole(count, PACE, Script.NONE))
                                    : node.calls().whole(route, Script.whole(count, Duration.ZERO, Script.NONE));
                            served.incrementAndGet();
                            if (Fault.isSwitched(heard)) {
                                mixed.incrementAndGet();
                            }
                            if (!heard.isWhole(count)) {
                                failed.add(heard.ending());
                            } else if (heard.tokens().writers().charAt(0) != expected.get()) {
                                slowest.accumulateAndGet(asked - expectedSince.get(), Math::max);
                            }
                            sleep(BETWEEN_REQUESTS);
                        }
                    });
                }
            }
            for (int i = 1; i <= swaps; i++) {
                sleep(BETWEEN_SWAPS);
                models.route("swapped", List.of(both.get(i % 2)), Map.of());
                expectedSince.set(System.nanoTime());
                expected.set(i % 2 == 0 ? 'a' : 'b');
            }
            sleep(BETWEEN_SWAPS);
            over.set(true);
        }
        failed.stream().limit(3).forEach(line -> out.println("  a request that failed: " + line));
        out.printf(
                "%s requests at %d nodes while the route went from one model to the other %d times.%n",
                Figures.count(served.get()), nodes.size(), swaps);
        promises.add(new Promise(
                "requests that fail while a route is changed: none",
                "%d of %s".formatted(failed.size(), Figures.count(served.get())),
                failed.isEmpty() && served.get() > 0));
        promises.add(new Promise(
                "answers by two models while a route is changed: none", mixed.get() + " were", mixed.get() == 0));
        promises.add(new Promise(
                "no node asks the former model after 5 s",
                "the last %s after the change".formatted(Figures.time(Duration.ofNanos(Math.max(0, slowest.get())))),
                slowest.get() <= SOON.toNanos()));
    }

    private void recall(int streams) {
        String model = models.model("recalled", stub.base("recalled"));
        String route = models.route("recalled", List.of(model), Map.of());
        models.awaitProbes();
        sleep(UNDER_WAY);
        AtomicBoolean over = new AtomicBoolean();
        List<Watch> watches = nodes.stream().map(Watch::new).toList();
        long called;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Watch watch : watches) {
                for (int i = 0; i < streams; i++) {
                    String id = "recall-%d-%d".formatted(nodes.indexOf(watch.node), i);
                    threads.execute(
                            () -> watch.ended.add(watch.node.calls().stream(route, Script.whole(LONG, PACE, id))));
                }
                threads.execute(() -> watch.ask(route, over));
            }
            sleep(UNDER_WAY);
            called = System.nanoTime();
            models.move(model, "recalled");
            out.printf(
                    "Recalled by one call, which took %s ms, while %d answers were being written.%n",
                    Figures.count((System.nanoTime() - called) / 1_000_000), stub.writing());
            awaitEnds(watches, streams);
            sleep(UNDER_WAY);
            over.set(true);
        }
        watches.forEach(watch -> watch.print(called, out));
        judge(watches, called, streams * nodes.size());
        int answered = watches.stream().mapToInt(watch -> watch.count.get()).sum();
        compareRecords(model, streams * nodes.size(), answered);
        compareReport(model, streams * nodes.size(), answered);
    }

    private static void awaitEnds(List<Watch> watches, int streams) {
        long until = System.nanoTime() + TO_END.toNanos();
        while (System.nanoTime() < until && watches.stream().anyMatch(watch -> watch.ended.size() < streams)) {
            sleep(Duration.ofMillis(50));
        }
    }

    private void judge(List<Watch> watches, long called, int streams) {
        List<Heard> ended =
                watches.stream().flatMap(watch -> watch.ended.stream()).toList();
        long recalled = ended.stream()
                .filter(heard -> heard.error().orElse("").equals("model_recalled") && !heard.done())
                .count();
        long broken = ended.stream().filter(heard -> !heard.tokens().isPrefix()).count();
        stub.awaitQuiet();
        long lastSent = 0;
        for (int node = 0; node < nodes.size(); node++) {
            for (int i = 0; i < streams / nodes.size(); i++) {
                lastSent = Math.max(
                        lastSent,
                        stub.sent("recall-%d-%d".formatted(node, i)).stream()
                                .mapToLong(ModelStub.Sent::lastNanos)
                                .max()
                                .orElse(called));
            }
        }
        ended.stream()
                .filter(heard -> !heard.error().orElse("").equals("model_recalled"))
                .limit(3)
                .forEach(heard -> out.println("  a stream that ended otherwise: " + heard.ending()));
        long lastWord = watches.stream()
                .mapToLong(watch -> watch.lastWord() - called)
                .max()
                .orElse(0);
        long lastServed = watches.stream()
                .mapToLong(watch -> watch.served.get() - called)
                .max()
                .orElse(0);
        promises.addAll(List.of(
                within("the last word at any node, at most 5 s after the call", lastWord),
                within("the last request served at any node, at most 5 s after", lastServed),
                within("the last word by the model's server, at most 5 s after", lastSent - called),
                new Promise(
                        "each running stream ends in model_recalled, without [DONE]",
                        "%d of %d".formatted(recalled, streams),
                        recalled == streams),
                new Promise("what came before is the beginning of the answer", broken + " not", broken == 0)));
    }

    private static Promise within(String promised, long nanos) {
        return new Promise(promised, Figures.count(nanos / 1_000_000) + " ms", nanos <= SOON.toNanos());
    }

    /** Each answer of the recalled version has its record, those that the recall ended as such. */
    private void compareRecords(String model, int ended, int answered) {
        Map<String, Integer> found = new TreeMap<>();
        long until = System.nanoTime() + SOON.toNanos();
        do {
            found.clear();
            String after = "";
            boolean more = true;
            while (more) {
                JsonNode page = api.get("/api/v1/decisions?limit=100&model=" + model + after);
                for (JsonNode decision : page.path("data")) {
                    found.merge(decision.path("outcome").asText(), 1, Integer::sum);
                    after = "&after=" + decision.path("id").asText();
                }
                more = page.path("has_more").asBoolean(false);
            }
        } while (found.getOrDefault("recalled", 0) < ended && System.nanoTime() < until);
        promises.add(new Promise(
                "records of its answers: %d recalled, %d answered".formatted(ended, answered),
                found.toString(),
                found.equals(Map.of("recalled", ended, "answered", answered))));
    }

    /** What the system's own report says of the answers that the recalled version had a part in. */
    private void compareReport(String model, int ended, int answered) {
        JsonNode report = api.get("/api/v1/models/" + models.id(model) + "/recall");
        promises.add(new Promise(
                "the report of the recall: %d answers, %d broken off, one person".formatted(answered, ended),
                "%d, %d, %d"
                        .formatted(
                                report.path("answers").asInt(),
                                report.path("broken_off").asInt(),
                                report.path("people").size()),
                report.path("answers").asInt() == answered
                        && report.path("broken_off").asInt() == ended
                        && report.path("people").size() == 1));
    }

    /** What one node did after the call. */
    private static final class Watch {

        private final Node node;
        private final Queue<Heard> ended = new ConcurrentLinkedQueue<>();
        private final AtomicLong served = new AtomicLong();
        private final AtomicInteger count = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();

        Watch(Node node) {
            this.node = node;
        }

        /** New requests, one after the other. */
        void ask(String route, AtomicBoolean over) {
            while (!over.get()) {
                Heard heard = node.calls().whole(route, Script.whole(SHORT, Duration.ZERO, Script.NONE));
                if (heard.isWhole(SHORT)) {
                    served.set(heard.endNanos());
                    count.incrementAndGet();
                } else {
                    refused.incrementAndGet();
                }
                sleep(BETWEEN_REQUESTS);
            }
        }

        long lastWord() {
            return ended.stream().mapToLong(Heard::lastNanos).max().orElse(0);
        }

        void print(long called, PrintStream out) {
            out.printf(
                    "  %s: the last word %s ms after the call, the last new request served %s ms after it, %d refused since%n",
                    node.url(),
                    Figures.count((lastWord() - called) / 1_000_000),
                    Figures.count((served.get() - called) / 1_000_000),
                    refused.get());
        }
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
