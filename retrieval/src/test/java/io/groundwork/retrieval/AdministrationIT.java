package io.groundwork.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.chunk.PassageRules;
import io.groundwork.retrieval.Member.Status;
import io.groundwork.retrieval.Member.Step;
import io.groundwork.retrieval.Page.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Collections and memberships as Hibernate writes them; at the start it has compared the entities with the schema. */
final class AdministrationIT {

    private static TestDatabase database;
    private static Library library;
    private static SessionFactory factory;
    private static StatelessSession session;
    private static Collections collections;
    private static Memberships memberships;
    private static Readers readers;

    private final UUID me = UUID.randomUUID();
    private final Scope scope = Scope.of(Set.of(me));

    @BeforeAll
    static void open() {
        database = new TestDatabase();
        library = new Library(database);
        factory = new HibernatePersistenceConfiguration("retrieval")
                .managedClasses(
                        CollectionEntity.class,
                        MembershipEntity.class,
                        CollectionReaderEntity.class,
                        DocumentReaderEntity.class)
                .jdbcUrl(database.url())
                .jdbcCredentials(database.user(), database.password())
                .property("hibernate.hbm2ddl.auto", "validate")
                .createEntityManagerFactory();
        session = factory.openStatelessSession();
        collections = new Collections(session, database.source(), library.index);
        memberships = new Memberships(session, library.index, new AttributeDeclarations(session));
        readers = new Readers(database.source());
    }

    @AfterAll
    static void close() {
        session.close();
        factory.close();
        database.close();
    }

    @Test
    void collectionComesBackAsItWasCreatedAndChanged() {
        CollectionInfo created = collection("Contracts");

        done(() -> collections.rename(created.id(), "Treaties"));
        done(() -> collections.describe(created.id(), "All \"of\" them"));
        done(() -> collections.annotate(created.id(), Map.of("owner", "it's me")));

        CollectionInfo found = collections.find(created.id()).orElseThrow();
        assertThat(found.name()).isEqualTo("Treaties");
        assertThat(found.description()).isEqualTo("All \"of\" them");
        assertThat(found.metadata()).isEqualTo(Map.of("owner", "it's me"));
        assertThat(found.language()).isEqualTo("en");
        assertThat(found.createdAt()).isEqualTo(created.createdAt());
        assertThat(done(() -> collections.rename(new CollectionId(UUID.randomUUID()), "x")))
                .isFalse();
    }

    @Test
    void listShowsReadableCollectionsPageByPage() {
        List<CollectionId> created = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            CollectionId id = collection("c" + i).id();
            readers.grant(id, me);
            created.add(id);
        }
        collection("hidden");

