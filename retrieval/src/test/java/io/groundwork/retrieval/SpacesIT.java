package io.groundwork.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.Embeddings;
import io.groundwork.embeddings.EngineOverloadedException;
import io.groundwork.embeddings.Engines;
import io.groundwork.embeddings.Numbers;
import io.groundwork.embeddings.PassageVectors;
import io.groundwork.embeddings.ShortenedEmbedder;
import io.groundwork.embeddings.states.CompressedStates;
import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.Spaces.Swapped;
import io.groundwork.retrieval.Spaces.Unfilled;
import io.groundwork.retrieval.vector.Space;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two spaces of a collection: filled beside the one that answers, switched to, switched back, emptied. */
final class SpacesIT {

    private static final Set<Stage> MEANING = Set.of(Stage.VECTOR);
    private static final String[] TEXTS = {
        "red foxes hunt at night",
        "blue whales sing",
        "grey wolves howl at the moon",
        "green frogs jump",
        "white owls hunt"
    };

    private final UUID me = UUID.randomUUID();
    private final Scope scope = Scope.of(Set.of(me));
    private final Embedder first = new Library.OfWords();
    private final Embedder second = new ShortenedEmbedder(first, 16);
    private TestDatabase database;
    private Library library;
    private Spaces spaces;
    private Retriever retriever;
    private CollectionId collection;

