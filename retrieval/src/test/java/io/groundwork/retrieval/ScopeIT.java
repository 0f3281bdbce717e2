package io.groundwork.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.ingest.DocumentId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a scope sees on every path, against rules in plain Java; rights change between the searches. */
final class ScopeIT {

    private static final List<Set<Stage>> STAGES = List.of(
            Set.of(Stage.LEXICAL),
            Set.of(Stage.VECTOR),
            Set.of(Stage.LEXICAL, Stage.VECTOR),
            Set.of(Stage.LEXICAL, Stage.VECTOR, Stage.FUSION));

    private final List<UUID> people = Stream.generate(UUID::randomUUID).limit(6).toList();
    private final List<CollectionId> collections = new ArrayList<>();
    private final Map<CollectionId, Set<UUID>> readersOfCollection = new HashMap<>();
    private final Map<DocumentId, CollectionId> documents = new HashMap<>();
    private final Map<DocumentId, Set<UUID>> readersOfDocument = new HashMap<>();
    private TestDatabase database;
    private Library library;
    private Readers readers;
    private Visibility visibility;

    @BeforeEach
    void open() {
        database = new TestDatabase();
        library = new Library(database);
        readers = new Readers(database.source());
        visibility = new Visibility(database.source());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void everyPathShowsExactlyWhatTheScopeMayRead() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        fill(random);
        new SpaceIndexes(database.source(), Library.config(Map.of("exact-passages", "0"))).build();
        Retriever exact = library.retriever(Map.of());
        Retriever indexed = library.retriever(Map.of("exact-passages", "0"));

        for (int i = 0; i < 150; i++) {
            changeARight(random);
            Scope scope = Scope.of(some(random, people));
            List<CollectionId> asked = some(random, collections);
            Set<DocumentId> allowed = allowed(scope, asked);
            Set<Stage> stages = STAGES.get(random.nextInt(STAGES.size()));
            SearchRequest request = Library.request("common", 1000, stages, asked.toArray(CollectionId[]::new));

            for (Retriever retriever : List.of(exact, indexed)) {
                Set<DocumentId> seen = new HashSet<>();
                retriever.search(scope, request).hits().forEach(hit -> seen.add(hit.document()));
                assertThat(seen).isEqualTo(allowed);
            }
            documents.forEach((document, collection) ->
                    assertThat(visibility.mayRead(scope, collection, document)).isEqualTo(mayRead(scope, document)));
            assertThat(visibility.readableCollections(scope, asked))
                    .isEqualTo(asked.stream().filter(c -> mayRead(scope, c)).toList());
        }
    }

    @Test
    void nobodySeesNothing() {
        fill(new Random(1));
        Scope nobody = Scope.of(Set.of());

        for (Set<Stage> stages : STAGES) {
            SearchRequest request = Library.request("common", 1000, stages, collections.toArray(CollectionId[]::new));
            assertThat(library.retriever(Map.of()).search(nobody, request).hits())
                    .isEmpty();
        }
        assertThat(visibility.readableCollections(nobody)).isEmpty();
    }

    @Test
    void documentIsNotSeenThroughAnotherCollection() {
        UUID me = people.getFirst();
        CollectionId open = library.collection("zz", me);
        CollectionId closed = library.collection("zz");
        DocumentId secret = library.add(closed, "common secret");

        assertThat(visibility.mayRead(Scope.of(Set.of(me)), open, secret)).isFalse();
        assertThat(visibility.mayRead(Scope.of(Set.of(me)), closed, secret)).isFalse();
    }

    @Test
    void newVersionIsRestrictedAsTheOldOneWas() {
        UUID me = people.getFirst();
        CollectionId collection = library.collection("zz", me);
        DocumentId document = library.add(collection, "common first");
        readers.restrict(collection, document, Set.of(people.getLast()));

        library.index.replace(Library.replacement(collection, document, 2, "common second"));

        SearchRequest request = Library.request("common", 10, Library.ALL_STAGES, collection);
        assertThat(library.retriever(Map.of())
                        .search(Scope.of(Set.of(me)), request)
                        .hits())
                .isEmpty();
        readers.restrict(collection, document, Set.of());
        assertThat(library.retriever(Map.of())
                        .search(Scope.of(Set.of(me)), request)
                        .hits())
                .hasSize(1);
    }

    private void fill(Random random) {
        for (int c = 0; c < 5; c++) {
            Set<UUID> allowedHere = Set.copyOf(some(random, people));
            CollectionId collection = library.collection("zz", allowedHere.toArray(UUID[]::new));
            collections.add(collection);
            readersOfCollection.put(collection, new HashSet<>(allowedHere));
            for (int d = 0; d < 12; d++) {
                Set<UUID> restriction = random.nextBoolean() ? Set.of() : Set.copyOf(some(random, people));
                DocumentId document =
                        library.add(collection, "{}", restriction, "common a" + d, "common b" + d + " c" + c);
                documents.put(document, collection);
                readersOfDocument.put(document, restriction);
            }
        }
    }

    private void changeARight(Random random) {
        CollectionId collection = collections.get(random.nextInt(collections.size()));
        UUID person = people.get(random.nextInt(people.size()));
        DocumentId document = List.copyOf(documents.keySet()).get(random.nextInt(documents.size()));
        switch (random.nextInt(3)) {
            case 0 -> {
                readers.grant(collection, person);
                readersOfCollection.get(collection).add(person);
            }
            case 1 -> {
                readers.revoke(collection, person);
                readersOfCollection.get(collection).remove(person);
            }
            default -> {
                Set<UUID> restriction = Set.copyOf(some(random, people));
                readers.restrict(documents.get(document), document, restriction);
                readersOfDocument.put(document, restriction);
            }
        }
    }

    private Set<DocumentId> allowed(Scope scope, List<CollectionId> asked) {
        Set<DocumentId> allowed = new HashSet<>();
        documents.forEach((document, collection) -> {
            if (asked.contains(collection) && mayRead(scope, document)) {
                allowed.add(document);
            }
        });
        return allowed;
    }

    private boolean mayRead(Scope scope, CollectionId collection) {
        return scope.principals().stream().anyMatch(readersOfCollection.get(collection)::contains);
    }

    private boolean mayRead(Scope scope, DocumentId document) {
        Set<UUID> restriction = readersOfDocument.get(document);
        return mayRead(scope, documents.get(document))
                && (restriction.isEmpty() || scope.principals().stream().anyMatch(restriction::contains));
    }

    private static <T> List<T> some(Random random, List<T> all) {
        return all.stream().filter(one -> random.nextBoolean()).toList();
    }
}
