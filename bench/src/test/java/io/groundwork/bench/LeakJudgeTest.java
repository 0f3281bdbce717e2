package io.groundwork.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.bench.GroundworkApi.Reply;
import io.groundwork.bench.LeakJudge.Verdict;
import io.groundwork.bench.LeakQuestion.Kind;
import io.groundwork.bench.Placed.Marks;
import io.groundwork.bench.RightsLog.Window;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Collections are 0 and 1; documents 2 and 3 are in vs_a, and 3 is in vs_b too, there as 4. */
class LeakJudgeTest {

    private static final List<Placed> ALL = List.of(
            new Placed(0, "vs_a", "", 10, 0, Marks.NONE),
            new Placed(1, "vs_b", "", 11, 1, Marks.NONE),
            new Placed(2, "vs_a", "file-2", 2, 2, Marks.of(7, 2)),
            new Placed(3, "vs_a", "file-3", 3, 3, Marks.of(7, 3)),
            new Placed(4, "vs_b", "file-3", 3, 4, Marks.of(7, 3)));

    /** Nobody curates anything. */
    private static final Window NONE = new Window(List.of(new BitSet()));

    private static final String EXPORTED = """
            {"type":"collection","id":"vs_a"}
            {"type":"document","id":"file-2"}
            {"type":"end","documents":1}""";

    private final LeakJudge judge = new LeakJudge(ALL, 7);

    @Test
    void aDocumentThatCouldBeReadAtAnyMomentMayBeShownAndNeedNot() {
        Window window = new Window(List.of(bits(0, 2), bits(0)));

        assertThat(list(200, "{\"file_id\":\"file-2\"}", window)).isEqualTo(verdict(1));
        assertThat(list(200, "{}", window)).isEqualTo(verdict(1));
    }

    @Test
    void aWordOfADocumentGivesItAway() {
        Window window = new Window(List.of(bits(0, 3)));

        for (String word : List.of("zqw7x00002", "zqq7x00002", "zqn7x00002.txt", "file-2")) {
            assertThat(list(200, "{\"text\":\"of %s\",\"file_id\":\"file-3\"}".formatted(word), window)
                            .leaks())
                    .as(word)
                    .containsExactly("file-2 in vs_a");
        }
    }

    @Test
    void whatTheQuestionSaidTellsNothing() {
        Window window = new Window(List.of(bits(0)));

        assertThat(list(200, "{\"query\":\"zqw7x00009\"}", window).leaks()).isEmpty();
        assertThat(one(404, "{\"detail\":\"There is no file-2.\"}", window)).isEqualTo(verdict(1));
    }

    @Test
    void aDocumentIsJudgedInTheCollectionThatItIsNamedWith() {
        Window onlyInB = new Window(List.of(bits(1, 4)));

        assertThat(list(200, "{\"collection_id\":\"vs_a\",\"file_id\":\"file-3\"}", onlyInB)
                        .leaks())
                .contains("file-3 in vs_a");
    }

    @Test
    void anyAnswerButNotFoundTellsThatADocumentIsThere() {
        Window window = new Window(List.of(bits(0)));

        assertThat(one(403, "{}", window).leaks()).containsExactly("file-2 in vs_a by an answer of 403");
        assertThat(one(404, "{}", window).leaks()).isEmpty();
    }

    @Test
    void whatMayBeReadAllTheTimeHasToBeShown() {
        Window window = new Window(List.of(bits(0, 2), bits(0, 2, 3)));

        assertThat(list(200, "{}", window).withheld()).containsExactly("file-2 in vs_a");
        assertThat(one(404, "{}", window).withheld()).containsExactly("file-2 in vs_a by an answer of 404");
        assertThat(list(500, "{}", window).withheld()).contains("everything by an answer of 500");
    }

    @Test
    void aNumberOfDocumentsGivesAwayThoseAboveTheReadable() {
        Window window = new Window(List.of(bits(0, 2)));
        String store = "{\"id\":\"vs_a\",\"file_counts\":{\"total\":%d}}";

        assertThat(store(store.formatted(2), window).leaks()).containsExactly("2 documents counted of 1");
        assertThat(store(store.formatted(1), window)).isEqualTo(verdict(0));
        assertThat(store(store.formatted(0), window).withheld()).containsExactly("0 documents counted of 1");
    }

    @Test
    void aStageThatCountsMoreThanIsReadableGivesItAway() {
        Window window = new Window(List.of(bits(0, 2)));

        assertThat(list(200, "{\"file_id\":\"file-2\",\"stages\":[{\"stage\":\"vector\",\"found\":2}]}", window)
                        .leaks())
                .containsExactly("2 passages counted of 1");
    }

    @Test
    void aToolSaysOfWhatMayNotBeReadThatItIsNotThereAndNoMore() {
        Window window = new Window(List.of(bits(0)));

        assertThat(fetch("{\"content\":[{\"text\":\"There is no file 'file-2'.\"}],\"isError\":true}", window))
                .isEqualTo(verdict(1));
        assertThat(fetch("{\"content\":[{\"text\":\"It was not read yet.\"}],\"isError\":true}", window)
                        .leaks())
                .containsExactly("file-2 in vs_a by an answer of 403");
        assertThat(fetch("{\"content\":[{\"text\":\"of zqw7x00002\"}],\"isError\":false}", window)
                        .leaks())
                .contains("file-2 in vs_a");
    }

    /** As where the right went between the look at it and the reading. */
    @Test
    void aToolMayRefuseInOtherWordsWhatIsReadableForAWhileOnly() {
        Window window = new Window(List.of(bits(0, 2), bits(0)));

        assertThat(fetch("{\"content\":[{\"text\":\"It was not read yet.\"}],\"isError\":true}", window))
                .isEqualTo(verdict(0));
    }

