package io.groundwork.retrieval;

import static java.util.stream.Collectors.toMap;

import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.chunk.PassageRules;
import io.groundwork.retrieval.Member.Status;
import io.groundwork.retrieval.Member.Step;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.StatelessSession;
import org.hibernate.query.MutationQuery;
import org.hibernate.query.SelectionQuery;

/**
 * Which documents are in which collection, and how far each is. What is told without a scope is for those who run a collection, whose
 * right the caller has checked; readers are told by scope. Writes at once, in the caller's transaction or one of its own. Safe for use by many threads.
 */
@Singleton
@Transactional
public class Memberships {

    /** Takes the row anew when the document was there before; what it answers from stays until it is replaced. */
    private static final String ADD = """
            INSERT INTO Membership (collectionId, documentId, status, step, passagesTotal, passagesDone, attributes,
                usageBytes, addedAt)
            VALUES (:collection, :document, :status, :step, 0, 0, :attributes, :bytes, :now)
            ON CONFLICT (collectionId, documentId) DO UPDATE
            SET status = excluded.status, step = excluded.step, passagesTotal = 0, passagesDone = 0,
                errorCode = NULL, errorMessage = NULL, attributes = excluded.attributes,
                usageBytes = excluded.usageBytes
            """;

    private static final String VISIBLE = """
            AND EXISTS (FROM CollectionReader r WHERE r.collectionId = m.collectionId AND r.principalId IN (:principals))
            AND (NOT EXISTS (FROM DocumentReader d
                    WHERE d.collectionId = m.collectionId AND d.documentId = coalesce(m.rootId, m.documentId))
                OR EXISTS (FROM DocumentReader d
                    WHERE d.collectionId = m.collectionId AND d.documentId = coalesce(m.rootId, m.documentId)
                        AND d.principalId IN (:principals)))
            """;

    private static final String IN_COLLECTION = "FROM Membership m WHERE m.collectionId = :collection ";
    private static final String OF_STATUS = "AND m.status = :status ";
    private static final String OLDER =
            "AND (m.addedAt < :addedAt OR (m.addedAt = :addedAt AND m.documentId > :after)) ";
    private static final String YOUNGER =
            "AND (m.addedAt > :addedAt OR (m.addedAt = :addedAt AND m.documentId < :after)) ";
    private static final String NEWEST_FIRST = "ORDER BY m.addedAt DESC, m.documentId";
    private static final String OLDEST_FIRST = "ORDER BY m.addedAt, m.documentId DESC";

    private static final String COUNTS = """
            SELECT m.collectionId AS collection, m.status AS status, count(*) AS documents, sum(m.usageBytes) AS bytes
            FROM Membership m
            WHERE m.collectionId IN (:collections) {visible}
            GROUP BY m.collectionId, m.status
            """;

    /** Whoever lost the race against a cancellation or a removal changes nothing. */
    private static final String IN_PROGRESS = """
            WHERE collectionId = :collection AND documentId = :document
                AND status = io.groundwork.retrieval.Member$Status.IN_PROGRESS
            """;

    private static final String MEMBER = " WHERE collectionId = :collection AND documentId = :document";

    private static final String SET_ATTRIBUTES = """
            UPDATE Membership SET attributes = :attributes
            WHERE collectionId = :collection AND (documentId = :document OR rootId = :document)
            """;

    private static final String PROGRESS = """
            UPDATE Membership SET step = :step, passagesDone = :done, passagesTotal = :total
            """ + IN_PROGRESS;

    private static final String FINISH = """
            UPDATE Membership SET status = :status, step = :step, errorCode = :code, errorMessage = :message
            """ + IN_PROGRESS;

    private static final String NAME = """
            UPDATE membership SET external_id = :external WHERE collection_id = :collection AND document_id = :document
            """;

    private static final String LOCK_NAME =
            "SELECT 1 AS held FROM pg_advisory_xact_lock(hashtextextended(:collection || '/' || :external, 0))";

