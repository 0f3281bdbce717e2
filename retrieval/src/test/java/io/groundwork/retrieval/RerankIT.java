package io.groundwork.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.Engines;
import io.groundwork.embeddings.states.CompressedStates;
import io.groundwork.embeddings.states.QuestionStates;
import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.rerank.Deadline;
import io.groundwork.retrieval.rerank.PassageScorer;
import io.groundwork.retrieval.rerank.PassageScorer.Scored;
import io.groundwork.retrieval.rerank.StoredStates;
import io.groundwork.retrieval.vector.Slot;
import io.groundwork.retrieval.vector.Space;
import io.groundwork.retrieval.vector.VectorPlace;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RerankIT {

    private static final UUID EVERYONE = UUID.randomUUID();
    private static final UUID SOMEBODY = UUID.randomUUID();
    private static final Scope SCOPE = Scope.of(Set.of(EVERYONE));
    private static final Set<Stage> BEFORE = EnumSet.complementOf(EnumSet.of(Stage.RERANK));

    private static TestDatabase database;
    private static Library library;

    @BeforeAll
    static void open() {
        database = new TestDatabase();
        library = new Library(database);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void statesOverruleTheOrderOfWordsAndMeaning() {
        CollectionId collection = library.collection("en", EVERYONE);
        add(collection, "pump", "something else entirely");
        add(collection, "pump and seal", "valves");
        add(collection, "pump and oil and seal", "pump");

        SearchResult before = search(Map.of(), "pump", BEFORE, collection);
        SearchResult after = search(Map.of("rerank-weight", "5"), "pump", Library.ALL_STAGES, collection);

        assertThat(Library.texts(before).getLast()).isEqualTo("pump and oil and seal");
        assertThat(Library.texts(after).getFirst()).isEqualTo("pump and oil and seal");
        assertThat(after.hits().getFirst().ranks())
                .containsEntry(Stage.RERANK, 1)
                .containsKey(Stage.LEXICAL);
        assertThat(report(after).plan()).isEqualTo("maxsim over 3 of 3, 0 without states");
        assertThat(report(after).found()).isEqualTo(3);
        assertThat(before.stages()).extracting(SearchResult.StageReport::stage).doesNotContain(Stage.RERANK);
    }

    @Test
    void passagesWithoutStatesAreFoundAllTheSameAndCounted() {
        CollectionId collection = library.collection("en", EVERYONE);
        library.add(collection, "pump old");
        add(collection, "pump new", "pump");

        SearchResult found = search(Map.of(), "pump", Library.ALL_STAGES, collection);

        assertThat(Library.texts(found)).containsExactlyInAnyOrder("pump old", "pump new");
        assertThat(report(found).plan()).isEqualTo("maxsim over 2 of 2, 1 without states");
    }

    @Test
    void withoutAnyStatesTheOrderBeforeStands() {
        CollectionId collection = library.collection("en", EVERYONE);
        library.add(collection, "pump one", "pump two pump", "other");

        SearchResult before = search(Map.of(), "pump", BEFORE, collection);
        SearchResult after = search(Map.of(), "pump", Library.ALL_STAGES, collection);

        assertThat(after.hits()).isEqualTo(before.hits());
        assertThat(report(after).plan()).startsWith("not reranked: maxsim over").contains("3 without states");
    }

    @Test
    void statesOutsideOfTheScopeAreNotRead() throws SQLException {
        CollectionId open = library.collection("en", EVERYONE);
        CollectionId closed = library.collection("en", SOMEBODY);
        add(open, "open words", "secret");
        add(closed, "closed words", "secret");
        DocumentId restricted = library.document();
        library.attach(open, restricted, "{}", List.of(SOMEBODY));
        library.index.replace(Library.withStates(open, restricted, 1, Map.of("restricted", states("secret"))));
        List<Long> all = passages();
        Permitted permitted = Permitted.by(SCOPE, List.of(open, closed), Optional.empty());

        Scored scored;
        try (Connection connection = database.source().getConnection()) {
            Space space = Space.of(connection, Library.MODEL);
            PassageScorer.Asked asked = new StoredStates(Engines.only(new Library.OfWords())).ask("secret");
            asked.begin(List.of(space));
            scored = asked.score(
                    connection,
                    List.of(new VectorPlace(space, Slot.FIRST, permitted, all.size())),
                    all,
                    Deadline.in(Duration.ofSeconds(10)));
        }

        assertThat(scored).isInstanceOfSatisfying(Scored.Scores.class, scores -> assertThat(
                        scores.spaces().getFirst().keySet())
                .containsExactlyElementsOf(passagesOf(open, "open words")));
    }

    @Test
    void aRerankedSearchShowsWhatTheScopeMaySeeAndNothingElse() {
        CollectionId collection = library.collection("en", EVERYONE);
        add(collection, "pump for all", "other");
        DocumentId restricted = library.document();
        library.attach(collection, restricted, "{}", List.of(SOMEBODY));
        library.index.replace(Library.withStates(collection, restricted, 1, Map.of("pump for one", states("pump"))));

        SearchResult all = search(Map.of(), "pump", Library.ALL_STAGES, collection);
        SearchResult one = library.retriever(Map.of())
                .search(
                        Scope.of(Set.of(EVERYONE, SOMEBODY)),
                        Library.request("pump", 10, Library.ALL_STAGES, collection));

        assertThat(Library.texts(all)).containsExactly("pump for all");
        assertThat(Library.texts(one)).contains("pump for one");
    }

    @Test
    void whenTheTimeIsSpentTheOrderBeforeStandsAndTheReportSaysSo() {
        CollectionId collection = library.collection("en", EVERYONE);
        add(collection, "pump", "other");
        add(collection, "pump and seal", "pump");

        SearchResult before = search(Map.of(), "pump", BEFORE, collection);
        SearchResult after = search(Map.of("rerank-budget", "PT0S"), "pump", Library.ALL_STAGES, collection);

        assertThat(after.hits()).isEqualTo(before.hits());
        assertThat(report(after).plan()).isEqualTo("not reranked: the time for it was spent");
        assertThat(report(after).found()).isZero();
    }

    @Test
    void aModelThatDoesNotAnswerIsNotWaitedFor() {
        CollectionId collection = library.collection("en", EVERYONE);
        add(collection, "pump", "pump");
        CountDownLatch never = new CountDownLatch(1);
        Embedder stuck = new Library.OfWords() {
            @Override
            public QuestionStates questionStates(String question) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    throw new EmbeddingException("interrupted", e);
                }
                return super.questionStates(question);
            }
        };

        SearchResult found = new Retriever(
                        Engines.only(stuck), database.source(), Library.config(Map.of("rerank-budget", "PT0.05S")))
                .search(SCOPE, Library.request("pump", 10, Library.ALL_STAGES, collection));

        assertThat(found.hits()).hasSize(1);
        assertThat(report(found).plan()).contains("the time for it was spent");
    }

    @Test
    void aModelThatFailsLeavesTheOrderBefore() {
        CollectionId collection = library.collection("en", EVERYONE);
        add(collection, "pump", "pump");
        Embedder failing = new Library.OfWords() {
            @Override
            public QuestionStates questionStates(String question) {
                throw new EmbeddingException("overloaded");
            }
        };

        SearchResult found = new Retriever(Engines.only(failing), database.source(), Library.config(Map.of()))
                .search(SCOPE, Library.request("pump", 10, Library.ALL_STAGES, collection));

        assertThat(found.hits()).hasSize(1);
        assertThat(report(found).plan()).isEqualTo("not reranked: the question could not be read by the model");
    }

    @Test
    void aModelWithoutStatesIsSaidToHaveNone() {
        CollectionId collection = library.collection("en", EVERYONE);
        add(collection, "pump", "pump");
        Embedder plain = new Library.OfWords() {
            @Override
            public boolean givesStates() {
                return false;
            }
        };

        SearchResult found = new Retriever(Engines.only(plain), database.source(), Library.config(Map.of()))
                .search(SCOPE, Library.request("pump", 10, Library.ALL_STAGES, collection));

        assertThat(report(found).plan()).isEqualTo("not reranked: of-words gives no states of tokens here");
    }

    @Test
    void theStageCanBeSwitchedOffForAll() {
        CollectionId collection = library.collection("en", EVERYONE);
        add(collection, "pump", "pump");

        SearchResult found = search(Map.of("rerank-candidates", "0"), "pump", Library.ALL_STAGES, collection);

        assertThat(found.stages()).extracting(SearchResult.StageReport::stage).doesNotContain(Stage.RERANK);
    }

    @Test
    void aNewVersionHasStatesOfItsOwn() {
        CollectionId collection = library.collection("en", EVERYONE);
        DocumentId document = add(collection, "first", "first");

        library.index.replace(Library.withStates(collection, document, 2, Map.of("second", states("second version"))));

        assertThat(stored(collection)).containsExactly(states("second version"));
    }

    @Test
    void aTextThatWasReadBeforeBringsItsStates() {
        CollectionId collection = library.collection("en", EVERYONE);
        add(collection, "the same text", "the same text");
        DocumentId other = library.document();
        library.attach(collection, other, "{}", List.of());
        EmbeddedTexts texts = new EmbeddedTexts(database.source());

        Map<TextHash, Embedding> found =
                texts.bringWithStates(other, Library.MODEL, Set.of(TextHash.of("the same text"), TextHash.of("new")));
        library.index.replace(Library.replacement(collection, other, 1, "the same text"));
        texts.forget(other);

        assertThat(found.keySet()).containsExactly(TextHash.of("the same text"));
        assertThat(stored(collection)).containsExactly(states("the same text"), states("the same text"));
    }

    @Test
    void aDocumentThatIsReplacedByItselfKeepsItsStates() {
        CollectionId collection = library.collection("en", EVERYONE);
        DocumentId document = add(collection, "unchanged words", "unchanged words");

        new EmbeddedTexts(database.source())
                .bringWithStates(document, Library.MODEL, Set.of(TextHash.of("unchanged words")));
        library.index.replace(Library.replacement(collection, document, 2, "unchanged words"));

        assertThat(stored(collection)).containsExactly(states("unchanged words"));
    }

    @Test
    void aVectorWithoutStatesIsAsGoodAsNoneWhereStatesAreWanted() {
        CollectionId collection = library.collection("en", EVERYONE);
        DocumentId document = library.add(collection, "from before");
        EmbeddedTexts texts = new EmbeddedTexts(database.source());
        Set<TextHash> wanted = Set.of(TextHash.of("from before"));

        assertThat(texts.find(Library.MODEL, wanted)).hasSize(1);
        assertThat(texts.bringWithStates(document, Library.MODEL, wanted)).isEmpty();
        assertThat(texts.findWithStates(Library.MODEL, wanted)).isEmpty();
    }

    @Test
    void aCheckpointKeepsStatesUntilTheyAreStored() {
        CollectionId collection = library.collection("en", EVERYONE);
        DocumentId document = library.document();
        library.attach(collection, document, "{}", List.of());
        TextHash early = TextHash.of("early step");
        EmbeddedTexts texts = new EmbeddedTexts(database.source());
        texts.keep(
                document,
                Library.MODEL,
                Map.of(early, Library.OfWords.embed("early step")),
                Map.of(early, states("early step")));

        library.index.replace(Library.replacement(collection, document, 1, "early step", "last step"));

        assertThat(stored(collection)).containsExactly(states("early step"));
    }

    private static SearchResult search(
            Map<String, String> config, String query, Set<Stage> stages, CollectionId collection) {
        return library.retriever(config).search(SCOPE, Library.request(query, 10, stages, collection));
    }

    /** A document of one passage, with the states of another text. */
    private static DocumentId add(CollectionId collection, String text, String statesOf) {
        DocumentId document = library.document();
        library.attach(collection, document, "{}", List.of());
        library.index.replace(Library.withStates(collection, document, 1, Map.of(text, states(statesOf))));
        return document;
    }

    private static CompressedStates states(String text) {
        return Library.OfWords.states(text);
    }

    private static SearchResult.StageReport report(SearchResult result) {
        return result.stages().stream()
                .filter(stage -> stage.stage() == Stage.RERANK)
                .findFirst()
                .orElseThrow();
    }

    private static List<CompressedStates> stored(CollectionId collection) {
        return database
                .column(
                        "SELECT encode(states, 'base64') FROM passage WHERE states IS NOT NULL AND collection_id = '%s' ORDER BY id"
                                .formatted(collection.value()))
                .stream()
                .map(base64 -> CompressedStates.read(
                                java.util.Base64.getMimeDecoder().decode(base64), Library.MODEL.dimension())
                        .orElseThrow())
                .toList();
    }

    private static List<Long> passages() {
        return database.column("SELECT id::text FROM passage WHERE states IS NOT NULL").stream()
                .map(Long::valueOf)
                .toList();
    }

    private static List<Long> passagesOf(CollectionId collection, String text) {
        return database
                .column("SELECT id::text FROM passage WHERE collection_id = '%s' AND text = '%s'"
                        .formatted(collection.value(), text))
                .stream()
                .map(Long::valueOf)
                .toList();
    }
}