    @Test
    void aToolThatRefusesWhatMayBeReadKeepsItBack() {
        Window window = new Window(List.of(bits(0, 2)));

        assertThat(fetch("{\"content\":[{\"text\":\"There is no file 'file-2'.\"}],\"isError\":true}", window)
                        .withheld())
                .containsExactly("file-2 in vs_a by an answer of 404");
    }

    @Test
    void agentsAreToldOfCollectionsHowManyDocumentsMayBeRead() {
        Window window = new Window(List.of(bits(0, 2)));
        String told = "{\"result\":{\"collections\":[{\"id\":\"vs_a\",\"documents\":%d}]}}";

        assertThat(store(told.formatted(2), window).leaks()).containsExactly("2 documents counted of 1");
        assertThat(store(told.formatted(1), window)).isEqualTo(verdict(0));
    }

    @Test
    void anExportTellsCuratorsOfWhatTheyMayReadAndOthersOfNothing() {
        Window readsOne = new Window(List.of(bits(0, 2)));

        assertThat(export(200, EXPORTED, readsOne, bits(0))).isEqualTo(verdict(1));
        assertThat(export(403, "{}", readsOne, bits())).isEqualTo(verdict(2));
        assertThat(export(200, EXPORTED, readsOne, bits()).leaks())
                .containsExactly("an export by an answer of 200", "file-2 in vs_a");
        assertThat(export(200, EXPORTED.replace("file-2", "file-3"), readsOne, bits(0))
                        .leaks())
                .containsExactly("file-3 in vs_a");
    }

    @Test
    void anExportIsOwedToWhoCuratesAllTheTimeAndWhole() {
        Window readsBoth = new Window(List.of(bits(0, 2, 3)));

        assertThat(export(200, EXPORTED, readsBoth, bits(0)).withheld()).containsExactly("file-3 in vs_a");
        assertThat(export(403, "{}", readsBoth, bits(0)).withheld())
                .containsExactly("vs_a", "file-2 in vs_a", "file-3 in vs_a");
        assertThat(export(200, EXPORTED.substring(0, EXPORTED.lastIndexOf('\n')), readsBoth, bits(0))
                        .withheld())
                .contains("the end of an export");
    }

    @Test
    void whoMayNotReadACollectionIsNotToldThatItCouldBeExported() {
        Window nothing = new Window(List.of(bits()));

        assertThat(export(404, "{}", nothing, bits()).leaks()).isEmpty();
        assertThat(export(403, "{}", nothing, bits()).leaks()).containsExactly("vs_a by an answer of 403");
    }

    @Test
    void curatorsAreToldOfADocumentWhatItIsCalledAndNothingOfItsText() {
        Window nothingOfIt = new Window(List.of(bits(0)));
        String named = "{\"file_id\":\"file-2\",\"filename\":\"zqn7x00002.txt\",\"collection_id\":\"vs_a\"}";

        assertThat(explained(named, nothingOfIt, bits(0))).isEqualTo(verdict(1));
        assertThat(explained(named, nothingOfIt, bits(1)).leaks())
                .containsExactly("file-2 in vs_a", "file-2 in vs_a by an answer of 200");
        assertThat(explained("{\"text\":\"of zqq7x00002\"}", nothingOfIt, bits(0))
                        .leaks())
                .containsExactly("file-2 in vs_a");
    }

    private Verdict explained(String answer, Window window, BitSet curated) {
        LeakQuestion question = new LeakQuestion(
                "POST", "/api/v1/search/explain", Map.of("file_id", "file-2"), bits(2), bits(2), Kind.KNOWN);
        return judge.judge(question, new Reply(200, answer), window, new Window(List.of(curated)));
    }

    private Verdict fetch(String result, Window window) {
        LeakQuestion question = new LeakQuestion(
                "POST",
                "/mcp",
                Map.of("params", Map.of("arguments", Map.of("id", "vs_a:file-2:0"))),
                bits(2),
                bits(2),
                Kind.ONE);
        return judge.judge(
                question, new Reply(200, "{\"jsonrpc\":\"2.0\",\"result\":%s}".formatted(result)), window, NONE);
    }

    private Verdict export(int status, String answer, Window window, BitSet curated) {
        LeakQuestion question = new LeakQuestion(
                "GET", "/api/v1/collections/vs_a/export", Map.of(), bits(0, 2, 3), bits(0, 2, 3), Kind.EXPORT);
        return judge.judge(question, new Reply(status, answer), window, new Window(List.of(curated)));
    }

    /** Asked in vs_a for a document that is none of these. */
    private Verdict list(int status, String answer, Window window) {
        LeakQuestion question = new LeakQuestion(
                "POST", "/api/v1/search", Map.of("query", "zqw7x00009"), bits(2, 3), bits(2, 3), Kind.LIST);
        return judge.judge(question, new Reply(status, answer), window, NONE);
    }

    private Verdict one(int status, String answer, Window window) {
        LeakQuestion question =
                new LeakQuestion("GET", "/v1/vector_stores/vs_a/files/file-2", Map.of(), bits(2), bits(2), Kind.ONE);
        return judge.judge(question, new Reply(status, answer), window, NONE);
    }

    private Verdict store(String answer, Window window) {
        LeakQuestion question = new LeakQuestion("GET", "/v1/vector_stores/vs_a", Map.of(), bits(0), bits(0), Kind.ONE);
        return judge.judge(question, new Reply(200, answer), window, NONE);
    }

    private static Verdict verdict(int refusals) {
        return new Verdict(refusals, List.of(), List.of());
    }

    private static BitSet bits(int... numbers) {
        BitSet bits = new BitSet();
        for (int number : numbers) {
            bits.set(number);
        }
        return bits;
    }
}
