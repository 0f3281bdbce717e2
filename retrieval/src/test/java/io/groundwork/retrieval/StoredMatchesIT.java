package io.groundwork.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.Engines;
import io.groundwork.ingest.DocumentId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StoredMatchesIT {

    private static final UUID EVERYONE = UUID.randomUUID();
    private static final UUID SOMEBODY = UUID.randomUUID();
    private static final Scope ALL = Scope.of(Set.of(EVERYONE, SOMEBODY));
    private static final Scope SCOPE = Scope.of(Set.of(EVERYONE));

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
    void eachTokenOfTheQuestionMeetsItsOwn() {
        CollectionId collection = library.collection("en", EVERYONE);
        add(collection, "oil of the pump", List.of());

        var found = matches(SCOPE, "pump seal", hits(SCOPE, "pump", collection));

        assertThat(found).hasSize(1);
        assertThat(found.getFirst()).hasValueSatisfying(matched -> {
            assertThat(matched.matches().asked()).isEqualTo(2);
            assertThat(matched.matches().tokens()).isEqualTo(4);
            assertThat(matched.matches().best(0, 3, 4)).isGreaterThan(0.8);
            assertThat(matched.matches().best(0, 0, 3)).isLessThan(0.5);
            assertThat(matched.matches().best(1, 0, 4)).isLessThan(0.5);
            assertThat(matched.engine().model()).isEqualTo(Library.MODEL);
        });
    }

    @Test
    void theyStandInTheOrderOfTheHitsAndThoseWithoutStatesAreEmpty() {
        CollectionId collection = library.collection("en", EVERYONE);
        library.add(collection, "pump of old");
        add(collection, "pump", List.of());

        List<Hit> hits = hits(SCOPE, "pump", collection);
        var found = matches(SCOPE, "pump", hits);

        assertThat(hits).hasSize(2);
        for (int i = 0; i < 2; i++) {
            assertThat(found.get(i).isPresent())
                    .isEqualTo(hits.get(i).passage().text().equals("pump"));
        }
    }

    @Test
    void whatTheScopeMayNotReadAnyMoreHasNone() {
        CollectionId collection = library.collection("en", EVERYONE);
        add(collection, "pump", List.of(SOMEBODY));

        List<Hit> hits = hits(ALL, "pump", collection);

        assertThat(hits).hasSize(1);
        assertThat(matches(ALL, "pump", hits).getFirst()).isPresent();
        assertThat(matches(SCOPE, "pump", hits)).containsExactly(Optional.empty());
    }

    @Test
    void anEngineThatGivesNoStatesReadsNone() {
        CollectionId collection = library.collection("en", EVERYONE);
        add(collection, "pump", List.of());
        Embedder plain = new Library.OfWords() {
            @Override
            public boolean givesStates() {
                return false;
            }
        };

        assertThat(new StoredMatches(Engines.only(plain), database.source(), Library.config(Map.of()))
                        .of(SCOPE, "pump", hits(SCOPE, "pump", collection)))
                .containsExactly(Optional.empty());
    }

    private static List<Optional<StoredMatches.Matched>> matches(Scope scope, String question, List<Hit> hits) {
        return new StoredMatches(Engines.only(new Library.OfWords()), database.source(), Library.config(Map.of()))
                .of(scope, question, hits);
    }

    private static List<Hit> hits(Scope scope, String query, CollectionId collection) {
        return library.retriever(Map.of())
                .search(scope, Library.request(query, 10, Library.ALL_STAGES, collection))
                .hits();
    }

    private static void add(CollectionId collection, String text, List<UUID> readers) {
        DocumentId document = library.document();
        library.attach(collection, document, "{}", readers);
        library.index.replace(Library.withStates(collection, document, 1, Map.of(text, Library.OfWords.states(text))));
    }
}