    /**
     * Below {@code parent}, with the attributes of the root. A microsecond older each than the one before, so that lists by age have them right after
     * their parent.
     */
    private static final String ADD_BELOW = """
            INSERT INTO membership (collection_id, document_id, root_id, status, step, attributes, usage_bytes, added_at)
            SELECT p.collection_id, c.document, root.document_id, 'in_progress', 'queued', root.attributes, c.bytes,
                p.added_at - (:first + c.ordinal) * interval '1 microsecond'
            FROM membership p
                JOIN membership root
                    ON root.collection_id = p.collection_id AND root.document_id = coalesce(p.root_id, p.document_id),
                unnest(cast(:documents AS uuid[]), cast(:bytes AS bigint[])) WITH ORDINALITY AS c (document, bytes, ordinal)
            WHERE p.collection_id = :collection AND p.document_id = :parent
            ON CONFLICT DO NOTHING
            """;

    private static final String HOLD =
            "SELECT 1 AS held FROM membership WHERE collection_id = :collection AND document_id = :document FOR NO KEY UPDATE";

    private static final String RESTART = """
            UPDATE Membership SET status = :status, step = :step, passagesDone = 0, passagesTotal = 0,
                errorCode = NULL, errorMessage = NULL
            """ + MEMBER;

    /** One statement, as each makes a row anew. Whoever lost the race against a cancellation or a removal changes nothing. */
    private static final String COMPLETE = """
            UPDATE membership SET status = 'completed', step = 'done', error_code = NULL, error_message = NULL,
                passages_total = :passages, passages_done = :passages, cut_by = :rules
            WHERE collection_id = :collection AND document_id = :document AND status = 'in_progress'
            """;

    /** What is being worked on is counted when that is done; what failed keeps its failure. */
    private static final String CUT = """
            SELECT count(*) AS documents, count(*) FILTER (WHERE cut_by IS DISTINCT FROM :rules) AS otherwise
            FROM membership
            WHERE collection_id = :collection AND status = 'completed'
            """;

    /** Those at the top first: who writes below one holds it. */
    private static final String HOLD_ALL = """
            SELECT 1 AS held FROM membership WHERE collection_id = :collection
            ORDER BY root_id IS NOT NULL, document_id FOR NO KEY UPDATE
            """;

    private static final String RESTART_COMPLETED = """
            UPDATE membership SET status = 'in_progress', step = 'queued', passages_done = 0, passages_total = 0,
                error_code = NULL, error_message = NULL
            WHERE collection_id = :collection AND status = 'completed'
            RETURNING document_id, version
            """;

    private final StatelessSession session;
    private final PassageIndex index;
    private final AttributeDeclarations declarations;

    Memberships(StatelessSession session, PassageIndex index, AttributeDeclarations declarations) {
        this.session = session;
        this.index = index;
        this.declarations = declarations;
    }

    /**
     * Puts a document into a collection, to be made searchable; one that was there before begins anew.
     *
     * @param attributes values are String, Double or Boolean
     * @throws UnfitAttributeException when one does not fit what the collection declares
     */
    public Member add(CollectionId collection, DocumentId document, Map<String, Object> attributes, long usageBytes) {
        Map<String, Object> fitting = declarations.fitToWrite(collection, attributes);
        on(ADD, collection, document)
                .setParameter("status", Status.IN_PROGRESS)
                .setParameter("step", Step.QUEUED)
                .setParameter("attributes", Json.text(fitting))
                .setParameter("bytes", usageBytes)
                .setParameter("now", Instant.now().truncatedTo(ChronoUnit.MICROS))
                .executeUpdate();
        return find(collection, document).orElseThrow();
    }

    /**
     * Puts documents into a collection that lay within one that is there: with its attributes, and always with the readers of the one at the top.
     * Those that are there already stay as they are.
     *
     * @param usageBytes of each, in the order of {@code documents}
     */
    public void addBelow(
            CollectionId collection, DocumentId parent, List<DocumentId> documents, List<Long> usageBytes) {
        addBelow(collection, parent, 0, documents, usageBytes);
    }

    /** The same for one of them, {@code before} of which are there already. */
    public void addBelow(CollectionId collection, DocumentId parent, int before, DocumentId document, long usageBytes) {
        addBelow(collection, parent, before, List.of(document), List.of(usageBytes));
    }

