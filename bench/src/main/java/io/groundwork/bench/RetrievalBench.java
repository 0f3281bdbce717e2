package io.groundwork.bench;

import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.retrieval.RetrievalConfig;
import io.groundwork.retrieval.SpaceIndexes;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code bench retrieval --db URL --user U --password P [--sizes N,N…]}: searches in generated passages of these numbers, through the product's own retriever, without
 * reranking: how near to the exact answer, how fast, in what space; beside plain pgvector and Lucene on the same data. {@code bench retrieval --fit FILE DIR…} reads what
 * the passages are like from real ones.
 */
final class RetrievalBench {

    private static final String USAGE = """
            Usage: ./groundwork bench retrieval --db JDBC-URL --user NAME [--password WORD] [--sizes 10000,100000,1000000] [--seed N]
                     [--questions N] [--exact N] [--seconds N] [--build-mib N] [--load-only] [--keep] [--no-peers]
                   ./groundwork bench retrieval --fit FILE BEIR-FOLDER…
              --db         a database of a server with pgvector; for each size the role makes groundwork_scale_SIZE beside it, and drops it afterwards
              --exact      so many of the questions are compared with exact answers
              --keep       leaves the databases; what is there for the same seed is used again
              --no-peers   leaves pgvector in plain SQL and Lucene out""";

    /** What promises are made of. */
    private static final int LARGE = 1_000_000;

    private RetrievalBench() {}

    static void run(List<String> line, Map<String, String> environment, PrintStream out)
            throws IOException, SQLException {
        Arguments arguments = Arguments.parse(
                line,
                Set.of("fit", "db", "user", "password", "sizes", "seed", "questions", "exact", "seconds", "build-mib"),
                Set.of("load-only", "keep", "no-peers"));
        if (arguments.option("fit").isPresent()) {
            PassageFitting.run(
                    Path.of(arguments.option("fit").get()),
                    arguments.words().stream().map(Path::of).toList(),
                    out);
            return;
        }
        String server = arguments.option("db").orElseThrow(() -> new BenchException(USAGE));
        String user = arguments.option("user").orElseThrow(() -> new BenchException(USAGE));
        String password = arguments.option("password").orElse("");
        int seed = arguments.count("seed", 1);
        PassageFit fit = PassageFit.builtIn();
        RetrievalConfig config = config(arguments.count("build-mib", 3000), Map.of());
        ScaleRun.Asking asking = new ScaleRun.Asking(
                arguments.count("questions", 200),
                arguments.count("exact", 100),
                Duration.ofSeconds(arguments.count("seconds", 30)));
        List<ScaleMeasures> measures = new ArrayList<>();
        List<Promise> promises = new ArrayList<>();
        for (int size : sizes(arguments)) {
            GeneratedLibrary library = new GeneratedLibrary(fit, size, seed);
            String signature = "%d passages, seed %d, fit %s".formatted(size, seed, fit.digest());
            ScaleDatabase database = ScaleDatabase.open(server, user, password, size);
            try {
                if (!BulkLoad.isLoaded(database, signature)) {
                    database = database.emptied();
                    BulkLoad.load(database, library, model(signature), config, signature, out);
                }
                if (!arguments.flags().contains("load-only")) {
                    // As the application would: an index that is there, but was made or changed outside, is measured.
                    new SpaceIndexes(database.source(), config).build();
                    ScaleRun run = new ScaleRun(database, library, asking, model(signature), out);
                    ScaleRun.Outcome outcome =
                            run.measure(arguments.flags().contains("no-peers") ? List.of() : ScalePeers.all());
                    measures.addAll(outcome.measures());
                    promises.addAll(outcome.promises());
                }
            } finally {
                database.close();
                if (!arguments.flags().contains("keep")) {
                    database.drop();
                }
            }
        }
        if (!measures.isEmpty()) {
            out.println();
            ScaleMeasures.printHead(out);
            measures.forEach(measured -> measured.print(out));
            measures.stream()
                    .filter(measured -> measured.passages() == LARGE)
                    .forEach(measured -> promises.addAll(promised(measured)));
            Promise.print(promises, out);
        }
    }

    /** Of a million passages on two cores. */
    private static List<Promise> promised(ScaleMeasures measured) {
        String name = measured.searcher();
        double p95 = measured.one().millis(.95);
        if (name.equals(ScaleRun.PRODUCT)) {
            return List.of(
                    atLeast("the ten nearest vectors are found", measured.meaning(), .98),
                    atLeast("the first ten of BM25 are found", measured.words(), .97),
                    atMost("fused search, p50", measured.one().millis(.5), 100),
                    atMost("fused search, p95", p95, 250),
                    atLeast(
                            "searches a second, %d at once".formatted(ScaleMeasures.CLIENTS),
                            measured.perSecond(),
                            12));
        }
        return measured.isOfAPart()
                ? List.of(
                        atLeast(name + ": the ten nearest vectors are found", measured.meaning(), .97),
                        atLeast(name + ": the first ten of BM25 are found", measured.words(), .97),
                        atMost(name + ": fused search, p95", p95, 300))
                : List.of();
    }

    private static Promise atLeast(String what, double measured, double wanted) {
        int digits = wanted < 1 ? 3 : 1;
        return new Promise(
                what + ", at least " + Figures.decimal(wanted, digits),
                Figures.decimal(measured, digits),
                measured >= wanted);
    }

    private static Promise atMost(String what, double millis, double wanted) {
        return new Promise(
                what + ", at most " + Figures.decimal(wanted, 0) + " ms",
                Figures.decimal(millis, 1) + " ms",
                millis <= wanted);
    }

    private static int[] sizes(Arguments arguments) {
        try {
            return Arrays.stream(arguments
                            .option("sizes")
                            .orElse("10000,100000,1000000")
                            .split(","))
                    .mapToInt(Integer::parseInt)
                    .toArray();
        } catch (NumberFormatException e) {
            throw new BenchException("--sizes takes numbers with commas between them.", e);
        }
    }

    /** Of generated vectors, which come from no text. */
    static EmbeddingModel model(String signature) {
        return new EmbeddingModel("generated", signature, 384, 512);
    }

    /** As an installation has it, but for the memory for building indexes, and what is changed. */
    static RetrievalConfig config(int buildMib, Map<String, String> changes) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .withMapping(RetrievalConfig.class)
                .withDefaultValue("groundwork.retrieval.index-build-mib", String.valueOf(buildMib))
                .withDefaultValue("groundwork.retrieval.rerank-candidates", "0");
        changes.forEach((key, value) -> builder.withDefaultValue("groundwork.retrieval." + key, value));
        return builder.build().getConfigMapping(RetrievalConfig.class);
    }
}