    @BeforeEach
    void fill() {
        database = new TestDatabase();
        library = new Library(database);
        spaces = new Spaces(database.source());
        Map<String, Embedder> engines = new LinkedHashMap<>();
        engines.put("first", first);
        engines.put("second", second);
        retriever = new Retriever(new Engines(engines), database.source(), Library.config(Map.of()));
        collection = library.collection("zz", me);
        library.add(collection, TEXTS);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void theFirstSpaceAnswersUntilTheSecondIsSwitchedTo() {
        SearchResult before = search(Side.ANSWERING);

        build();

        assertThat(search(Side.ANSWERING))
                .usingRecursiveComparison()
                .ignoringFields("stages")
                .isEqualTo(before);
        assertThat(search(Side.OTHER).hits().getFirst().score())
                .isNotEqualTo(before.hits().getFirst().score());
    }

    @Test
    void aSwitchAndItsRollBackSwapWhatAnswers() {
        SearchResult before = search(Side.ANSWERING);
        build();
        SearchResult other = search(Side.OTHER);

        assertThat(spaces.swapWhole(collection)).isEqualTo(Swapped.DONE);
        assertThat(search(Side.ANSWERING).hits()).isEqualTo(other.hits());
        assertThat(spaces.swapAtOnce(collection)).isEqualTo(Swapped.DONE);

        assertThat(search(Side.ANSWERING).hits()).isEqualTo(before.hits());
    }

    @Test
    void aSpaceThatLacksPassagesIsNotSwitchedTo() {
        assertThat(spaces.swapWhole(collection)).isEqualTo(Swapped.NOTHING_THERE);
        assertThat(spaces.add(collection, second.model())).isTrue();

        assertThat(spaces.swapWhole(collection)).isEqualTo(Swapped.INCOMPLETE);
    }

    @Test
    void aCollectionHasTwoSpacesAtMost() {
        assertThat(spaces.add(collection, first.model())).isFalse();
        assertThat(spaces.add(collection, second.model())).isTrue();

        assertThat(spaces.add(collection, new EmbeddingModel("third", "3", 8, 512)))
                .isFalse();
    }

    @Test
    void whatIsStoredMeanwhileIsInBothSpaces() {
        build();
        DocumentId late = library.document();
        library.attach(collection, late, "{}", List.of());

        library.index.replace(both(late, "pink foxes dance"));

        Spaces.Fill fill = spaces.count(collection, other()).orElseThrow();
        assertThat(fill.filled()).isEqualTo(6).isEqualTo(fill.passages());
        assertThat(fill.bytes()).isGreaterThan(6 * 2 * 16);
        spaces.swapWhole(collection);
        assertThat(Library.texts(retriever.search(scope, Library.request("pink foxes dance", 1, MEANING, collection))))
                .containsExactly("pink foxes dance");
    }

    @Test
    void aDocumentWhoseSecondVectorsCouldNotBeMadeIsFilledLater() {
        build();

        library.add(collection, "pink foxes dance");

        assertThat(spaces.swapWhole(collection)).isEqualTo(Swapped.INCOMPLETE);
        assertThat(fillAll()).isEqualTo(1);
        assertThat(spaces.swapWhole(collection)).isEqualTo(Swapped.DONE);
    }

    @Test
    void aReplacedDocumentLeavesNothingOfItsFormerVersionInEitherSpace() {
        build();
        DocumentId document =
                new DocumentId(UUID.fromString(database.value("SELECT DISTINCT document_id FROM passage")));

        library.index.replace(both(document, "pink foxes dance"));

        assertThat(spaces.count(collection, other()).orElseThrow().filled()).isEqualTo(1);
        assertThat(Library.texts(
                        retriever.search(scope, Library.request("red foxes", 10, MEANING, collection), Side.OTHER)))
                .containsExactly("pink foxes dance");
        assertThat(library.miscounts()).isEmpty();
    }

    @Test
    void anEmptiedSlotCanBeUsedAgain() {
        addWithStates("pumps", "pumps");
        build();
        spaces.swapWhole(collection);

        spaces.dropOther(collection);
        while (spaces.clear(collection, 2)) {
            assertThat(spaces.layout(collection).orElseThrow().other()).isEmpty();
        }

        assertThat(database.value("""
                        SELECT count(*) FROM passage WHERE embedding IS NOT NULL OR states IS NOT NULL OR space_id IS NOT NULL
                        """)).isEqualTo("0");
        library.index.replace(new Replacement(
                collection,
                added(),
                1,
                "",
                Library.replacement(collection, library.document(), 1, "pink foxes")
                        .passages(),
                second.embedPassages(List.of("pink foxes")),
                second.model()));
        assertThat(spaces.add(collection, first.model())).isTrue();
        assertThat(fillAll(first)).isEqualTo(7);
        assertThat(spaces.swapWhole(collection)).isEqualTo(Swapped.DONE);
    }

    @Test
    void theScopeHoldsInBothSpaces() {
        UUID stranger = UUID.randomUUID();
        build();
        DocumentId secret = library.document();
        library.attach(collection, secret, "{}", List.of(stranger));
        library.index.replace(both(secret, "secret foxes hunt"));

        for (Side side : Side.values()) {
            assertThat(Library.texts(retriever.search(
                            scope, Library.request("secret foxes hunt", 10, MEANING, collection), side)))
                    .hasSize(5)
                    .doesNotContain("secret foxes hunt");
        }
        assertThat(spaces.sample(scope, collection, 100)).hasSize(5);
        assertThat(retriever
                        .search(
                                Scope.of(Set.of(stranger)),
                                Library.request("foxes", 10, MEANING, collection),
                                Side.OTHER)
                        .hits())
                .isEmpty();
    }

    @Test
    void collectionsOfTwoSpacesAreSearchedEachInItsOwn() {
        CollectionId moved = library.collection("zz", me);
        library.add(moved, "red foxes sleep", "black bears sleep");
        build(moved);
        spaces.swapWhole(moved);

        SearchResult result = retriever.search(scope, Library.request("red foxes", 10, MEANING, collection, moved));

        assertThat(Library.texts(result)).hasSize(7);
        assertThat(Library.texts(result).subList(0, 2))
                .containsExactlyInAnyOrder("red foxes hunt at night", "red foxes sleep");
        assertThat(result.hits()).extracting(Hit::score).isSortedAccordingTo(java.util.Comparator.reverseOrder());
    }

    @Test
    void aSpaceWithoutAnEngineIsSearchedByWordsAlone() {
        build();
        spaces.swapWhole(collection);

        SearchResult result = library.retriever(Map.of())
                .search(scope, Library.request("red foxes", 10, Library.ALL_STAGES, collection));

        assertThat(Library.texts(result)).first().isEqualTo("red foxes hunt at night");
        assertThat(result.stages()).extracting(SearchResult.StageReport::plan).contains("no engine for of-words");
    }

    @Test
    void anEngineThatFailsIsPassedOverAndNotWaitedForUntilItWorksAgain() throws InterruptedException {
        CollectionId moved = moved();
        Ailing ailing = new Ailing(second);
        Retriever over = retriever(ailing, Map.of());
        ailing.answer(() -> {
            throw new EmbeddingException("The embedding server at http://10.0.0.7 cannot be reached");
        });

        SearchResult both = over.search(scope, Library.request("red foxes", 10, Library.ALL_STAGES, collection, moved));

        assertThat(Library.texts(both)).contains("red foxes hunt at night", "red foxes sleep");
        assertThat(plan(both, Stage.VECTOR))
                .contains("exact", "no engine for of-words (it failed or cannot be reached)");
        assertThat(both.away()).containsExactly("of-words");
        long began = System.nanoTime();
        SearchResult alone = over.search(scope, Library.request("red foxes", 10, Library.ALL_STAGES, moved));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Ailing.SLOWLY);
        assertThat(Library.texts(alone)).containsExactly("red foxes sleep");
        assertThat(plan(alone, Stage.VECTOR)).isEqualTo("no engine for of-words (it failed or cannot be reached)");

        ailing.answer(() -> {});
        SearchResult again = alone;
        for (int i = 0; i < 100 && !again.away().isEmpty(); i++) {
            Thread.sleep(100);
            again = over.search(scope, Library.request("red foxes", 10, Library.ALL_STAGES, moved));
        }
        assertThat(plan(again, Stage.VECTOR)).isEqualTo("exact");
        assertThat(Library.texts(again)).hasSize(2);
    }