    private void addBelow(
            CollectionId collection, DocumentId parent, int before, List<DocumentId> documents, List<Long> usageBytes) {
        session.createNativeMutationQuery(ADD_BELOW)
                .setParameter("first", before)
                .setParameter("collection", collection.value())
                .setParameter("parent", parent.value())
                .setParameter(
                        "documents", documents.stream().map(DocumentId::value).toArray(UUID[]::new))
                .setParameter("bytes", usageBytes.toArray(Long[]::new))
                .executeUpdate();
    }

    /** Waits, within the caller's transaction, for whoever else changes this membership. @return false when it is not there */
    public boolean hold(CollectionId collection, DocumentId document) {
        return !session.createNativeQuery(HOLD, Object[].class)
                .addScalar("held", Integer.class)
                .setParameter("collection", collection.value())
                .setParameter("document", document.value())
                .getResultList()
                .isEmpty();
    }

    /** The document that goes by this name of its sender's in a collection. */
    public Optional<Member> findByExternalId(CollectionId collection, String externalId) {
        return session.createSelectionQuery(
                        "FROM Membership m WHERE m.collectionId = :collection AND m.externalId = :external",
                        MembershipEntity.class)
                .setParameter("collection", collection.value())
                .setParameter("external", externalId)
                .uniqueResultOptional()
                .map(MembershipEntity::member);
    }

    /** Names a document for its sender; no other in the collection may have the name. */
    public void name(CollectionId collection, DocumentId document, String externalId) {
        session.createNativeMutationQuery(NAME)
                .setParameter("external", externalId)
                .setParameter("collection", collection.value())
                .setParameter("document", document.value())
                .executeUpdate();
    }

    /** Waits, within the caller's transaction, for whoever else does something about this name. */
    public void lockExternalId(CollectionId collection, String externalId) {
        session.createNativeQuery(LOCK_NAME, Object[].class)
                .addScalar("held", Integer.class)
                .setParameter("collection", collection.toString())
                .setParameter("external", externalId)
                .getSingleResult();
    }

    public Optional<Member> find(CollectionId collection, DocumentId document) {
        return entity(collection, document).map(MembershipEntity::member);
    }

    /** Those of the documents that are in the collection, oldest first. */
    public List<Member> find(CollectionId collection, Collection<DocumentId> documents) {
        if (documents.isEmpty()) {
            return List.of();
        }
        List<UUID> ids = documents.stream().map(DocumentId::value).toList();
        return session.createSelectionQuery(
                        IN_COLLECTION + "AND m.documentId IN (:documents) " + OLDEST_FIRST, MembershipEntity.class)
                .setParameter("collection", collection.value())
                .setParameterList("documents", ids)
                .getResultStream()
                .map(MembershipEntity::member)
                .toList();
    }

    /** All documents of a collection, for those who run it. */
    public List<Member> list(CollectionId collection, Optional<Status> status, Page<DocumentId> page) {
        return list(Optional.empty(), collection, status, page);
    }

    /** The documents that the scope may read. */
    public List<Member> list(Scope scope, CollectionId collection, Optional<Status> status, Page<DocumentId> page) {
        return scope.principals().isEmpty() ? List.of() : list(Optional.of(scope), collection, status, page);
    }

    private List<Member> list(
            Optional<Scope> scope, CollectionId collection, Optional<Status> status, Page<DocumentId> page) {
        Optional<MembershipEntity> after = page.after().flatMap(document -> entity(collection, document));
        if (page.after().isPresent() && after.isEmpty()) {
            return List.of();
        }
        boolean newestFirst = page.order() == Page.Order.NEWEST_FIRST;
        String text = IN_COLLECTION
                + (scope.isPresent() ? VISIBLE : "")
                + (status.isPresent() ? OF_STATUS : "")
                + (after.isEmpty() ? "" : newestFirst ? OLDER : YOUNGER)
                + (newestFirst ? NEWEST_FIRST : OLDEST_FIRST);
        SelectionQuery<MembershipEntity> query = session.createSelectionQuery(text, MembershipEntity.class)
                .setParameter("collection", collection.value())
                .setMaxResults(page.limit());
        scope.ifPresent(who -> query.setParameterList("principals", who.principals()));
        status.ifPresent(wanted -> query.setParameter("status", wanted));
        after.ifPresent(last -> query.setParameter("addedAt", last.addedAt).setParameter("after", last.documentId));
        return query.getResultList().stream().map(MembershipEntity::member).toList();
    }

