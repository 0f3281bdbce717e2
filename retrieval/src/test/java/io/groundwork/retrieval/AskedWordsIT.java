package io.groundwork.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.ingest.DocumentId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a question may write beside plain words: phrases in quotation marks, and mistakes. */
final class AskedWordsIT {

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
    void aPhraseInQuotationMarksStandsAsItIs() {
        CollectionId collection = library.collection("en", me);
        library.add(collection, "remote work is agreed with the manager");
        library.add(collection, "work on the remote control is done by the manager");
        Retriever retriever = library.retriever(Map.of());

        assertThat(Library.texts(retriever.search(scope, Library.request("remote work", 9, WORDS, collection))))
                .hasSize(2);
        assertThat(Library.texts(retriever.search(scope, Library.request("\"remote work\"", 9, WORDS, collection))))
                .containsExactly("remote work is agreed with the manager");
        SearchResult everywhere =
                retriever.search(scope, Library.request("\"remote work\"", 9, Library.ALL_STAGES, collection));
        assertThat(Library.texts(everywhere)).containsExactly("remote work is agreed with the manager");
        assertThat(everywhere.stages().getFirst().plan()).contains("as quoted");
    }

    @Test
    void aPhraseThatStandsNowhereIsWordsLikeOthers() {
        CollectionId collection = library.collection("en", me);
        library.add(collection, "remote work is agreed with the manager");
        Retriever retriever = library.retriever(Map.of());

        SearchResult result = retriever.search(scope, Library.request("\"work remote\"", 9, WORDS, collection));

        assertThat(Library.texts(result)).containsExactly("remote work is agreed with the manager");
        assertThat(result.stages().getFirst().plan()).contains("quoted nowhere");
    }

    @Test
    void aPhraseOfADocumentThatMayNotBeReadIsNowhere() {
        CollectionId collection = library.collection("en", me);
        DocumentId secret = library.document();
        library.attach(collection, secret, "{}", List.of(UUID.randomUUID()));
        library.index.replace(Library.replacement(collection, secret, 1, "project night owl"));
        library.add(collection, "the owl flies at night over a project");

        SearchResult result =
                library.retriever(Map.of()).search(scope, Library.request("\"night owl\"", 9, WORDS, collection));

        assertThat(Library.texts(result)).containsExactly("the owl flies at night over a project");
        assertThat(result.stages().getFirst().plan()).contains("quoted nowhere");
    }

    @Test
    void aWordThatStandsNowhereIsReadAsOneThatIsSpelledAlike() {
        CollectionId collection = library.collection("en", me);
        library.add(collection, "the temperature of the valve");
        library.add(collection, "the pressure of the pump");
        Retriever retriever = library.retriever(Map.of());

        assertThat(Library.texts(retriever.search(scope, Library.request("temprature", 9, WORDS, collection))))
                .containsExactly("the temperature of the valve");
        assertThat(Library.texts(retriever.search(scope, Library.request("presure", 9, WORDS, collection))))
                .containsExactly("the pressure of the pump");
        assertThat(Library.texts(retriever.search(scope, Library.request("elephant", 9, WORDS, collection))))
                .isEmpty();
    }

    @Test
    void aNumberIsNeverReadAsAnother() {
        CollectionId collection = library.collection("en", me);
        library.add(collection, "the part 471100 of the pump");

        assertThat(library.retriever(Map.of())
                        .search(scope, Library.request("471101", 9, WORDS, collection))
                        .hits())
                .isEmpty();
    }
}