    @Test
    void anEngineThatDoesNotAnswerIsWaitedForNoLongerThanIsSet() {
        CollectionId moved = moved();
        Ailing ailing = new Ailing(second);
        Semaphore never = new Semaphore(0);
        ailing.answer(never::acquireUninterruptibly);

        SearchResult alone = retriever(ailing, Map.of("question-time", "PT0.2S"))
                .search(scope, Library.request("red foxes", 10, Library.ALL_STAGES, moved));

        assertThat(Library.texts(alone)).containsExactly("red foxes sleep");
        assertThat(plan(alone, Stage.VECTOR)).isEqualTo("no engine for of-words (it did not answer within 1 s)");
        never.release(2);
    }

    @Test
    void anEngineThatIsOverloadedIsPassedOverOnlyWhereAnotherOneAnswers() {
        CollectionId moved = moved();
        Ailing ailing = new Ailing(second);
        Retriever over = retriever(ailing, Map.of());
        ailing.answer(() -> {
            throw new EngineOverloadedException("too much waits", Duration.ofSeconds(3));
        });

        SearchResult both = over.search(scope, Library.request("red foxes", 10, Library.ALL_STAGES, collection, moved));

        assertThat(plan(both, Stage.VECTOR)).contains("exact", "no engine for of-words (it is overloaded)");
        assertThatExceptionOfType(EngineOverloadedException.class)
                .isThrownBy(() -> over.search(scope, Library.request("red foxes", 10, Library.ALL_STAGES, moved)));
    }

    /** A collection whose vectors are those of the second engine. */
    private CollectionId moved() {
        CollectionId moved = library.collection("zz", me);
        library.add(moved, "red foxes sleep", "black bears dance");
        build(moved);
        spaces.swapWhole(moved);
        return moved;
    }

    private Retriever retriever(Embedder other, Map<String, String> config) {
        Map<String, Embedder> engines = new LinkedHashMap<>();
        engines.put("first", first);
        engines.put("second", other);
        return new Retriever(new Engines(engines), database.source(), Library.config(config));
    }

    private static String plan(SearchResult result, Stage stage) {
        return result.stages().stream()
                .filter(report -> report.stage() == stage)
                .map(SearchResult.StageReport::plan)
                .findFirst()
                .orElse("");
    }

    /** An engine that does something slowly before it answers. */
    private static final class Ailing implements Embedder {

        static final Duration SLOWLY = Duration.ofMillis(700);

        private final Embedder behind;
        private volatile Runnable before = () -> {};

        Ailing(Embedder behind) {
            this.behind = behind;
        }

        void answer(Runnable before) {
            this.before = before;
        }

        @Override
        public EmbeddingModel model() {
            return behind.model();
        }

        @Override
        public int countTokens(String text) {
            return behind.countTokens(text);
        }

        @Override
        public Embeddings embed(Kind kind, List<String> texts) {
            try {
                Thread.sleep(SLOWLY);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EmbeddingException("Interrupted", e);
            }
            before.run();
            return behind.embed(kind, texts);
        }
    }