    /** How many documents of a collection are how far, for those who run it. */
    public Counts counts(CollectionId collection) {
        return counts(Optional.empty(), List.of(collection)).getOrDefault(collection, Counts.NONE);
    }

    /** The same, of the documents that the scope may read. */
    public Counts counts(Scope scope, CollectionId collection) {
        return counts(scope, List.of(collection)).getOrDefault(collection, Counts.NONE);
    }

    /** The same for many collections at once; one without documents is left out. */
    public Map<CollectionId, Counts> counts(Scope scope, Collection<CollectionId> collections) {
        return scope.principals().isEmpty() ? Map.of() : counts(Optional.of(scope), collections);
    }

    private Map<CollectionId, Counts> counts(Optional<Scope> scope, Collection<CollectionId> collections) {
        if (collections.isEmpty()) {
            return Map.of();
        }
        List<UUID> ids = collections.stream().map(CollectionId::value).toList();
        SelectionQuery<Count> query = session.createSelectionQuery(
                        COUNTS.replace("{visible}", scope.isPresent() ? VISIBLE : ""), Count.class)
                .setParameterList("collections", ids);
        scope.ifPresent(who -> query.setParameterList("principals", who.principals()));
        return query.getResultList().stream()
                .collect(toMap(
                        count -> new CollectionId(count.collection()),
                        count -> Counts.NONE.plus(count.status(), count.documents(), count.bytes()),
                        Counts::plus));
    }

    /** Documents of one status. */
    record Count(UUID collection, Status status, long documents, long bytes) {}

    /** The collections that a document is in. */
    public List<CollectionId> collectionsOf(DocumentId document) {
        return session.createSelectionQuery(
                        "SELECT m.collectionId FROM Membership m WHERE m.documentId = :document ORDER BY m.collectionId",
                        UUID.class)
                .setParameter("document", document.value())
                .getResultStream()
                .map(CollectionId::new)
                .toList();
    }

    /** Whether a version of a document is what any collection answers from. */
    public boolean answersFrom(DocumentId document, int version) {
        return session.createSelectionQuery(
                                "SELECT count(*) FROM Membership m WHERE m.documentId = :document AND m.version = :version",
                                Long.class)
                        .setParameter("document", document.value())
                        .setParameter("version", version)
                        .getSingleResult()
                > 0;
    }

    /** @return false when it is no longer in progress, or no longer there; nothing is changed then */
    public boolean progress(CollectionId collection, DocumentId document, Step step, int done, int total) {
        return on(PROGRESS, collection, document)
                        .setParameter("step", step)
                        .setParameter("done", done)
                        .setParameter("total", total)
                        .executeUpdate()
                > 0;
    }

    /**
     * @param passages how many it is found by
     * @return false when it is no longer in progress, or no longer there; nothing is changed then
     */
    public boolean complete(CollectionId collection, DocumentId document, int passages, PassageRules rules) {
        return complete(collection, document, passages, Optional.of(rules.word()));
    }

    /**
     * The same of passages that were cut elsewhere.
     *
     * @param rules as {@link PassageRules#word} has them; empty where they are not known
     */
    public boolean complete(CollectionId collection, DocumentId document, int passages, Optional<String> rules) {
        return session.createNativeMutationQuery(COMPLETE)
                        .setParameter("passages", passages)
                        .setParameter("rules", rules.orElse(null), String.class)
                        .setParameter("collection", collection.value())
                        .setParameter("document", document.value())
                        .executeUpdate()
                > 0;
    }

    /**
     * @param code for programs
     * @param message for people, one sentence
     * @return false when it is no longer in progress, or no longer there; nothing is changed then
     */
    public boolean fail(CollectionId collection, DocumentId document, String code, String message) {
        return finish(collection, document, Status.FAILED, Optional.of(new Member.Failure(code, message)));
    }

