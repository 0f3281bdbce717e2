package io.groundwork.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.Filter.Compare;
import io.groundwork.retrieval.Filter.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Searches that see a few passages of a large collection, with 60 standing for what is few. */
final class NarrowScopeIT {

    private static final UUID ALL = UUID.randomUUID();
    private static final UUID FEW = UUID.randomUUID();
    private static final UUID ONE = UUID.randomUUID();
    private static final int DOCUMENTS = 400;
    private static final List<DocumentId> OF_FEW = new ArrayList<>();

    private static TestDatabase database;
    private static Library library;
    private static CollectionId collection;
    private static Retriever retriever;
    private static Retriever exact;

    @BeforeAll
    static void fill() {
        database = new TestDatabase();
        library = new Library(database);
        collection = library.collection("zz", ALL, FEW, ONE);
        Random random = new Random(5);
        for (int i = 0; i < DOCUMENTS; i++) {
            boolean ofFew = i % 40 == 0;
            DocumentId document = library.add(
                    collection,
                    "{\"part\": \"%d\", \"rank\": %d}".formatted(i / 10, i),
                    i == 0 ? List.of(ALL, FEW, ONE) : ofFew ? List.of(ALL, FEW) : List.of(ALL),
                    text(random),
                    text(random),
                    text(random));
            if (ofFew) {
                OF_FEW.add(document);
            }
        }
        new SpaceIndexes(database.source(), Library.config(Map.of("exact-passages", "60"))).build();
        retriever = library.retriever(Map.of("exact-passages", "60", "lexical-floor", "20"));
        exact = library.retriever(Map.of("lexical-floor", "1000000"));
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @Test
    void aReaderOfFewDocumentsHasThemAllCompared() {
        SearchResult found = retriever.search(Scope.of(Set.of(FEW)), request(Optional.empty()));

        assertThat(plans(found)).contains("every passage within reach").contains("exact");
        assertThat(ids(found))
                .hasSize(30)
                .isEqualTo(ids(exact.search(Scope.of(Set.of(FEW)), request(Optional.empty()))));
        assertThat(found.hits()).allMatch(hit -> OF_FEW.contains(hit.document()));
    }

    @Test
    void aReaderOfOneDocumentFindsItsCommonWordsToo() {
        SearchRequest request =
                new SearchRequest("w1 w2 w3 w40", List.of(collection), Optional.empty(), 100, Set.of(Stage.LEXICAL));

        SearchResult found = library.retriever(Map.of("lexical-floor", "20")).search(Scope.of(Set.of(ONE)), request);

        assertThat(ids(found)).isNotEmpty().isEqualTo(ids(exact.search(Scope.of(Set.of(ONE)), request)));
    }

    @Test
    void aReaderOfAllIsSearchedByTheIndexes() {
        assertThat(plans(retriever.search(Scope.of(Set.of(ALL)), request(Optional.empty()))))
                .contains("hnsw")
                .doesNotContain("within reach");
    }

    @Test
    void fewDocumentsThatSatisfyAFilterAreAllCompared() {
        // Twice what the widest of the filters finds: how many they are is guessed from a sample of whole pages, where
        // neighbours lie together.
        Retriever listing = library.retriever(Map.of("exact-passages", "120", "lexical-floor", "20"));
        for (Filter filter : List.of(
                new Compare(Operator.EQ, "part", List.of("7")),
                new Compare(Operator.IN, "part", List.of("7", "9", "no such")),
                new Filter.And(List.of(
                        new Compare(Operator.LT, "rank", List.of(390.0)),
                        new Compare(Operator.IN, "part", List.of("38", "39")))),
                new Compare(Operator.LT, "rank", List.of(12.0)))) {
            SearchResult found = listing.search(Scope.of(Set.of(ALL)), request(Optional.of(filter)));

            assertThat(plans(found)).as("%s", filter).contains("every passage within reach");
            assertThat(ids(found))
                    .as("%s", filter)
                    .isNotEmpty()
                    .isEqualTo(ids(exact.search(Scope.of(Set.of(ALL)), request(Optional.of(filter)))));
        }
    }

    @Test
    void inASmallCollectionTooTheFewThatSatisfyAFilterAreListed() {
        Retriever usual = library.retriever(Map.of("lexical-floor", "20"));
        Optional<Filter> few = Optional.of(new Compare(Operator.EQ, "part", List.of("7")));
        Optional<Filter> many = Optional.of(new Compare(Operator.LT, "rank", List.of(200.0)));

        SearchResult listed = usual.search(Scope.of(Set.of(ALL)), request(few));

        assertThat(plans(listed)).contains("every passage within reach");
        assertThat(ids(listed)).isNotEmpty().isEqualTo(ids(exact.search(Scope.of(Set.of(ALL)), request(few))));
        assertThat(plans(usual.search(Scope.of(Set.of(ALL)), request(many)))).doesNotContain("within reach");
    }

    @Test
    void scopeAndFilterBothHoldForWhatIsListed() {
        Filter filter = new Compare(Operator.LT, "rank", List.of(100.0));

        SearchResult found = retriever.search(Scope.of(Set.of(FEW)), request(Optional.of(filter)));

        assertThat(found.hits().stream().map(Hit::document).collect(Collectors.toSet()))
                .isEqualTo(Set.copyOf(OF_FEW.subList(0, 3)));
    }

    @Test
    void strangersAreShownNothingOfWhatIsListed() {
        Filter filter = new Compare(Operator.EQ, "part", List.of("7"));

        assertThat(retriever
                        .search(Scope.of(Set.of(UUID.randomUUID())), request(Optional.of(filter)))
                        .hits())
                .isEmpty();
    }

    @Test
    void changedAttributesAreSeenByTheNextSearch() {
        Filter filter = new Compare(Operator.EQ, "part", List.of("changed"));
        UUID document = OF_FEW.getFirst().value();
        Set<UUID> before = documents(filter);
        database.execute(
                "UPDATE membership SET attributes = attributes || '{\"part\": \"changed\"}' WHERE document_id = ?",
                document);
        Set<UUID> changed = documents(filter);
        database.execute(
                "UPDATE membership SET attributes = '{\"part\": \"0\", \"rank\": 0}' WHERE document_id = ?", document);

        assertThat(before).isEmpty();
        assertThat(changed).containsExactly(document);
        assertThat(documents(filter)).isEmpty();
    }

    private static Set<UUID> documents(Filter filter) {
        return retriever.search(Scope.of(Set.of(ALL)), request(Optional.of(filter))).hits().stream()
                .map(hit -> hit.document().value())
                .collect(Collectors.toSet());
    }

    private static SearchRequest request(Optional<Filter> filter) {
        return new SearchRequest("w1 w2 w3 w40", List.of(collection), filter, 100, Library.ALL_STAGES);
    }

    private static String plans(SearchResult found) {
        return found.stages().stream().map(SearchResult.StageReport::plan).collect(Collectors.joining("; "));
    }

    private static List<String> ids(SearchResult found) {
        return found.hits().stream()
                .map(hit -> hit.document() + " " + hit.passage().ordinal())
                .toList();
    }

    private static String text(Random random) {
        return IntStream.range(0, 12)
                .mapToObj(i -> "w" + (int) (50 * random.nextDouble() * random.nextDouble()))
                .collect(Collectors.joining(" "));
    }
}