    @Test
    void noSearchEverMixesSpacesWhileTheyAreSwitched() throws Exception {
        SearchResult inFirst = search(Side.ANSWERING);
        build();
        SearchResult inSecond = search(Side.OTHER);
        AtomicBoolean switching = new AtomicBoolean(true);

        int mixed = 0;
        int searches = 0;
        try (ExecutorService beside = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> switches = beside.submit(() -> {
                int done = 0;
                while (switching.get()) {
                    assertThat(spaces.swapWhole(collection)).isEqualTo(Swapped.DONE);
                    done++;
                }
                return done;
            });
            for (; searches < 300; searches++) {
                List<Hit> hits = search(Side.ANSWERING).hits();
                mixed += hits.equals(inFirst.hits()) || hits.equals(inSecond.hits()) ? 0 : 1;
            }
            switching.set(false);
            assertThat(switches.get()).isGreaterThan(10);
        }

        assertThat(mixed).isZero();
        assertThat(inFirst.hits()).isNotEqualTo(inSecond.hits());
    }

    @Test
    void theSameWeightsInOtherNumbersAreAnotherSpace() {
        EmbeddingModel model = first.model();
        EmbeddingModel whole = new EmbeddingModel(
                model.name(), model.digest(), model.dimension(), model.maxTokens(), Numbers.INT8, model.prefixes());

        assertThat(model.sharesSpaceWith(whole)).isFalse();
        assertThat(Engines.only(first).serving(whole)).isEmpty();
        assertThat(spaces.add(collection, whole)).isTrue();
        assertThat(database.value("SELECT count(*) FROM embedding_space")).isEqualTo("2");
    }

    @Test
    void vectorsOfAnotherDocumentWithTheSameTextAreFoundInTheSecondSpaceToo() {
        build();
        TextHash hash = TextHash.of(TEXTS[0]);

        Map<TextHash, Embedding> found = new EmbeddedTexts(database.source()).find(second.model(), List.of(hash));

        assertThat(found).containsOnlyKeys(hash);
        assertThat(found.get(hash).dimension()).isEqualTo(16);
    }

    @Test
    void statesOfOneSpaceAreNeverScoredInTheOther() {
        addWithStates("pumps and valves", "pumps");
        addWithStates("pumps and pipes", "something else");
        SearchResult before = searchAll("pumps", Side.ANSWERING);
        spaces.add(collection, second.model());
        fillWithoutStates();

        String beside = reranking(searchAll("pumps", Side.OTHER));
        spaces.swapWhole(collection);
        String switched = reranking(searchAll("pumps", Side.ANSWERING));
        spaces.swapAtOnce(collection);

        assertThat(reranking(before)).isEqualTo("maxsim over 7 of 7, 5 without states");
        assertThat(beside).isEqualTo("not reranked: maxsim over 7 of 7, 7 without states");
        assertThat(switched).isEqualTo(beside);
        assertThat(searchAll("pumps", Side.ANSWERING).hits()).isEqualTo(before.hits());
    }

    @Test
    void aSecondSpaceHasStatesOfItsOwnAndIsRankedAnewByThem() {
        addWithStates("pumps and valves", "something else");

        build();

        assertThat(reranking(searchAll("pumps", Side.OTHER))).isEqualTo("maxsim over 6 of 6, 0 without states");
        assertThat(reranking(searchAll("pumps", Side.ANSWERING))).isEqualTo("maxsim over 6 of 6, 5 without states");
        assertThat(states("other_states", "pumps and valves")).isEqualTo(Library.OfWords.states("pumps and valves"));
        assertThat(states("states", "pumps and valves")).isEqualTo(Library.OfWords.states("something else"));
    }

    @Test
    void whatIsStoredMeanwhileHasStatesInBothSpaces() {
        build();
        DocumentId late = added();
        Replacement plain = Library.replacement(collection, late, 2, "pink foxes dance");
        TextHash hash = TextHash.of("pink foxes dance");

        library.index.replace(new Replacement(
                collection,
                late,
                2,
                "",
                "",
                plain.passages(),
                new Replacement.Vectors(
                        first.model(), plain.vectors().embeddings(), Map.of(hash, Library.OfWords.states("one"))),
                Optional.of(new Replacement.Vectors(
                        second.model(),
                        second.embedPassages(List.of("pink foxes dance")),
                        Map.of(hash, Library.OfWords.states("two"))))));

        assertThat(states("states", "pink foxes dance")).isEqualTo(Library.OfWords.states("one"));
        assertThat(states("other_states", "pink foxes dance")).isEqualTo(Library.OfWords.states("two"));
    }

