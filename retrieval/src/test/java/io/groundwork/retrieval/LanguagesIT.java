package io.groundwork.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.embeddings.Engines;
import io.groundwork.ingest.DocumentId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Searches in collections of one language and of several, on a real database. */
final class LanguagesIT {

    private static final Set<Stage> WORDS = Set.of(Stage.LEXICAL);

    private final UUID me = UUID.randomUUID();
    private final Scope scope = Scope.of(Set.of(me));
    private TestDatabase database;
    private Library library;

    @BeforeEach
    void create() {
        database = new TestDatabase();
        library = new Library(database);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void languageOfEachCollectionIsItsOwn() {
        CollectionId english = library.collection("en", me);
        CollectionId german = library.collection("de", me);
        library.add(english, "the houses of the city");
        library.add(german, "die Häuser der Stadt");
        Retriever retriever = library.retriever(Map.of());

        assertThat(Library.texts(retriever.search(scope, Library.request("house", 9, WORDS, english, german))))
                .containsExactly("the houses of the city");
        assertThat(Library.texts(retriever.search(scope, Library.request("haus", 9, WORDS, english, german))))
                .containsExactly("die Häuser der Stadt");
    }

    @Test
    void languageOfEachDocumentIsItsOwn() {
        CollectionId mixed = library.collection("en", me);
        add(mixed, "en", "the houses of the city");
        add(mixed, "de-AT", "die Häuser der Stadt");
        add(mixed, "zh", "城市的房子");
        add(mixed, "th", "บ้านในเมือง");
        Retriever retriever = library.retriever(Map.of());

        assertThat(Library.texts(retriever.search(scope, Library.request("house", 9, WORDS, mixed))))
                .containsExactly("the houses of the city");
        assertThat(Library.texts(retriever.search(scope, Library.request("Haus", 9, WORDS, mixed))))
                .containsExactly("die Häuser der Stadt");
        assertThat(Library.texts(retriever.search(scope, Library.request("房子", 9, WORDS, mixed))))
                .containsExactly("城市的房子");
        assertThat(Library.texts(retriever.search(scope, Library.request("เมือง", 9, WORDS, mixed))))
                .containsExactly("บ้านในเมือง");
        assertThat(library.miscounts()).isEmpty();
    }

    @Test
    void theWordsOfAnotherLanguageDoNotMakeALanguagesOwnRare() {
        CollectionId mixed = library.collection("en", me);
        for (int i = 0; i < 50; i++) {
            add(mixed, "en", "the valve number " + i);
        }
        add(mixed, "de", "die Pumpe im Haus");
        add(mixed, "de", "die Pumpe im Garten");

        SearchResult result =
                library.retriever(Map.of()).search(scope, Library.request("Pumpe Garten", 9, WORDS, mixed));

        // Among two German passages a word that both have tells next to nothing; among all 52 it would tell as much as
        // the other.
        assertThat(result.hits()).hasSize(2);
        assertThat(result.hits().getFirst().passage().text()).isEqualTo("die Pumpe im Garten");
        assertThat(result.hits().getLast().score()).isLessThan(0.3);
    }

    @Test
    void aShortTextThatWasTakenForAnotherLanguageIsReadByItsCollections() {
        CollectionId collection = library.collection("en", me);
        add(collection, "ro", "algorithms for the solution of a set of equations");
        add(collection, "de", "die Pumpe ist für das Haus und der Garten ist groß");

        assertThat(Library.texts(library.retriever(Map.of())
                        .search(scope, Library.request("algorithm for an equation", 9, WORDS, collection))))
                .containsExactly("algorithms for the solution of a set of equations");
        assertThat(database.column("SELECT language FROM collection_language ORDER BY 1"))
                .containsExactly("de", "en");
    }

    @Test
    void whatTellsNothingInTheQuestionsLanguageIsNotAskedForInAnother() {
        CollectionId collection = library.collection("en", me);
        add(collection, "de", "die Anzeige heißt the status of the pump und ist auf der Seite zu sehen");
        add(collection, "en", "the valve is on the pipe");

        SearchResult result = library.retriever(Map.of())
                .search(scope, Library.request("what is the state of the valve", 9, WORDS, collection));

        assertThat(Library.texts(result)).containsExactly("the valve is on the pipe");
    }

    @Test
    void meaningCountsForLessInALanguageThatItsModelDoesNotKnow() {
        CollectionId mixed = library.collection("en", me);
        add(mixed, "en", "the pump stops at night");
        add(mixed, "de", "das Kühlmittel wird nachts erneuert");
        Retriever retriever = new Retriever(Engines.only(new English()), database.source(), Library.config(Map.of()));

        SearchResult german =
                retriever.search(scope, Library.request("Kühlmittel nachts", 9, Library.ALL_STAGES, mixed));
        SearchResult english = retriever.search(scope, Library.request("pump night", 9, Library.ALL_STAGES, mixed));

        assertThat(plan(german, Stage.VECTOR)).contains("weight 0.05");
        assertThat(plan(english, Stage.VECTOR)).doesNotContain("weight");
        assertThat(german.hits().getFirst().passage().text()).isEqualTo("das Kühlmittel wird nachts erneuert");
    }

    @Test
    void meaningCountsInFullWhereNobodySaidWhatItsModelKnows() {
        CollectionId german = library.collection("de", me);
        add(german, "de", "das Kühlmittel wird nachts erneuert");

        SearchResult result =
                library.retriever(Map.of()).search(scope, Library.request("Kühlmittel", 9, Library.ALL_STAGES, german));

        assertThat(plan(result, Stage.VECTOR)).doesNotContain("weight");
    }

    private static String plan(SearchResult result, Stage stage) {
        return result.stages().stream()
                .filter(report -> report.stage() == stage)
                .findFirst()
                .orElseThrow()
                .plan();
    }

    /** A model that says it was trained for English alone. */
    private static final class English extends Library.OfWords {

        @Override
        public Set<String> languages() {
            return Set.of("en");
        }
    }

    private void add(CollectionId collection, String language, String text) {
        DocumentId document = library.document();
        library.attach(collection, document, "{}", List.of());
        Replacement plain = Library.replacement(collection, document, 1, text);
        library.index.replace(new Replacement(
                collection, document, 1, "", language, plain.passages(), plain.vectors(), Optional.empty()));
    }
}
