package io.groundwork.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.SearchResult.StageReport;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a collection's settings, and a request's wishes, make of what was found. */
final class SelectionIT {

    private static final UUID EVERYONE = UUID.randomUUID();
    private static final UUID SOMEBODY = UUID.randomUUID();
    private static final Scope SCOPE = Scope.of(Set.of(EVERYONE));
    private static final Wish WORDS = new Wish.Stages(Set.of(Stage.LEXICAL));

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
    void aNewCollectionGivesOnceWhatSaysTheSame() {
        CollectionId collection = collection("collapse = DEFAULT");
        DocumentId first = library.add(collection, "the heron wades");
        DocumentId second = library.add(collection, "The  heron\nwades");
        library.add(collection, "a heron sleeps on one leg");

        SearchResult found = search(collection, "heron", 10);

        assertThat(found.hits()).hasSize(2);
        Hit best = found.hits().stream()
                .filter(hit -> !hit.copies().isEmpty())
                .findFirst()
                .orElseThrow();
        Hit.Copy copy = best.copies().getFirst();
        assertThat(Set.of(best.document(), copy.document())).isEqualTo(Set.of(first, second));
        assertThat(copy.same()).isTrue();
        assertThat(copy.version()).isEqualTo(1);
        assertThat(report(found, Stage.DUPLICATES).plan()).isEqualTo("1 of 3 looked at say what one before them says");
        assertThat(report(found, Stage.DUPLICATES).found()).isEqualTo(2);
    }

    @Test
    void whatIsCollapsedMakesRoomForOthers() {
        CollectionId collection = collection("collapse = 'same'");
        IntStream.range(0, 40).forEach(i -> library.add(collection, "heron heron"));
        library.add(collection, "heron among many other words of this text");

        List<String> found = Library.texts(search(collection, "heron", 2));

        assertThat(found).containsExactly("heron heron", "heron among many other words of this text");
    }

    @Test
    void copiesBehindTheLastHitAreNotTold() {
        CollectionId collection = collection("collapse = 'same'");
        library.add(collection, "heron heron");
        library.add(collection, "heron heron");

        SearchResult found = search(collection, "heron", 1);

        assertThat(found.hits()).hasSize(1);
        assertThat(found.hits().getFirst().copies()).isEmpty();
    }

    @Test
    void whatMayNotBeReadIsNeitherToldNorStandsInTheWay() {
        CollectionId collection = collection("collapse = 'same'");
        library.add(collection, "{}", List.of(SOMEBODY), "the heron wades");
        library.add(collection, "{}", List.of(SOMEBODY), "the heron wades");
        DocumentId mine = library.add(collection, "the heron wades");

        List<Hit> found = search(collection, "heron", 10).hits();
        Trace trace = trace(SCOPE, mine, collection);
        List<Hit> all = search(Scope.of(Set.of(EVERYONE, SOMEBODY)), List.of(collection), "heron", 10, List.of())
                .hits();

        assertThat(found).singleElement().satisfies(hit -> {
            assertThat(hit.document()).isEqualTo(mine);
            assertThat(hit.copies()).isEmpty();
        });
        assertThat(trace.place()).hasValue(1);
        assertThat(trace.instead()).isEmpty();
        assertThat(all).singleElement().satisfies(hit -> assertThat(hit.copies())
                .hasSize(2));
    }

    @Test
    void nearlyTheSameIsCollapsedWhereItIsAskedFor() {
        CollectionId collection = collection("collapse = 'same'");
        String text = IntStream.range(0, 60)
                .mapToObj(i -> "word" + (char) ('a' + i % 26) + (char) ('a' + i / 26))
                .collect(Collectors.joining(" "));
        library.add(collection, text + " heron");
        library.add(collection, text + ", heron.");
        library.add(collection, text + " heron 7");

        SearchResult same = search(collection, "heron", 10);
        SearchResult near = search(collection, "heron", 10, new Wish.Collapsed(Collapse.NEAR));

        assertThat(same.hits()).hasSize(3);
        assertThat(near.hits()).hasSize(2);
        assertThat(near.hits()).flatMap(Hit::copies).singleElement().satisfies(copy -> assertThat(copy.same())
                .isFalse());
    }

