package io.groundwork.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundwork.embeddings.Engines;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The search by meaning with and without its index, on 4,000 passages. */
final class VectorSearchIT {

    private static final UUID ME = UUID.randomUUID();
    private static final UUID OTHER = UUID.randomUUID();
    private static final Scope SCOPE = Scope.of(Set.of(ME));
    private static final Set<Stage> MEANING = Set.of(Stage.VECTOR);

    private static TestDatabase database;
    private static Library library;
    private static CollectionId large;
    private static CollectionId small;
    private static Retriever exact;
    private static Retriever indexed;

    @BeforeAll
    static void fill() {
        database = new TestDatabase();
        library = new Library(database);
        large = library.collection("zz", ME);
        small = library.collection("zz", OTHER);
        Random random = new Random(11);
        for (int document = 0; document < 40; document++) {
            String attributes = "{\"rare\": " + (document == 17) + "}";
            library.add(large, attributes, List.of(), texts(random, 100));
        }
        library.add(small, texts(random, 30));
        database.execute("ANALYZE");
        exact = library.retriever(Map.of());
        indexed = library.retriever(Map.of("exact-passages", "1000"));
        new SpaceIndexes(database.source(), Library.config(Map.of("exact-passages", "1000"))).build();
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @Test
    void indexFindsWhatAnExactSearchFinds() {
        Random random = new Random(12);
        double recall = 0;
        for (int i = 0; i < 50; i++) {
            SearchRequest request = Library.request(text(random), 50, MEANING, large);
            SearchResult approximate = indexed.search(SCOPE, request);
            List<String> truth = Library.texts(exact.search(SCOPE, request));
            assertThat(plan(approximate)).isEqualTo("hnsw");
            recall +=
                    Library.texts(approximate).stream().filter(truth::contains).count() / 50.0 / 50;
        }

        assertThat(recall).isGreaterThanOrEqualTo(0.95);
    }

    @Test
    void theIndexSaysHowBroadlyItIsToBeSearched() {
        String comment = database.value(
                "SELECT obj_description(oid, 'pg_class') FROM pg_class WHERE relname LIKE 'passage_space_%'");

        assertThat(comment).matches("ef_search [1-9][0-9]+ finds (1\\.000|0\\.99[0-9]) of 4030 passages");
    }

    @Test
    void indexesAreWhatSearchesUse() throws InterruptedException {
        String vectors = "SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname LIKE 'passage_space_%'";
        String words = "SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'passage_words_words'";
        long vectorsBefore = Long.parseLong(database.value(vectors));
        long wordsBefore = Long.parseLong(database.value(words));

        new Retriever(
                        Engines.only(new Library.OfWords()),
                        database.direct(),
                        Library.config(Map.of("exact-passages", "1000")))
                .search(SCOPE, Library.request("w1999 w1998", 10, Set.of(Stage.LEXICAL, Stage.VECTOR), large));

        assertThat(eventually(vectors, vectorsBefore)).isGreaterThan(vectorsBefore);
        assertThat(eventually(words, wordsBefore)).isGreaterThan(wordsBefore);
    }

    @Test
    void fewThatSatisfyAFilterAreSearchedExactly() {
        SearchRequest request = new SearchRequest(
                "w1 w2 w3",
                List.of(large),
                Optional.of(new Filter.Compare(Filter.Operator.EQ, "rare", List.of(true))),
                1000,
                MEANING);

        SearchResult result = indexed.search(SCOPE, request);

        assertThat(result.hits()).hasSize(100).allSatisfy(hit -> assertThat(hit.attributes())
                .containsEntry("rare", true));
        assertThat(plan(result)).isEqualTo("exact");
    }

    @Test
    void smallScopeInALargeSpaceIsSearchedExactly() {
        SearchResult result =
                indexed.search(Scope.of(Set.of(OTHER)), Library.request("w1 w2", 1000, MEANING, small, large));

        assertThat(result.hits()).hasSize(30).allSatisfy(hit -> assertThat(hit.collection())
                .isEqualTo(small));
        assertThat(plan(result)).isEqualTo("exact");
    }

    @Test
    void orderIsTheSameEveryTime() {
        SearchRequest request = Library.request("w1 w2 w3", 300, Library.ALL_STAGES, large);

        List<Hit> first = exact.search(SCOPE, request).hits();

        assertThat(exact.search(SCOPE, request).hits()).isEqualTo(first);
        assertThat(first).hasSize(300).isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()));
        assertThat(first).allSatisfy(hit -> assertThat(hit.score()).isBetween(0.0, 1.0));
    }

    @Test
    void indexLeftHalfBuiltIsBuiltAnew() {
        SpaceIndexes indexes = new SpaceIndexes(database.source(), Library.config(Map.of("exact-passages", "1000")));

        assertThat(indexes.build()).isZero();
        database.execute("DROP INDEX " + index());
        assertThatThrownBy(() ->
                database.execute("CREATE UNIQUE INDEX CONCURRENTLY %s ON passage (collection_id)".formatted(index())));

        assertThat(plan(indexed.search(SCOPE, Library.request("w1", 10, MEANING, large))))
                .isEqualTo("exact");
        assertThat(indexes.build()).isOne();
        assertThat(plan(indexed.search(SCOPE, Library.request("w1", 10, MEANING, large))))
                .isEqualTo("hnsw");
    }

    private static String index() {
        return database.value("SELECT 'passage_space_' || id FROM embedding_space");
    }

    /** Statistics reach the view when the session that made them has ended, a moment later. */
    private static long eventually(String count, long above) throws InterruptedException {
        long deadline = System.nanoTime() + 10_000_000_000L;
        long value = Long.parseLong(database.value(count));
        while (value <= above && System.nanoTime() < deadline) {
            Thread.sleep(20);
            value = Long.parseLong(database.value(count));
        }
        return value;
    }

    private static String plan(SearchResult result) {
        return result.stages().getFirst().plan();
    }

    private static String[] texts(Random random, int count) {
        String[] texts = new String[count];
        for (int i = 0; i < count; i++) {
            texts[i] = text(random);
        }
        return texts;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            text.append(i == 0 ? "w" : " w").append((int) Math.pow(2000, random.nextDouble()));
        }
        return text.toString();
    }
}