    /** @return false when it is no longer in progress, or no longer there; nothing is changed then */
    public boolean cancelled(CollectionId collection, DocumentId document) {
        return finish(collection, document, Status.CANCELLED, Optional.empty());
    }

    private boolean finish(
            CollectionId collection, DocumentId document, Status status, Optional<Member.Failure> failure) {
        return on(FINISH, collection, document)
                        .setParameter("status", status)
                        .setParameter("step", Step.DONE)
                        .setParameter("code", failure.map(Member.Failure::code).orElse(null), String.class)
                        .setParameter(
                                "message", failure.map(Member.Failure::message).orElse(null), String.class)
                        .executeUpdate()
                > 0;
    }

    /** Back to the beginning, whatever became of it. @return false when it is not there */
    public boolean restart(CollectionId collection, DocumentId document) {
        return on(RESTART, collection, document)
                        .setParameter("status", Status.IN_PROGRESS)
                        .setParameter("step", Step.QUEUED)
                        .executeUpdate()
                > 0;
    }

    /** How many documents of a collection are completed, and how many of these are found by passages that were cut by other rules. */
    public Cut cut(CollectionId collection, PassageRules rules) {
        return session.createNativeQuery(CUT, Object[].class)
                .addScalar("documents", Long.class)
                .addScalar("otherwise", Long.class)
                .setParameter("rules", rules.word())
                .setParameter("collection", collection.value())
                .getResultStream()
                .map(row -> new Cut((Long) row[0], (Long) row[1]))
                .findFirst()
                .orElseThrow();
    }

    /** Completed documents, and those of them whose passages were cut by other rules than asked about. */
    public record Cut(long documents, long otherwise) {}

    /** All that is completed goes back to the beginning, and answers as before until it is done. @return the versions that answer */
    public Map<DocumentId, Integer> restartCompleted(CollectionId collection) {
        session.createNativeQuery(HOLD_ALL, Object[].class)
                .addScalar("held", Integer.class)
                .setParameter("collection", collection.value())
                .getResultList();
        return session
                .createNativeQuery(RESTART_COMPLETED, Object[].class)
                .addScalar("document_id", UUID.class)
                .addScalar("version", Integer.class)
                .setParameter("collection", collection.value())
                .getResultList()
                .stream()
                .collect(toMap(row -> new DocumentId((UUID) row[0]), row -> (Integer) row[1]));
    }

    /**
     * Of a document and of all below it.
     *
     * @param attributes in place of the former ones; values are String, Double or Boolean
     * @return false when it is not there
     * @throws UnfitAttributeException when one does not fit what the collection declares
     */
    public boolean setAttributes(CollectionId collection, DocumentId document, Map<String, Object> attributes) {
        Map<String, Object> fitting = declarations.fitToWrite(collection, attributes);
        // Held first: what is added below it meanwhile is seen by the statement after.
        return hold(collection, document)
                && on(SET_ATTRIBUTES, collection, document)
                                .setParameter("attributes", Json.text(fitting))
                                .executeUpdate()
                        > 0;
    }

    /** @return false when it is not there */
    public boolean setUsage(CollectionId collection, DocumentId document, long bytes) {
        return on("UPDATE Membership SET usageBytes = :bytes" + MEMBER, collection, document)
                        .setParameter("bytes", bytes)
                        .executeUpdate()
                > 0;
    }

    /** Takes a document out of a collection, with its passages. @return false when it was not there */
    public boolean remove(CollectionId collection, DocumentId document) {
        index.remove(collection, document);
        return on("DELETE FROM Membership" + MEMBER, collection, document).executeUpdate() > 0;
    }

    private Optional<MembershipEntity> entity(CollectionId collection, DocumentId document) {
        return Optional.ofNullable(
                session.get(MembershipEntity.class, new MembershipEntity.Key(collection.value(), document.value())));
    }

    private MutationQuery on(String text, CollectionId collection, DocumentId document) {
        return session.createMutationQuery(text)
                .setParameter("collection", collection.value())
                .setParameter("document", document.value());
    }
}