    @Test
    void aCollectionThatGivesEachByItselfTakesNoPart() {
        CollectionId keeps = collection("collapse = 'none'");
        CollectionId collapses = collection("collapse = 'same'");
        library.add(keeps, "the heron wades");
        library.add(keeps, "the heron wades");
        library.add(collapses, "the heron wades");
        library.add(collapses, "the heron wades");

        List<Hit> found =
                search(SCOPE, List.of(keeps, collapses), "heron", 10, List.of()).hits();

        assertThat(found).hasSize(3);
        assertThat(found.stream().filter(hit -> hit.collection().equals(keeps))).hasSize(2);
    }

    @Test
    void theSameInTwoCollectionsIsGivenOnceWithBothPlaces() {
        CollectionId one = collection("collapse = 'same'");
        CollectionId other = collection("collapse = 'near'");
        library.add(one, "the heron wades");
        library.add(other, "the heron wades");

        List<Hit> found =
                search(SCOPE, List.of(one, other), "heron", 10, List.of()).hits();

        assertThat(found).singleElement().satisfies(hit -> assertThat(
                        Set.of(hit.collection(), hit.copies().getFirst().collection()))
                .isEqualTo(Set.of(one, other)));
    }

    @Test
    void aDocumentGivesNoMoreThanItMay() {
        CollectionId collection = collection("max_per_document = 2");
        DocumentId large = library.add(collection, "heron", "heron one", "heron one two", "heron one two three");
        DocumentId small = library.add(collection, "heron one two three four five six");

        SearchResult found = search(collection, "heron", 10);
        SearchResult all = search(collection, "heron", 10, new Wish.MaxPerDocument(0));

        assertThat(found.hits()).extracting(Hit::document).containsExactly(large, large, small);
        assertThat(report(found, Stage.DIVERSITY).plan()).isEqualTo("2 of 5 are more than their documents may give");
        assertThat(all.hits()).hasSize(5);
        assertThat(all.stages()).extracting(StageReport::stage).doesNotContain(Stage.DIVERSITY);
        assertThat(trace(SCOPE, large, collection).beyond()).isEqualTo(2);
    }

    @Test
    void whatIsOldFallsBackByItsAttribute() {
        CollectionId collection = collection("half_life_days = 10, dated_by = 'published'");
        DocumentId old = add(collection, "{\"published\": \"%s\"}".formatted(daysAgo(1000)), "heron heron");
        DocumentId recent = add(collection, "{\"published\": \"%s\"}".formatted(daysAgo(1)), "heron and more words");

        SearchResult without = search(collection, "heron", 10, new Wish.Aged(Optional.empty()));
        SearchResult found = search(collection, "heron", 10);

        assertThat(without.hits()).extracting(Hit::document).containsExactly(old, recent);
        assertThat(found.hits()).extracting(Hit::document).containsExactly(recent, old);
        assertThat(found.hits().getLast().score())
                .isCloseTo(without.hits().getFirst().score() / 2, within(1e-6));
        assertThat(found.hits().getFirst().ranks()).containsEntry(Stage.RECENCY, 1);
        assertThat(report(found, Stage.RECENCY).plan()).isEqualTo("by age over 2 of 2");
    }

