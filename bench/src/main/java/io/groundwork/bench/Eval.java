package io.groundwork.bench;

import io.groundwork.bench.Measured.Query;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** {@code ./groundwork eval DIR}: how well the running system finds what a judged set says it should. */
public final class Eval {

    private static final String USAGE = """
            ./groundwork eval DIR [options]

            Measures retrieval on a folder in BEIR's form (corpus.jsonl, queries.jsonl, qrels/*.tsv) through the API of the running
            system: nDCG@10, Recall@10, Recall@100, MRR@10 and latencies, for each way of searching.

              --store ID           search this vector store as it is, and ingest nothing
              --keep               keep the store that is made, and use it again next time (else it is removed with its files)
              --name NAME          of that store (default: eval and the folder's name)
              --stages LIST        stages to measure together, such as lexical,vector,fusion; may be given several times
              --split NAME         which qrels/NAME.tsv (default: test, or the only one)
              --limit-queries N    only the first N judged queries
              --in-flight N        uploads at once (default 8)
              --out FOLDER         for the results per query (default: eval/NAME-TIME in the data folder)
              --key KEY            an admin's API key (default: GROUNDWORK_ADMIN_API_KEY)
              --url URL            of the system (default: GROUNDWORK_URL, or http://localhost:8080)
            """;

    private static final int PASSAGES_A_PERSON_SEES = 10;

    private final Arguments arguments;
    private final BeirFolder set;
    private final GroundworkApi api;
    private final Path data;
    private final PrintStream out;

    private Eval(Arguments arguments, GroundworkApi api, Path data, PrintStream out) {
        this.arguments = arguments;
        this.set = new BeirFolder(Path.of(arguments.words().getFirst()));
        this.api = api;
        this.data = data;
        this.out = out;
    }

    public static void main(String[] args) {
        System.exit(run(List.of(args), System.getenv(), System.out));
    }

    /** Runs it and returns the exit status: 0 measured, 1 could not, 2 misunderstood. */
    static int run(List<String> line, Map<String, String> environment, PrintStream out) {
        if (line.isEmpty() || line.contains("--help")) {
            out.print(USAGE);
            return line.isEmpty() ? 2 : 0;
        }
        try {
            Arguments arguments = Arguments.parse(
                    line,
                    Set.of("store", "name", "stages", "split", "limit-queries", "in-flight", "out", "key", "url"),
                    Set.of("keep"));
            if (arguments.words().size() != 1) {
                throw new BenchException("eval wants one folder; ./groundwork eval --help says more.");
            }
            Path data = Settings.data(environment);
            try (GroundworkApi api = GroundworkApi.of(arguments, environment)) {
                new Eval(arguments, api, data, out).measure();
            }
            return 0;
        } catch (BenchException e) {
            out.println("groundwork eval: " + e.getMessage());
            return 1;
        }
    }

    private void measure() {
        Path judgementFile = set.judgementFile(arguments.option("split").orElse(""));
        Map<String, Map<String, Integer>> judgements = set.judgements(judgementFile);
        Map<String, String> queries = judged(judgements);
        out.printf(
                "%s: %s judged queries (%s), at %s%n",
                set.name(), Figures.count(queries.size()), judgementFile.getFileName(), api.base());
        VectorStore store =
                arguments.option("store").map(id -> new VectorStore(api, id)).orElseGet(this::ingested);
        try {
            List<Configuration> configurations = arguments.all("stages").isEmpty()
                    ? Configuration.USUAL
                    : arguments.all("stages").stream().map(Configuration::parse).toList();
            List<Measured> all = new ArrayList<>();
            for (Configuration configuration : configurations) {
                all.add(measured(store, configuration, queries, judgements));
            }
            print(all, unanswerable(judgements));
            Path folder = arguments.option("out").map(Path::of).orElseGet(this::usualFolder);
            new EvalFiles(folder).write(all, judgements);
            out.printf("Per query: %s%n", folder);
        } finally {
            if (arguments.option("store").isEmpty() && !arguments.flags().contains("keep")) {
                store.remove();
                out.println("The store is removed; --keep would have kept it for next time.");
            }
        }
    }

    /** Text by id of the queries that have a relevant document: what cannot be found cannot be measured. */
    private Map<String, String> judged(Map<String, Map<String, Integer>> judgements) {
        int most = arguments.count("limit-queries", Integer.MAX_VALUE);
        Map<String, String> judged = new LinkedHashMap<>();
        set.queries().forEach((id, text) -> {
            if (answerable(judgements.getOrDefault(id, Map.of())) && judged.size() < most) {
                judged.put(id, text);
            }
        });
        if (judged.isEmpty()) {
            throw new BenchException("No query of %s is judged.".formatted(set.name()));
        }
        return judged;
    }

    private static long unanswerable(Map<String, Map<String, Integer>> judgements) {
        return judgements.values().stream()
                .filter(scores -> !answerable(scores))
                .count();
    }

    private static boolean answerable(Map<String, Integer> scores) {
        return scores.values().stream().anyMatch(score -> score > 0);
    }

    private VectorStore ingested() {
        String name = arguments.option("name").orElse("eval " + set.name());
        return new JudgedStore(api, data, out).open(set, name, arguments.count("in-flight", 8));
    }

    private Measured measured(
            VectorStore store,
            Configuration configuration,
            Map<String, String> queries,
            Map<String, Map<String, Integer>> judgements) {
        Map<String, Query> measured = new LinkedHashMap<>();
        queries.forEach((id, text) -> {
            Duration latency = Ranking.of(api, store.id(), text, configuration, PASSAGES_A_PERSON_SEES)
                    .time();
            Ranking ranking = Ranking.of(api, store.id(), text, configuration, Ranking.PASSAGES);
            measured.put(id, new Query(ranking, Measures.of(ranking.ids(), judgements.get(id)), latency));
        });
        return new Measured(configuration, measured);
    }

    private void print(List<Measured> all, long unscored) {
        out.printf(
                "%n%-24s %8s %10s %11s %8s %8s %8s %8s%n",
                "", "nDCG@10", "Recall@10", "Recall@100", "MRR@10", "p50 ms", "p95 ms", "p99 ms");
        for (Measured measured : all) {
            Measures mean = measured.mean();
            Latencies latencies = measured.latencies();
            out.printf(
                    Locale.ROOT,
                    "%-24s %8.4f %10.4f %11.4f %8.4f %8.1f %8.1f %8.1f%n",
                    measured.configuration().label(),
                    mean.ndcg10(),
                    mean.recall10(),
                    mean.recall100(),
                    mean.mrr10(),
                    latencies.millis(.5),
                    latencies.millis(.95),
                    latencies.millis(.99));
        }
        out.printf(
                "%nDocuments rank by the best of up to %s passages. Latencies are of requests for %d passages, one at a time.%n",
                Figures.count(Ranking.PASSAGES), PASSAGES_A_PERSON_SEES);
        if (unscored > 0) {
            out.printf("%s queries are judged to have no relevant document, and are not measured here.%n", unscored);
        }
    }

    private Path usualFolder() {
        String time = LocalDateTime.now(java.time.ZoneId.systemDefault())
                .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT));
        return data.resolve("eval").resolve(set.name() + "-" + time);
    }
}
