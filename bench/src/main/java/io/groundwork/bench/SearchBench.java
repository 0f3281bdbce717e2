package io.groundwork.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * {@code bench search [DIR] [--store ID] [--clients N]… [--seconds N] [--stages LIST]}: how searches for ten passages fare when
 * many clients ask at once, beside one client alone. Each client asks its next query as soon as it has its answer. Without
 * a folder the queries are those of {@code eval/handbook}.
 */
final class SearchBench {

    private static final int PASSAGES = 10;
    private static final Duration WARM_UP = Duration.ofSeconds(2);

    private final GroundworkApi api;
    private final String store;
    private final List<String> queries;
    private final Configuration configuration;

    private SearchBench(GroundworkApi api, String store, List<String> queries, Configuration configuration) {
        this.api = api;
        this.store = store;
        this.queries = List.copyOf(queries);
        this.configuration = configuration;
    }

    private record Load(int clients, Latencies latencies, double perSecond, List<String> errors) {}

    static void run(List<String> line, Map<String, String> environment, PrintStream out) {
        Arguments arguments =
                Arguments.parse(line, Set.of("store", "clients", "seconds", "stages", "key", "url"), Set.of());
        BeirFolder set = new BeirFolder(
                arguments.words().isEmpty()
                        ? Settings.project().resolve("eval").resolve("handbook")
                        : Path.of(arguments.words().getFirst()));
        List<Integer> clients = arguments.all("clients").isEmpty()
                ? List.of(1, 4, 16)
                : arguments.all("clients").stream().map(Integer::valueOf).toList();
        Duration time = Duration.ofSeconds(arguments.count("seconds", 10));
        try (GroundworkApi api = GroundworkApi.of(arguments, environment)) {
            String store = arguments.option("store").orElseGet(() -> new JudgedStore(
                            api, Settings.data(environment), out)
                    .open(set, "eval " + set.name(), 8)
                    .id());
            SearchBench bench = new SearchBench(
                    api,
                    store,
                    new ArrayList<>(set.queries().values()),
                    Configuration.parse(arguments.option("stages").orElse("lexical,vector,fusion")));
            bench.loaded(1, WARM_UP);
            print(clients.stream().map(n -> bench.loaded(n, time)).toList(), out);
        }
    }

    /** {@code clients} of them ask for as long as {@code time}. */
    private Load loaded(int clients, Duration time) {
        Queue<Duration> times = new ConcurrentLinkedQueue<>();
        Queue<String> errors = new ConcurrentLinkedQueue<>();
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, clients)
                    .forEach(client -> threads.execute(() -> {
                        for (int i = client; System.nanoTime() - start < time.toNanos(); i += clients) {
                            ask(queries.get(i % queries.size()), times, errors);
                        }
                    }));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (times.isEmpty()) {
            throw new BenchException("No search succeeded: " + errors.peek());
        }
        return new Load(clients, Latencies.of(List.copyOf(times)), times.size() / seconds, List.copyOf(errors));
    }

    private void ask(String query, Queue<Duration> times, Queue<String> errors) {
        try {
            times.add(Ranking.of(api, store, query, configuration, PASSAGES).time());
        } catch (BenchException e) {
            errors.add(e.getMessage());
        }
    }

    private static void print(List<Load> loads, PrintStream out) {
        out.printf(
                "%8s %10s %8s %8s %8s %7s %s%n",
                "clients", "searches/s", "p50 ms", "p95 ms", "p99 ms", "errors", "searches/s against the first line");
        double first = loads.getFirst().perSecond();
        for (Load load : loads) {
            out.printf(
                    "%8d %10s %8s %8s %8s %7d %s%n",
                    load.clients(),
                    Figures.decimal(load.perSecond(), 1),
                    Figures.decimal(load.latencies().millis(.5), 1),
                    Figures.decimal(load.latencies().millis(.95), 1),
                    Figures.decimal(load.latencies().millis(.99), 1),
                    load.errors().size(),
                    Figures.decimal(load.perSecond() / first, 2));
            load.errors().stream().limit(1).forEach(error -> out.println("         first error: " + error));
        }
    }
}