    @Test
    void whatHasNoDateIsAsOldAsItsComing() {
        CollectionId collection = collection("half_life_days = 10, dated_by = 'published'");
        DocumentId wordy = add(collection, "{\"published\": \"some day\"}", "heron heron");
        DocumentId silent = add(collection, "{\"published\": true}", "heron heron one");
        database.execute(
                "INSERT INTO blob VALUES (sha256(?::bytea), 1)", wordy.value().toString());
        UUID file = UUID.randomUUID();
        database.execute(
                "INSERT INTO file (id, name, media_type, sha256, size_bytes, purpose, owner_id) VALUES (?, 'f', 't', sha256(?::bytea), 1, 'p', ?)",
                file,
                wordy.value().toString(),
                file);
        database.execute(
                "INSERT INTO document_version (document_id, version, file_id, created_at) VALUES (?, 1, ?, now() - interval '400 days')",
                wordy.value(),
                file);

        SearchResult found = search(collection, "heron", 10);

        assertThat(found.hits()).extracting(Hit::document).containsExactly(silent, wordy);
        assertThat(report(found, Stage.RECENCY).plan())
                .isEqualTo("by age over 2 of 2, 2 by the day they came for want of a date");
    }

    @Test
    void anAttributeThatNobodyHasIsHarmless() {
        CollectionId collection = collection("half_life_days = 10, dated_by = 'x''); DROP TABLE passage; --'");
        add(collection, "{\"published\": 17}", "heron");

        assertThat(search(collection, "heron", 10).hits()).hasSize(1);
    }

    @Test
    void ageCountsInTheCollectionsThatAskForIt() {
        CollectionId news = collection("half_life_days = 10, dated_by = 'published', recency_weight = 1");
        CollectionId books = collection("collapse = 'none'");
        String old = "{\"published\": \"%s\"}".formatted(daysAgo(2000));
        DocumentId article = add(news, old, "heron");
        DocumentId book = add(books, old, "heron and more words");

        List<Hit> found =
                search(SCOPE, List.of(news, books), "heron", 10, List.of()).hits();

        assertThat(found).extracting(Hit::document).containsExactly(book, article);
        assertThat(found.getLast().score()).isLessThan(1e-9);
    }