    @Test
    void aCheckpointHoldsTheStatesOfBothSpaces() {
        build();
        DocumentId late = added();
        TextHash hash = TextHash.of("pink foxes dance");
        EmbeddedTexts texts = new EmbeddedTexts(database.source());
        for (Embedder engine : List.of(first, second)) {
            texts.keep(
                    late,
                    engine.model(),
                    Map.of(
                            hash,
                            engine.embedPassages(List.of("pink foxes dance")).getFirst()),
                    Map.of(hash, Library.OfWords.states("of " + engine.model().dimension())));
        }

        library.index.replace(both(late, "pink foxes dance"));

        assertThat(states("states", "pink foxes dance")).isEqualTo(Library.OfWords.states("of 32"));
        assertThat(states("other_states", "pink foxes dance")).isEqualTo(Library.OfWords.states("of 16"));
    }

    @Test
    void aTextThatWasReadBeforeBringsItsStatesIntoTheSecondSpace() {
        build();
        CollectionId another = library.collection("zz", me);
        library.add(another, TEXTS[0]);
        spaces.add(another, second.model());
        EmbeddedTexts texts = new EmbeddedTexts(database.source());
        TextHash hash = TextHash.of(TEXTS[0]);
        Space space = spaces.layout(another).orElseThrow().other().orElseThrow();
        Unfilled one = spaces.unfilled(another, space, new DocumentId(new UUID(0, 0)), 2)
                .getFirst();

        Embedding known = texts.findWithStates(second.model(), List.of(hash)).get(hash);
        spaces.fill(another, space, Map.of(one.id(), new Spaces.Vector(hash, known, Optional.empty())));

        assertThat(database.value("SELECT count(*) FROM passage WHERE collection_id = '%s' AND other_states IS NOT NULL"
                        .formatted(another.value())))
                .isEqualTo("1");
    }

    @Test
    void aReplacedDocumentBringsItsStatesFromTheSecondSpaceToo() {
        build();
        DocumentId late = added();
        TextHash hash = TextHash.of(TEXTS[0]);

        new EmbeddedTexts(database.source()).bringWithStates(late, second.model(), List.of(hash));
        library.index.replace(both(late, TEXTS[0]));

        assertThat(database.value("SELECT count(*) FROM passage WHERE document_id = '%s' AND other_states IS NOT NULL"
                        .formatted(late.value())))
                .isEqualTo("1");
    }

    @Test
    void collectionsOfTwoSpacesAreRankedAnewEachByItsOwnStates() {
        addWithStates("pumps and valves", "pumps");
        CollectionId moved = library.collection("zz", me);
        library.add(moved, "pumps sleep", "black bears sleep");
        build(moved);
        spaces.swapWhole(moved);

        SearchResult result =
                retriever.search(scope, Library.request("pumps", 10, Library.ALL_STAGES, collection, moved));

        assertThat(reranking(result)).isEqualTo("maxsim over 8 of 8, 5 without states");
        assertThat(Library.texts(result).subList(0, 2)).containsExactlyInAnyOrder("pumps and valves", "pumps sleep");
    }

    @Test
    void anEngineThatGivesNoStatesLeavesTheOrderBefore() {
        Map<String, Embedder> engines = new LinkedHashMap<>();
        engines.put("first", first);
        engines.put(
                "second",
                new ShortenedEmbedder(
                        new Library.OfWords() {
                            @Override
                            public boolean givesStates() {
                                return false;
                            }
                        },
                        16));
        retriever = new Retriever(new Engines(engines), database.source(), Library.config(Map.of()));
        addWithStates("pumps and valves", "pumps");
        build();
        spaces.swapWhole(collection);

        assertThat(reranking(searchAll("pumps", Side.ANSWERING)))
                .isEqualTo("not reranked: of-words gives no states of tokens here");
        assertThat(reranking(searchAll("pumps", Side.OTHER))).isEqualTo("maxsim over 6 of 6, 5 without states");
    }

