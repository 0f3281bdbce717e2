package io.groundwork.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.embeddings.Embedding;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Passage;
import io.groundwork.retrieval.Library.OfWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is given around a hit, and what is not. */
final class WideningIT {

    private final UUID reader = UUID.randomUUID();
    private TestDatabase database;
    private Library library;
    private CollectionId collection;

    @BeforeEach
    void open() {
        database = new TestDatabase();
        library = new Library(database);
        collection = library.collection("en", reader);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void neighboursComeInTheOrderOfTheDocument() {
        library.add(collection, "one", "two", "wolf", "four", "five", "six");
        library.add(collection, "something", "else", "entirely");

        assertThat(around("wolf", Widening.neighbours(2))).containsExactly("one", "two", "four", "five");
    }

    @Test
    void atTheBeginningThereIsNothingBefore() {
        library.add(collection, "wolf", "two", "three");

        assertThat(around("wolf", Widening.neighbours(1))).containsExactly("two");
    }

    @Test
    void nothingIsGivenUnasked() {
        library.add(collection, "one", "wolf", "three");

        assertThat(around("wolf", Widening.NONE)).isEmpty();
    }

    @Test
    void aSectionIsGivenWithoutItsNeighbours() {
        replace(new int[] {0, 0, 1, 1, 1, 2}, "one", "two", "three", "wolf", "five", "six");

        assertThat(around("wolf", Widening.SECTION)).containsExactly("three", "five");
    }

    @Test
    void aNeighbourThatTheScopeMayNotReadIsNotGiven() {
        library.add(collection, "one", "wolf", "three");
        database.execute("UPDATE passage SET readers = ARRAY[?]::uuid[] WHERE ordinal = 0", UUID.randomUUID());

        assertThat(around("wolf", Widening.neighbours(1))).containsExactly("three");
    }

    @Test
    void whatSheetRowsAndSectionWereStoredIsFound() {
        DocumentId document = library.document();
        library.attach(collection, document, "{}", List.of());
        Passage passage = new Passage(
                0,
                "wolf | 3",
                "animal | legs",
                List.of("Q3"),
                10,
                18,
                0,
                0,
                new Passage.Rows("Q3", 12, 12),
                new Passage.Section(4, 90));
        library.index.replace(new Replacement(
                collection, document, 1, "", List.of(passage), List.of(OfWords.embed("wolf")), Library.MODEL));

        assertThat(search("wolf", Widening.NONE).getFirst().passage()).isEqualTo(passage);
        assertThat(library.index.passages(collection, document, 0, 10)).containsExactly(passage);
    }

    private List<String> around(String query, Widening widening) {
        return search(query, widening).getFirst().around().stream()
                .map(Passage::text)
                .toList();
    }

    private List<Hit> search(String query, Widening widening) {
        SearchRequest request = new SearchRequest(
                query,
                List.of(collection),
                Optional.empty(),
                10,
                List.of(new Wish.Stages(Set.of(Stage.LEXICAL))),
                widening);
        return library.retriever(Map.of())
                .search(Scope.of(Set.of(reader)), request)
                .hits();
    }

    /** A document whose passages stand in these sections, each a hundred characters long. */
    private void replace(int[] sections, String... texts) {
        DocumentId document = library.document();
        library.attach(collection, document, "{}", List.of());
        List<Passage> passages = new ArrayList<>();
        List<Embedding> embeddings = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            int section = sections[i] * 100;
            int start = section + i * 10;
            passages.add(new Passage(
                    i,
                    texts[i],
                    "",
                    List.of(),
                    start,
                    start + texts[i].length(),
                    0,
                    0,
                    Passage.Rows.NONE,
                    new Passage.Section(section, section + 100)));
            embeddings.add(OfWords.embed(texts[i]));
        }
        library.index.replace(new Replacement(collection, document, 1, "", passages, embeddings, Library.MODEL));
    }
}