    @Test
    void eachCollectionIsSearchedByItsOwnStages() {
        CollectionId words = collection("by_meaning = false");
        CollectionId meaning = collection("by_words = false, fused = false, reranked = false");
        DocumentId byWords = library.add(words, "heron");
        DocumentId byMeaning = library.add(meaning, "heron");

        SearchResult found =
                library.retriever(Map.of()).search(SCOPE, request(List.of(words, meaning), "heron", 10, List.of()));

        assertThat(found.hits())
                .extracting(
                        Hit::document, hit -> Set.copyOf(hit.ranks().keySet()).contains(Stage.LEXICAL))
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(byWords, true),
                        org.assertj.core.groups.Tuple.tuple(byMeaning, false));
    }

    @Test
    void stagesThatACollectionSwitchesOffDoNotRunUnlessTheRequestSaysSo() {
        CollectionId collection = collection("by_meaning = false, fused = false, reranked = false, collapse = 'none'");
        library.add(collection, "heron");
        Retriever retriever = library.retriever(Map.of());

        List<Stage> set = stages(retriever.search(SCOPE, request(List.of(collection), "heron", 10, List.of())));
        List<Stage> wished = stages(retriever.search(
                SCOPE,
                request(
                        List.of(collection),
                        "heron",
                        10,
                        List.of(new Wish.Stages(Set.of(Stage.LEXICAL, Stage.VECTOR))))));
        List<Stage> again = stages(retriever.search(SCOPE, request(List.of(collection), "heron", 10, List.of())));

        assertThat(set).containsExactly(Stage.LEXICAL);
        assertThat(wished).containsExactly(Stage.LEXICAL, Stage.VECTOR);
        assertThat(again).isEqualTo(set);
    }

    @Test
    void aChangeOfSettingsIsSeenByTheNextSearch() {
        CollectionId collection = collection("by_meaning = false");
        library.add(collection, "heron");
        Retriever retriever = library.retriever(Map.of());
        SearchRequest request = request(List.of(collection), "heron", 10, List.of());

        assertThat(stages(retriever.search(SCOPE, request))).doesNotContain(Stage.VECTOR);
        database.execute("UPDATE collection SET by_meaning = true WHERE id = ?", collection.value());
        assertThat(stages(retriever.search(SCOPE, request))).contains(Stage.VECTOR);
        database.execute("UPDATE collection SET by_words = false WHERE id = ?", collection.value());
        assertThat(stages(retriever.search(SCOPE, request)))
                .doesNotContain(Stage.LEXICAL)
                .contains(Stage.VECTOR);
    }

    @Test
    void aPhraseHasToStandWhereItIsSearchedByWords() {
        CollectionId words = collection("by_words = true");
        CollectionId meaning = collection("by_words = false");
        library.add(words, "the heron wades");
        library.add(words, "wades the heron");
        DocumentId other = library.add(meaning, "wades the heron");

        List<Hit> found = search(SCOPE, List.of(words, meaning), "\"heron wades\"", 10, List.of())
                .hits();

        assertThat(found).hasSize(1);
        List<Hit> all = library.retriever(Map.of())
                .search(SCOPE, request(List.of(words, meaning), "\"heron wades\"", 10, List.of()))
                .hits();
        assertThat(all)
                .extracting(hit -> hit.passage().text())
                .containsExactlyInAnyOrder("the heron wades", "wades the heron");
        assertThat(all).extracting(Hit::document).contains(other);
    }

    @Test
    void aDocumentWhosePlaceACopyTakesIsToldWhichOneItIs() {
        CollectionId collection = collection("collapse = 'same'");
        DocumentId one = library.add(collection, "the heron wades");
        DocumentId two = library.add(collection, "the heron wades");
        DocumentId given = search(collection, "heron", 10).hits().getFirst().document();
        DocumentId left = given.equals(one) ? two : one;

        Trace trace = trace(SCOPE, left, collection);

        assertThat(trace.place()).isEqualTo(OptionalInt.empty());
        assertThat(trace.instead()).contains(new Trace.Instead(collection, given, 1, true));
        assertThat(trace.standings()).extracting(Trace.Standing::stage).contains(Stage.DUPLICATES);
        assertThat(trace.standings().getLast().rank()).isEmpty();
        assertThat(trace(SCOPE, given, collection).instead()).isEmpty();
    }

    private static CollectionId collection(String settings) {
        CollectionId collection = library.collection("en", EVERYONE);
        database.execute("UPDATE collection SET %s WHERE id = ?".formatted(settings), collection.value());
        return collection;
    }

    private static DocumentId add(CollectionId collection, String attributes, String text) {
        return library.add(collection, attributes, List.of(), text);
    }

    private static String daysAgo(int days) {
        return Instant.now().minus(days, ChronoUnit.DAYS).toString();
    }

    private static SearchResult search(CollectionId collection, String query, int limit, Wish... wishes) {
        return search(SCOPE, List.of(collection), query, limit, List.of(wishes));
    }

    /** By words alone, whose order is plain. */
    private static SearchResult search(
            Scope scope, List<CollectionId> collections, String query, int limit, List<Wish> wishes) {
        List<Wish> all = new java.util.ArrayList<>(wishes);
        all.add(WORDS);
        return library.retriever(Map.of()).search(scope, request(collections, query, limit, all));
    }

    private static SearchRequest request(List<CollectionId> collections, String query, int limit, List<Wish> wishes) {
        return new SearchRequest(query, collections, Optional.empty(), limit, wishes);
    }

    private static Trace trace(Scope scope, DocumentId document, CollectionId collection) {
        return library.retriever(Map.of())
                .trace(scope, request(List.of(collection), "heron", 10, List.of(WORDS)), document);
    }

    private static List<Stage> stages(SearchResult result) {
        return result.stages().stream().map(StageReport::stage).toList();
    }

    private static StageReport report(SearchResult result, Stage stage) {
        return result.stages().stream()
                .filter(report -> report.stage() == stage)
                .findFirst()
                .orElseThrow();
    }
}