    @Test
    void aQuestionIsReadByTheEngineOfTheSideThatIsSearchedAndByNoOther() {
        AtomicInteger read = new AtomicInteger();
        Map<String, Embedder> engines = new LinkedHashMap<>();
        engines.put("first", new Library.OfWords() {
            @Override
            public Embeddings embed(Kind kind, List<String> texts) {
                read.incrementAndGet();
                return super.embed(kind, texts);
            }
        });
        engines.put("second", second);
        retriever = new Retriever(new Engines(engines), database.source(), Library.config(Map.of()));
        build();
        search(Side.ANSWERING);
        int before = read.get();

        search(Side.OTHER);

        assertThat(read).hasValue(before);
        assertThat(before).isPositive();
    }

    private void fillWithoutStates() {
        Space space = other();
        Map<Long, Spaces.Vector> vectors = new HashMap<>();
        spaces.unfilled(collection, space, new DocumentId(new UUID(0, 0)), 100).forEach(one -> {
            Spaces.Vector made = vector(second, one.passage().text());
            vectors.put(one.id(), new Spaces.Vector(made.text(), made.embedding(), Optional.empty()));
        });
        assertThat(spaces.fill(collection, space, vectors)).contains(vectors.size());
    }

    private CompressedStates states(String column, String text) {
        String base64 =
                database.value("SELECT encode(%s, 'base64') FROM passage WHERE text = '%s'".formatted(column, text));
        return CompressedStates.read(Base64.getMimeDecoder().decode(base64), Library.MODEL.dimension())
                .orElseThrow();
    }

    private SearchResult search(Side side) {
        return retriever.search(scope, Library.request("foxes hunt at night", 10, MEANING, collection), side);
    }

    private void build() {
        build(collection);
    }

    private void build(CollectionId where) {
        assertThat(spaces.add(where, second.model())).isTrue();
        fillAll(second, where);
    }

    private int fillAll() {
        return fillAll(second);
    }

    private int fillAll(Embedder engine) {
        return fillAll(engine, collection);
    }

    private int fillAll(Embedder engine, CollectionId where) {
        Space space = spaces.layout(where).orElseThrow().other().orElseThrow();
        int filled = 0;
        while (true) {
            List<Unfilled> next = spaces.unfilled(where, space, new DocumentId(new UUID(0, 0)), 2);
            if (next.isEmpty()) {
                return filled;
            }
            Map<Long, Spaces.Vector> vectors = new HashMap<>();
            next.forEach(
                    one -> vectors.put(one.id(), vector(engine, one.passage().text())));
            filled += spaces.fill(where, space, vectors).orElseThrow();
        }
    }

    private static Spaces.Vector vector(Embedder engine, String text) {
        PassageVectors made = engine.embedWithStates(List.of(text));
        return new Spaces.Vector(
                TextHash.of(text),
                made.embeddings().vectors().getFirst(),
                made.states().stream().findFirst());
    }

    /** A document with the states of its tokens in the space that answers; they are of other words than the text. */
    private DocumentId addWithStates(String text, String statesOf) {
        DocumentId document = added();
        library.index.replace(
                Library.withStates(collection, document, 1, Map.of(text, Library.OfWords.states(statesOf))));
        return document;
    }

    private SearchResult searchAll(String question, Side side) {
        return retriever.search(scope, Library.request(question, 10, Library.ALL_STAGES, collection), side);
    }

    private static String reranking(SearchResult result) {
        return result.stages().stream()
                .filter(report -> report.stage() == Stage.RERANK)
                .findFirst()
                .orElseThrow()
                .plan();
    }

    private Space other() {
        return spaces.layout(collection).orElseThrow().other().orElseThrow();
    }

    private DocumentId added() {
        DocumentId document = library.document();
        library.attach(collection, document, "{}", List.of());
        return document;
    }

    private Replacement both(DocumentId document, String... texts) {
        Replacement one = Library.replacement(collection, document, 2, texts);
        return new Replacement(
                collection,
                document,
                2,
                "",
                "",
                one.passages(),
                one.vectors(),
                Optional.of(new Replacement.Vectors(second.model(), second.embedPassages(List.of(texts)))));
    }
}
