package io.groundwork.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Passage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PassageIndexIT {

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
    void passageComesBackAsItWasStored() {
        CollectionId collection = library.collection("english", me);
        DocumentId document = library.document();
        library.attach(collection, document, "{\"year\": 2020, \"kind\": \"report\", \"final\": true}", List.of());
        Passage passage = new Passage(
                3, "Größe \ud83d\ude00 of \"it\"", "a | b", List.of("Part, \"one\"", "back\\slash", ""), 7, 23, 2, 3);
        List<Embedding> embeddings = List.of(Library.OfWords.embed(passage.text()));

        library.index.replace(
                new Replacement(collection, document, 5, "Title words", List.of(passage), embeddings, Library.MODEL));

        SearchRequest request = Library.request("title", 10, Library.ALL_STAGES, collection);
        assertThat(library.retriever(Map.of()).search(scope, request).hits())
                .singleElement()
                .satisfies(hit -> {
                    assertThat(hit.passage()).isEqualTo(passage);
                    assertThat(hit.document()).isEqualTo(document);
                    assertThat(hit.version()).isEqualTo(5);
                    assertThat(hit.attributes()).isEqualTo(Map.of("year", 2020.0, "kind", "report", "final", true));
                    assertThat(hit.score()).isEqualTo(1);
                    assertThat(hit.ranks()).isEqualTo(Map.of(Stage.LEXICAL, 1, Stage.VECTOR, 1));
                });
    }

    @Test
    void lastVersionAloneAnswersAndIsCounted() {
        CollectionId collection = library.collection("english", me);
        DocumentId document = library.add(collection, "red foxes", "blue foxes", "green foxes");

        library.index.replace(Library.replacement(collection, document, 2, "yellow foxes", "foxes again"));

        SearchRequest request = Library.request("foxes", 10, Library.ALL_STAGES, collection);
        assertThat(Library.texts(library.retriever(Map.of()).search(scope, request)))
                .containsExactlyInAnyOrder("yellow foxes", "foxes again");
        assertThat(database.value("SELECT version FROM membership")).isEqualTo("2");
        assertThat(library.miscounts()).isEmpty();
    }

    @Test
    void sameVersionMayBeStoredAgain() {
        CollectionId collection = library.collection("english", me);
        DocumentId document = library.add(collection, "red foxes", "blue foxes");

        library.index.replace(Library.replacement(collection, document, 1, "red foxes"));

        assertThat(library.miscounts()).isEmpty();
        assertThat(database.value("SELECT count(*) FROM passage")).isEqualTo("1");
    }

    @Test
    void removalLeavesNoTrace() {
        CollectionId collection = library.collection("english", me);
        DocumentId gone = library.add(collection, "red foxes");
        library.add(collection, "red dogs");

        library.index.remove(collection, gone);

        assertThat(library.miscounts()).isEmpty();
        assertThat(database.column("SELECT lexeme FROM term ORDER BY 1")).containsExactly("dog", "red");
    }

    @Test
    void removedCollectionLeavesItsDocumentsAlone() {
        CollectionId collection = library.collection("english", me);
        CollectionId other = library.collection("english", me);
        library.add(collection, "red foxes");
        library.add(other, "blue foxes");

        library.index.removeCollection(collection);

        assertThat(database.value("SELECT count(*) FROM document")).isEqualTo("2");
        assertThat(database.column("SELECT id FROM collection")).containsExactly(other.toString());
        assertThat(database.value("SELECT count(*) FROM passage")).isEqualTo("1");
        assertThat(library.miscounts()).isEmpty();
    }

    @Test
    void documentThatLeftTheCollectionIsNotStored() {
        CollectionId collection = library.collection("english", me);

        boolean stored = library.index.replace(Library.replacement(collection, library.document(), 1, "red foxes"));

        assertThat(stored).isFalse();
        assertThat(database.value("SELECT count(*) FROM passage")).isEqualTo("0");
    }

    @Test
    void vectorsOfAnotherModelAreRefused() {
        CollectionId collection = library.collection("english", me);
        DocumentId document = library.add(collection, "red foxes");
        Replacement replacement = Library.replacement(collection, document, 2, "blue foxes");
        EmbeddingModel other = new EmbeddingModel("other", "2", Library.MODEL.dimension(), 512);

        assertThatThrownBy(() -> library.index.replace(new Replacement(
                        collection,
                        document,
                        2,
                        "",
                        replacement.passages(),
                        replacement.vectors().embeddings(),
                        other)))
                .isInstanceOf(RetrievalException.class)
                .hasMessageContaining("does not hold vectors of other");
        assertThat(database.value("SELECT version FROM passage")).isEqualTo("1");
    }

    @Test
    void failedReplacementChangesNothing() {
        CollectionId collection = library.collection("english", me);
        DocumentId document = library.add(collection, "red foxes");
        Replacement good = Library.replacement(collection, document, 2, "blue foxes", "grey wolves");
        Passage twin = new Passage(0, "grey wolves", "", List.of(), 0, 11, 0, 0);

        assertThatThrownBy(() -> library.index.replace(new Replacement(
                        collection,
                        document,
                        2,
                        "",
                        List.of(good.passages().getFirst(), twin),
                        good.vectors().embeddings(),
                        Library.MODEL)))
                .isInstanceOf(RetrievalException.class);
        assertThat(database.column("SELECT text FROM passage")).containsExactly("red foxes");
        assertThat(library.miscounts()).isEmpty();
    }

    @Test
    void documentOfThousandsOfPassagesIsStoredWhole() {
        CollectionId collection = library.collection("english", me);
        String[] texts = Stream.iterate(0, i -> i + 1)
                .limit(1700)
                .map(i -> "passage number" + i)
                .toArray(String[]::new);

        DocumentId document = library.add(collection, texts);

        assertThat(database.value("SELECT count(*) FROM passage WHERE document_id = ?", document.value()))
                .isEqualTo("1700");
        assertThat(library.miscounts()).isEmpty();
    }

    @Test
    void searchSeesOneVersionWhileDocumentsAreReplaced() throws Exception {
        CollectionId collection = library.collection("english", me);
        DocumentId document = library.add(collection, "common one v1", "common two v1", "common three v1");
        Retriever retriever = library.retriever(Map.of());
        SearchRequest request = Library.request("common", 100, Library.ALL_STAGES, collection);
        Set<Integer> seen = new HashSet<>();

        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> writer = pool.submit(() -> {
                for (int version = 2; version <= 120; version++) {
                    String v = " v" + version;
                    library.index.replace(Library.replacement(
                            collection, document, version, "common one" + v, "common two" + v, "common three" + v));
                }
            });
            while (!writer.isDone()) {
                List<Hit> hits = retriever.search(scope, request).hits();
                assertThat(hits).hasSize(3);
                assertThat(hits.stream().map(Hit::version).distinct()).hasSize(1);
                assertThat(hits).allSatisfy(hit -> assertThat(hit.ranks()).hasSize(2));
                seen.add(hits.getFirst().version());
            }
            writer.get();
        }

        assertThat(seen).hasSizeGreaterThan(3);
    }

    @Test
    void manyWritersLeaveTheCountsRight() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        CollectionId collection = library.collection("english", me);
        List<DocumentId> documents = Stream.generate(() -> library.add(collection, "first words"))
                .limit(8)
                .toList();
        Readers readers = new Readers(database.source());

        List<Future<?>> writers = new ArrayList<>();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int thread = 0; thread < 6; thread++) {
                Random random = new Random(seed + thread);
                writers.add(pool.submit(() -> {
                    for (int i = 0; i < 60; i++) {
                        DocumentId document = documents.get(random.nextInt(documents.size()));
                        switch (random.nextInt(6)) {
                            case 0 -> library.index.remove(collection, document);
                            case 1 -> library.index.reweigh(collection);
                            case 2 -> readers.restrict(collection, document, Set.of(me));
                            default ->
                                library.index.replace(
                                        Library.replacement(collection, document, i + 1, randomTexts(random)));
                        }
                    }
                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        }

        assertThat(library.miscounts()).isEmpty();
        assertThat(database.column("""
                SELECT m.document_id FROM membership m JOIN passage p USING (collection_id, document_id)
                WHERE p.version <> m.version OR (p.readers IS NULL) = EXISTS (
                    SELECT FROM document_reader d WHERE d.document_id = m.document_id)
                """)).isEmpty();
    }

    private static String[] randomTexts(Random random) {
        String[] texts = new String[1 + random.nextInt(4)];
        for (int i = 0; i < texts.length; i++) {
            StringBuilder text = new StringBuilder("passage");
            for (int w = random.nextInt(30); w >= 0; w--) {
                text.append(" word").append(random.nextInt(50));
            }
            texts[i] = text.toString();
        }
        return texts;
    }
}
