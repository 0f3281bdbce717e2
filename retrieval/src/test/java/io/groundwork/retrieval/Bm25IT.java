package io.groundwork.retrieval;

import static java.util.Comparator.naturalOrder;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The search by words against BM25 as the textbook has it. Texts are of words that the configuration {@code simple} leaves alone. */
final class Bm25IT {

    private static final Set<Stage> WORDS = Set.of(Stage.LEXICAL);

    private final UUID me = UUID.randomUUID();
    private final Scope scope = Scope.of(Set.of(me));
    private TestDatabase database;
    private Library library;

    @BeforeEach
    void open() {
        database = new TestDatabase();
        library = new Library(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void ranksAndScoresAreThoseOfTheTextbook() {
        Random random = random();
        CollectionId collection = library.collection("zz", me);
        List<String> texts = texts(random, 700, 5, 120);
        fill(collection, texts);
        library.index.reweigh(collection);

        for (int i = 0; i < 30; i++) {
            String query = text(random, 1 + random.nextInt(8));
            SearchResult result =
                    library.retriever(Map.of()).search(scope, Library.request(query, 1000, WORDS, collection));

            assertTextbook(query, result, List.of(texts), 1e-5);
        }
    }

    @Test
    void statisticsAreThoseOfAllCollectionsSearched() {
        Random random = random();
        List<List<String>> texts = List.of(texts(random, 120, 5, 40), texts(random, 200, 30, 90));
        CollectionId first = library.collection("zz", me);
        CollectionId second = library.collection("zz", me);
        CollectionId unreadable = library.collection("zz");
        fill(first, texts.get(0));
        fill(second, texts.get(1));
        fill(unreadable, texts(random, 50, 5, 40));
        Stream.of(first, second).forEach(library.index::reweigh);

        for (int i = 0; i < 20; i++) {
            String query = text(random, 1 + random.nextInt(5));
            SearchResult result = library.retriever(Map.of())
                    .search(scope, Library.request(query, 1000, WORDS, first, unreadable, second));

            assertTextbook(query, result, texts, 1e-5);
        }
    }

    @Test
    void scoresAreNearBeforeWeightsAreRewritten() {
        Random random = random();
        CollectionId collection = library.collection("zz", me);
        List<String> texts = texts(random, 600, 5, 120);
        fill(collection, texts);
        boolean drifted = library.index.drifted().contains(collection);

        for (int i = 0; i < 30; i++) {
            String query = text(random, 3);
            SearchResult result =
                    library.retriever(Map.of()).search(scope, Library.request(query, 1000, WORDS, collection));

            assertTextbook(query, result, List.of(texts), drifted ? 0.25 : 0.1);
        }
    }

    @Test
    void driftIsSeenAndRewrittenAway() {
        Random random = random();
        CollectionId collection = library.collection("zz", me);
        List<String> texts = new ArrayList<>(texts(random, 1100, 5, 15));
        texts.addAll(texts(random, 300, 100, 200));
        fill(collection, texts);

        assertThat(library.index.drifted()).containsExactly(collection);
        library.index.reweigh(collection);

        assertThat(library.index.drifted()).isEmpty();
        String query = text(random, 6);
        assertTextbook(
                query,
                library.retriever(Map.of()).search(scope, Library.request(query, 1000, WORDS, collection)),
                List.of(texts),
                1e-5);
    }

    @Test
    void rewriteThatWasCutShortGoesOn() {
        Random random = random();
        CollectionId collection = library.collection("zz", me);
        List<String> texts = new ArrayList<>(texts(random, 1100, 5, 15));
        texts.addAll(texts(random, 300, 100, 200));
        fill(collection, texts);

        new Database(database.source()).write("begin", connection -> {
            PassageIndex.beginReweighing(connection, collection);
            return PassageIndex.reweighSome(connection, collection);
        });
        assertThat(library.index.drifted()).containsExactly(collection);
        library.index.reweigh(collection);

        assertThat(library.index.drifted()).isEmpty();
        String query = text(random, 6);
        assertTextbook(
                query,
                library.retriever(Map.of()).search(scope, Library.request(query, 1000, WORDS, collection)),
                List.of(texts),
                1e-5);
    }

    @Test
    void growthRewritesEachPassageTwiceAtMost() {
        countRewrites();
        CollectionId collection = library.collection("zz", me);
        List<String> growing = new ArrayList<>();
        Random random = random();
        for (int i = 0; i < 400; i++) {
            growing.add(text(random, 5 + i / 2));
        }

        growing.forEach(text -> library.add(collection, text));

        long rewritten =
                Long.parseLong(database.value("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM rewritten"));
        assertThat(rewritten).isBetween(1L, 800L);
    }

    /** The server's own count comes a second late. */
    private void countRewrites() {
        database.execute("CREATE SEQUENCE rewritten");
        database.execute("""
                CREATE FUNCTION count_rewrite() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM nextval('rewritten'); RETURN NULL; END $$
                """);
        database.execute("""
                CREATE TRIGGER count_rewrite AFTER UPDATE ON passage_words FOR EACH ROW EXECUTE FUNCTION count_rewrite()
                """);
    }

    @Test
    void theFirstTenAreThoseThatScoringAllWouldGive() {
        Random random = random();
        CollectionId collection = library.collection("zz", me);
        fill(collection, texts(random, 2000, 20, 60));
        Retriever all = library.retriever(Map.of("lexical-floor", "1000000"));
        Retriever few = library.retriever(Map.of("lexical-floor", "100"));

        double overlap = 0;
        for (int i = 0; i < 40; i++) {
            SearchRequest request = Library.request(text(random, 1 + i % 12), 10, WORDS, collection);
            List<String> exact = Library.texts(all.search(scope, request));
            List<String> found = Library.texts(few.search(scope, request));
            overlap += found.stream().filter(exact::contains).count() / (double) exact.size() / 40;
        }

        assertThat(overlap).isGreaterThan(0.95);
    }

    @Test
    void identifiersAndQuotesAreFoundAsTheyStand() {
        CollectionId collection = library.collection("en", me);
        library.add(collection, "the pump stops with ERR_4711 at night");
        library.add(collection, "the pump stops with ERR_4712 at o'clock");
        library.add(collection, "a \\ and a ' and a | in C:\\temp\\file");
        Retriever retriever = library.retriever(Map.of());

        assertThat(Library.texts(retriever.search(scope, Library.request("ERR_4711", 1, WORDS, collection))))
                .containsExactly("the pump stops with ERR_4711 at night");
        assertThat(Library.texts(retriever.search(scope, Library.request("o'clock", 1, WORDS, collection))))
                .containsExactly("the pump stops with ERR_4712 at o'clock");
        assertThat(Library.texts(
                        retriever.search(scope, Library.request("' \\ C:\\temp\\file & ! | (", 1, WORDS, collection))))
                .containsExactly("a \\ and a ' and a | in C:\\temp\\file");
    }

    private void fill(CollectionId collection, List<String> texts) {
        for (int from = 0; from < texts.size(); from += 7) {
            library.add(
                    collection,
                    texts.subList(from, Math.min(texts.size(), from + 7)).toArray(String[]::new));
        }
    }

    private static void assertTextbook(
            String query, SearchResult result, List<List<String>> collections, double error) {
        Map<String, Double> expected = textbook(query, collections);
        double best = expected.values().stream().max(naturalOrder()).orElse(1.0);
        assertThat(result.hits())
                .hasSize(Math.min(1000, expected.size()))
                .isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()));
        for (Hit hit : result.hits()) {
            double score = expected.remove(hit.passage().text()) / best;
            assertThat(hit.score()).as("%s in %s", query, hit).isCloseTo(score, within(error));
        }
        double worst = result.hits().isEmpty() ? 0 : result.hits().getLast().score();
        assertThat(expected.values())
                .allSatisfy(score -> assertThat(score / best).isLessThan(worst + error));
    }