        assertThat(walkCollections(Order.OLDEST_FIRST)).isEqualTo(created);
        assertThat(walkCollections(Order.NEWEST_FIRST)).isEqualTo(created.reversed());
        assertThat(collections.list(Scope.of(Set.of()), Page.first(9, Order.OLDEST_FIRST)))
                .isEmpty();
    }

    @Test
    void memberGoesThroughItsSteps() {
        CollectionId collection = collection("c").id();
        DocumentId document = library.document();

        Member added = done(() -> memberships.add(collection, document, Map.of("year", 2020, "kind", "a'b"), 77));
        assertThat(added.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(added.step()).isEqualTo(Step.QUEUED);
        assertThat(added.attributes()).isEqualTo(Map.of("year", 2020.0, "kind", "a'b"));

        assertThat(done(() -> memberships.progress(collection, document, Step.EMBEDDING, 3, 9)))
                .isTrue();
        Member embedding = memberships.find(collection, document).orElseThrow();
        assertThat(embedding.step()).isEqualTo(Step.EMBEDDING);
        assertThat(List.of(embedding.passagesDone(), embedding.passagesTotal())).containsExactly(3, 9);

        assertThat(done(() -> memberships.complete(collection, document, 9, PassageRules.DEFAULT)))
                .isTrue();
        Member complete = memberships.find(collection, document).orElseThrow();
        assertThat(complete.status()).isEqualTo(Status.COMPLETED);
        assertThat(complete.step()).isEqualTo(Step.DONE);
        assertThat(complete.failure()).isEmpty();
    }

    @Test
    void cancelledMemberStaysCancelledUntilItIsRestarted() {
        CollectionId collection = collection("c").id();
        DocumentId document = member(collection);

        done(() -> memberships.cancelled(collection, document));

        assertThat(done(() -> memberships.complete(collection, document, 9, PassageRules.DEFAULT)))
                .isFalse();
        assertThat(done(() -> memberships.fail(collection, document, "unreadable", "Encrypted")))
                .isFalse();
        assertThat(done(() -> memberships.progress(collection, document, Step.PARSING, 0, 0)))
                .isFalse();
        assertThat(memberships.find(collection, document).orElseThrow().status())
                .isEqualTo(Status.CANCELLED);
        assertThat(done(() -> memberships.restart(collection, document))).isTrue();
        assertThat(memberships.find(collection, document).orElseThrow().status())
                .isEqualTo(Status.IN_PROGRESS);
    }

    @Test
    void failureIsToldAndForgottenWhenTheDocumentIsAddedAgain() {
        CollectionId collection = collection("c").id();
        DocumentId document = member(collection);

        done(() -> memberships.fail(collection, document, "unreadable", "The file is encrypted."));
        assertThat(memberships.find(collection, document).orElseThrow().failure())
                .contains(new Member.Failure("unreadable", "The file is encrypted."));

        Member again = done(() -> memberships.add(collection, document, Map.of("new", true), 5));
        assertThat(again.failure()).isEmpty();
        assertThat(again.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(again.attributes()).isEqualTo(Map.of("new", true));
    }

    @Test
    void listGoesPageByPageByStatus() {
        CollectionId collection = collection("c").id();
        List<DocumentId> members = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            members.add(member(collection));
        }
        List<DocumentId> failed = List.of(members.get(1), members.get(4), members.get(5));
        failed.forEach(document -> done(() -> memberships.fail(collection, document, "c", "m")));

        assertThat(walk(collection, Optional.empty(), Order.OLDEST_FIRST)).isEqualTo(members);
        assertThat(walk(collection, Optional.empty(), Order.NEWEST_FIRST)).isEqualTo(members.reversed());
        assertThat(walk(collection, Optional.of(Status.FAILED), Order.NEWEST_FIRST))
                .isEqualTo(failed.reversed());
        assertThat(memberships.find(collection, failed))
                .extracting(Member::document)
                .isEqualTo(failed);
    }

    @Test
    void scopeSeesAndCountsWhatItMayRead() {
        CollectionId collection = collection("c").id();
        DocumentId open = member(collection);
        DocumentId mine = member(collection);
        DocumentId closed = member(collection);
        readers.grant(collection, me);
        readers.restrict(collection, mine, Set.of(me, UUID.randomUUID()));
        readers.restrict(collection, closed, Set.of(UUID.randomUUID()));
        done(() -> memberships.complete(collection, closed, 1, PassageRules.DEFAULT));

        Page<DocumentId> page = Page.first(10, Order.OLDEST_FIRST);
        assertThat(memberships.list(scope, collection, Optional.empty(), page))
                .extracting(Member::document)
                .containsExactly(open, mine);
        assertThat(memberships.counts(scope, collection)).isEqualTo(new Counts(2, 0, 0, 0, 20));
        assertThat(memberships.counts(collection)).isEqualTo(new Counts(2, 1, 0, 0, 30));
        assertThat(memberships.counts(scope, Set.of(collection)))
                .isEqualTo(Map.of(collection, new Counts(2, 0, 0, 0, 20)));
        assertThat(memberships.counts(Scope.of(Set.of(UUID.randomUUID())), collection))
                .isEqualTo(Counts.NONE);
    }

    @Test
    void removedMemberLeavesNothingBehind() {
        CollectionInfo collection = collection("c");
        DocumentId document = member(collection.id());
        library.index.replace(Library.replacement(collection.id(), document, 1, "red foxes"));
        assertThat(memberships.collectionsOf(document)).containsExactly(collection.id());

        assertThat(done(() -> memberships.remove(collection.id(), document))).isTrue();

        assertThat(memberships.find(collection.id(), document)).isEmpty();
        assertThat(memberships.collectionsOf(document)).isEmpty();
        assertThat(library.miscounts()).isEmpty();
    }

    @Test
    void deletedCollectionIsGone() {
        CollectionId collection = collection("c").id();
        DocumentId document = member(collection);
        library.index.replace(Library.replacement(collection, document, 1, "red foxes"));

        collections.delete(collection);

        assertThat(collections.find(collection)).isEmpty();
        assertThat(memberships.find(collection, document)).isEmpty();
    }

    private static CollectionInfo collection(String name) {
        return done(() -> collections.create(new NewCollection(name, "", Map.of(), "en", Library.MODEL)));
    }

    private static DocumentId member(CollectionId collection) {
        DocumentId document = library.document();
        done(() -> memberships.add(collection, document, Map.of(), 10));
        return document;
    }

    private List<CollectionId> walkCollections(Order order) {
        List<CollectionId> seen = new ArrayList<>();
        Page<CollectionId> page = Page.first(2, order);
        List<CollectionInfo> found = collections.list(scope, page);
        while (!found.isEmpty()) {
            found.forEach(info -> seen.add(info.id()));
            found = collections.list(scope, new Page<>(Optional.of(seen.getLast()), 2, order));
        }
        return seen;
    }

    private static List<DocumentId> walk(CollectionId collection, Optional<Status> status, Order order) {
        List<DocumentId> seen = new ArrayList<>();
        List<Member> found = memberships.list(collection, status, Page.first(2, order));
        while (!found.isEmpty()) {
            found.forEach(member -> seen.add(member.document()));
            found = memberships.list(collection, status, new Page<>(Optional.of(seen.getLast()), 2, order));
        }
        return seen;
    }

    /** In a transaction, as {@code @Transactional} does it in the application. */
    private static <T> T done(Supplier<T> work) {
        session.beginTransaction();
        boolean committed = false;
        try {
            T result = work.get();
            session.getTransaction().commit();
            committed = true;
            return result;
        } finally {
            if (!committed) {
                session.getTransaction().rollback();
            }
        }
    }
}
