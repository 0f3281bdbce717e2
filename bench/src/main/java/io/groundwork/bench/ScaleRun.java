package io.groundwork.bench;

import io.groundwork.bench.GeneratedLibrary.Question;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.Engines;
import io.groundwork.retrieval.Retriever;
import io.groundwork.retrieval.SearchResult;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/** All that is measured on one loaded collection. */
final class ScaleRun {

    /** How the product is called, where it searches all there is. */
    static final String PRODUCT = "Groundwork";

    private static final String SIZES = """
            SELECT c.relname, t.relname, pg_relation_size(c.oid) + CASE c.relkind
                WHEN 'r' THEN coalesce(pg_total_relation_size(c.reltoastrelid), 0) ELSE 0 END AS bytes
            FROM pg_class c
            LEFT JOIN pg_index i ON i.indexrelid = c.oid
            LEFT JOIN pg_class t ON t.oid = i.indrelid
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'i')
            ORDER BY bytes DESC LIMIT 16
            """;

    private static final String WHOLE = """
            SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
            """;

    /** What plain SQL needs of it: vectors and words with their indexes, and the texts. */
    private static final String PLAIN = """
            SELECT pg_total_relation_size('passage') + pg_total_relation_size('passage_words')
            """;

    private final ScaleDatabase database;
    private final GeneratedLibrary library;
    private final List<Question> questions;
    private final int exact;
    private final Duration load;
    private final EmbeddingModel model;
    private final PrintStream out;

    /** By a searcher's name the documents that it may find. */
    private final Map<String, IntPredicate> parts = new HashMap<>();

    ScaleRun(ScaleDatabase database, GeneratedLibrary library, Asking asking, EmbeddingModel model, PrintStream out) {
        this.database = database;
        this.library = library;
        this.questions = library.questions(asking.questions());
        this.exact = Math.min(asking.exact(), asking.questions());
        this.load = asking.load();
        this.model = model;
        this.out = out;
    }

    /**
     * @param questions how many there are
     * @param exact how many of them are compared with exact answers
     * @param load how long eight ask at once
     */
    record Asking(int questions, int exact, Duration load) {}

    /** What was measured, and what it promises. */
    record Outcome(List<ScaleMeasures> measures, List<Promise> promises) {}

    Outcome measure(List<PeerSource> peers) throws SQLException, IOException {
        Promise counted = counted();
        printSizes();
        ProductSearcher product = product();
        List<ProductSearcher> searchers = searchers(product);
        long start = System.nanoTime();
        ExactAnswers answers = ExactAnswers.of(database, library, questions.subList(0, exact), parts);
        out.printf("exact answers to %d questions after %s%n%n", exact, since(start));
        ScaleMeasures.printHead(out);
        List<ScaleMeasures> measures = new ArrayList<>();
        for (ProductSearcher searcher : searchers) {
            boolean whole = searcher.name().equals(PRODUCT);
            ScaleMeasures measured = ScaleMeasures.of(
                    searcher,
                    library.passages(),
                    new ScaleMeasures.Plan(questions, exact, answers, searcher.name(), whole ? load : Duration.ZERO));
            measures.add(whole ? measured.on(number(WHOLE)) : measured);
            measures.getLast().print(out);
            out.printf("%12s%s%n", "", plans(searcher));
        }
        for (PeerSource source : peers) {
            measures.add(ofPeer(source, answers));
            measures.getLast().print(out);
        }
        return new Outcome(measures, List.of(counted));
    }

    private Promise counted() throws SQLException {
        Object[] parameters =
                Collections.nCopies(5, BulkLoad.COLLECTION.value()).toArray();
        List<List<String>> wrong = database.rows(BusyDrill.MISCOUNTS, parameters);
        wrong.stream().limit(5).forEach(row -> out.println("  " + row.getFirst()));
        return new Promise(
                "%s passages: all that is counted is as a recount has it".formatted(Figures.count(library.passages())),
                wrong.size() + " miscounts",
                wrong.isEmpty());
    }

    private ProductSearcher product() {
        Retriever retriever = new Retriever(
                Engines.only(new GeneratedEmbedder(model, questions)),
                database.source(),
                RetrievalBench.config(1, Map.of()));
        return new ProductSearcher(
                PRODUCT, retriever, ScaleReaders.ALL.scope(), Optional.empty(), ProductSearcher.numbers(library));
    }

    /** For all there is, and for each part on behalf of those who may read it and by a filter; notes which documents each may find. */
    private List<ProductSearcher> searchers(ProductSearcher product) {
        List<ProductSearcher> searchers = new ArrayList<>();
        searchers.add(product);
        parts.put(product.name(), document -> true);
        for (ScaleReaders part : ScaleReaders.values()) {
            if (part != ScaleReaders.ALL) {
                ProductSearcher reading = product.readingOnly(part);
                ProductSearcher filtered = product.filteredBy(part);
                searchers.add(reading);
                searchers.add(filtered);
                parts.put(reading.name(), part::reads);
                parts.put(filtered.name(), part::filters);
            }
        }
        return searchers;
    }

    private ScaleMeasures ofPeer(PeerSource source, ExactAnswers answers) throws SQLException, IOException {
        long start = System.nanoTime();
        try (Peer peer = source.open(database, library, model)) {
            out.printf("%12s%s is ready after %s%n", "", peer.searcher().name(), since(start));
            List<Question> asked = questions.subList(0, Math.min(questions.size(), peer.questions()));
            ScaleMeasures.Plan plan = new ScaleMeasures.Plan(
                    asked,
                    Math.min(exact, asked.size()),
                    answers,
                    PRODUCT,
                    peer.isAskedByMany() ? load : Duration.ZERO);
            return ScaleMeasures.of(peer.searcher(), library.passages(), plan)
                    .on(peer.bytes() == 0 ? number(PLAIN) : peer.bytes());
        }
    }

    private static String since(long start) {
        return Figures.time(Duration.ofNanos(System.nanoTime() - start));
    }

    /**
     * Something beside which the product is measured, for as long as it is open.
     *
     * @param questions most that it is asked
     * @param bytes on disk; 0: it searches the product's own tables
     * @param isAskedByMany whether many ask it at once, too
     * @param resource what is closed with it
     */
    record Peer(ScaleSearcher searcher, int questions, double bytes, boolean isAskedByMany, Closeable resource)
            implements Closeable {

        @Override
        public void close() throws IOException {
            resource.close();
        }
    }

    /** Makes a peer ready. */
    @FunctionalInterface
    interface PeerSource {
        Peer open(ScaleDatabase database, GeneratedLibrary library, EmbeddingModel model)
                throws SQLException, IOException;
    }

    private String plans(ProductSearcher searcher) {
        return searcher.reports(questions.getFirst()).stream()
                .map(ScaleRun::said)
                .collect(Collectors.joining("; "));
    }

    private static String said(SearchResult.StageReport report) {
        return "%s %s %.1f ms"
                .formatted(report.stage().name().toLowerCase(Locale.ROOT), report.plan(), report.micros() / 1000.0);
    }

    private double number(String sql) throws SQLException {
        return Double.parseDouble(database.rows(sql).getFirst().getFirst());
    }

    private void printSizes() throws SQLException {
        for (List<String> row : database.rows(SIZES)) {
            String index = row.get(1).equals("null") ? row.getFirst() : row.get(1) + " · " + row.getFirst();
            out.printf(
                    "  %-70s %8s bytes a passage%n",
                    index, Figures.count(Long.parseLong(row.get(2)) / library.passages()));
        }
    }
}