    /** Robertson's formula with Lucene's idf, word by word; mean lengths are those of each collection. */
    private static Map<String, Double> textbook(String query, List<List<String>> collections) {
        List<List<String>> all =
                collections.stream().flatMap(List::stream).map(Bm25IT::words).toList();
        Map<String, Double> idf = new HashMap<>();
        for (String word : words(query)) {
            long containing = all.stream().filter(text -> text.contains(word)).count();
            idf.put(word, Math.log(1 + (all.size() - containing + 0.5) / (containing + 0.5)));
        }
        Map<String, Double> scores = new HashMap<>();
        for (List<String> texts : collections) {
            double average = texts.stream()
                    .mapToInt(text -> words(text).size())
                    .average()
                    .orElseThrow();
            for (String text : texts) {
                double score = 0;
                for (String word : words(query)) {
                    double tf = words(text).stream().filter(word::equals).count();
                    double norm = 1.2 * (1 - 0.75 + 0.75 * words(text).size() / average);
                    score += idf.getOrDefault(word, 0.0) * tf * 2.2 / (tf + norm);
                }
                if (score > 0) {
                    scores.put(text, score);
                }
            }
        }
        return scores;
    }

    private static List<String> words(String text) {
        return List.of(text.split(" ", -1));
    }

    /** No two are the same: each begins with a word of its own. */
    private static List<String> texts(Random random, int count, int shortest, int longest) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add("n" + inLetters(random.nextInt(1_000_000_000)) + " "
                    + text(random, shortest + random.nextInt(longest - shortest)));
        }
        return texts;
    }

    /** A word of its own for each number; digits among letters would be words too. */
    private static String inLetters(long number) {
        return Long.toString(number, 10)
                .chars()
                .mapToObj(digit -> String.valueOf((char) ('a' + digit - '0')))
                .collect(joining());
    }

    /** Few words stand often and many seldom, as in a language. */
    private static String text(Random random, int words) {
        List<String> text = new ArrayList<>();
        for (int i = 0; i < words; i++) {
            text.add(inLetters((long) Math.pow(400, random.nextDouble())));
        }
        return String.join(" ", text);
    }

    private static Random random() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        return new Random(seed);
    }
}
