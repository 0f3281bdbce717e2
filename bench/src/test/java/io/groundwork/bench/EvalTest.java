package io.groundwork.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three documents and two scored queries: for {@code q1} the relevant one is first, for {@code q2} it is second of two, so that
 * MRR is .75 and nDCG is (1 + 1/log2(3)) / 2 = .8155.
 */
class EvalTest {

    @TempDir
    private Path folder;

    private FakeGroundwork system;
    private Path set;
    private Path out;

    @BeforeEach
    void start() throws IOException {
        system = new FakeGroundwork();
        set = Files.createDirectories(folder.resolve("tiny"));
        out = folder.resolve("out");
        Files.createDirectories(set.resolve("qrels"));
        Files.writeString(set.resolve("corpus.jsonl"), """
            {"_id": "d1", "title": "Bees", "text": "bees make honey in hives"}
            {"_id": "d2", "title": "Wasps", "text": "wasps make paper nests and no honey"}
            {"_id": "d3", "title": "Damaged", "text": "this one is broken"}
            """);
        Files.writeString(set.resolve("queries.jsonl"), """
            {"_id": "q1", "text": "hives of bees"}
            {"_id": "q2", "text": "who make honey in hives or nests"}
            {"_id": "q3", "text": "bees"}
            """);
        Files.writeString(
                set.resolve("qrels/test.tsv"), "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t1\nq3\td2\t0\n");
    }

    @AfterEach
    void stop() {
        system.close();
    }

    @Test
    void measuresEveryConfigurationOverTheJudgedQueries() {
        String printed = evaluate();

        assertThat(printed).contains("tiny: 2 judged queries (test.tsv)");
        assertThat(printed.lines().filter(line -> line.contains(".8155")).map(line -> line.split(" {2,}", 2)[0]))
                .containsExactly("dense only", "BM25 only", "fused", "reranked (the default)");
    }

    @Test
    void namesTheDocumentThatFailed() {
        assertThat(evaluate())
                .contains("Ingested 2 documents")
                .contains("1 failed")
                .contains("failed: d3.html: It is broken");
    }

    @Test
    void writesWhatEveryQueryFound() throws IOException {
        evaluate("--stages", "vector");

        assertThat(Files.readAllLines(out.resolve("vector.tsv")))
                .hasSize(3)
                .last()
                .satisfies(line -> assertThat(line)
                        .startsWith("q2\t0.63093\t1.00000\t1.00000\t0.50000\t")
                        .endsWith("\t1\td2=2"));
        assertThat(Files.readAllLines(out.resolve("vector.run")))
                .containsExactly("q1 Q0 d1 1 100 vector", "q2 Q0 d1 1 100 vector", "q2 Q0 d2 2 99 vector");
        assertThat(out.resolve("summary.json")).content().contains("\"mrr@10\" : 0.75");
    }

    @Test
    void leavesNothingBehindUnlessAsked() {
        evaluate();

        assertThat(system.storeIds()).isEmpty();
        assertThat(system.fileCount()).isZero();
    }

    @Test
    void aKeptStoreIsNotFilledTwice() {
        evaluate("--keep");
        String printed = evaluate("--keep");

        assertThat(system.uploads).hasValue(3);
        assertThat(system.storeIds()).hasSize(1);
        assertThat(printed).contains(".8155");
    }

    @Test
    void changedDocumentsGetAStoreOfTheirOwn() throws IOException {
        evaluate("--keep");
        Files.writeString(
                set.resolve("corpus.jsonl"), "{\"_id\": \"d1\", \"title\": \"Bees\", \"text\": \"bees in hives\"}\n");

        evaluate("--keep");

        assertThat(system.storeIds()).hasSize(2);
    }

    @Test
    void aGivenStoreIsSearchedAsItIs() {
        evaluate("--keep");
        String store = system.storeIds().iterator().next();

        String printed = evaluate("--store", store);

        assertThat(printed).contains(".8155").doesNotContain("Ingest");
        assertThat(system.storeIds()).containsExactly(store);
    }

    @Test
    void waitsWhileTheSystemIsBusy() {
        system.beBusy(1);

        assertThat(evaluate()).contains(".8155");
    }

    @Test
    void aRefusedKeyIsSaidInTheSystemsWords() {
        Printed printed = run(List.of(set.toString(), "--key", "gw_wrong", "--url", system.url()), Map.of());

        assertThat(printed.status()).isEqualTo(1);
        assertThat(printed.text()).contains("401: No such key");
    }

    @Test
    void aMissingKeyIsSaidBeforeAnythingIsDone() {
        Printed printed = run(List.of(set.toString(), "--url", system.url()), Map.of());

        assertThat(printed.status()).isEqualTo(1);
        assertThat(printed.text()).contains("GROUNDWORK_ADMIN_API_KEY");
    }

    @Test
    void aFolderWithoutACorpusIsNamed() {
        Printed printed = run(List.of(folder.toString(), "--key", FakeGroundwork.KEY), Map.of());

        assertThat(printed.text()).contains("There is no corpus.jsonl in " + folder);
    }

    private String evaluate(String... more) {
        List<String> line = new ArrayList<>(List.of(set.toString(), "--out", out.toString()));
        line.addAll(List.of(more));
        Printed printed =
                run(line, Map.of("GROUNDWORK_URL", system.url(), "GROUNDWORK_ADMIN_API_KEY", FakeGroundwork.KEY));
        assertThat(printed.status()).as(printed.text()).isZero();
        return printed.text();
    }

    private static Printed run(List<String> line, Map<String, String> environment) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int status = Eval.run(line, environment, new PrintStream(bytes, true, UTF_8));
        return new Printed(status, bytes.toString(UTF_8));
    }

    private record Printed(int status, String text) {}
}
