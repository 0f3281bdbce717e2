package io.groundwork.orchestration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Documents;
import io.groundwork.ingest.FileId;
import io.groundwork.ingest.Files;
import io.groundwork.orchestration.DeletionReceipt.Remains;
import io.groundwork.orchestration.indexing.Family;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.EmbeddedTexts;
import io.groundwork.retrieval.Member;
import io.groundwork.retrieval.Memberships;
import io.groundwork.retrieval.PassageIndex;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.hibernate.Session;

/**
 * Removes documents with all that was made of them, and keeps the receipts (the {@code deletion_receipt} table). Each deletion is one
 * transaction: what it counts as removed is what is gone when it returns.
 */
@Singleton
@Transactional
public class Deletions {

    private static final String KEEP = """
            INSERT INTO deletion_receipt (id, collection_id, document_id, external_id, children, removed, left_over, deleted_by, deleted_at)
            VALUES (:id, :collection, :document, :external, :children, cast(:removed AS jsonb), cast(:left AS jsonb), :by, :at)
            """;

    private static final String LIST = """
            SELECT id, collection_id, document_id, external_id, cast(removed AS text) AS removed,
                cast(left_over AS text) AS left_over, deleted_by, deleted_at, children
            FROM deletion_receipt
            WHERE cast(:after AS uuid) IS NULL
                OR (deleted_at, id) < (SELECT deleted_at, id FROM deletion_receipt WHERE id = cast(:after AS uuid))
            ORDER BY deleted_at DESC, id DESC
            LIMIT :limit
            """;

    private final Session session;
    private final Memberships memberships;
    private final PassageIndex index;
    private final EmbeddedTexts embeddedTexts;
    private final Documents documents;
    private final Files files;
    private final Family family;
    private final ObjectMapper json;

    Deletions(
            Session session,
            Memberships memberships,
            PassageIndex index,
            EmbeddedTexts embeddedTexts,
            Documents documents,
            Files files,
            Family family,
            ObjectMapper json) {
        this.session = session;
        this.memberships = memberships;
        this.index = index;
        this.embeddedTexts = embeddedTexts;
        this.documents = documents;
        this.files = files;
        this.family = family;
        this.json = json;
    }

    /** Deletes a document and all below it out of every collection, with files, versions and bytes. */
    public DeletionReceipt delete(DocumentId document, UUID by) {
        Set<CollectionId> collections = new HashSet<>(memberships.collectionsOf(document));
        return delete(document, collections, Optional.empty(), Optional.empty(), by);
    }

    /** Takes a document and all below it out of one collection; where it is in no other, all of it goes. */
    public DeletionReceipt delete(Member member, UUID by) {
        return delete(
                member.document(),
                Set.of(member.collection()),
                Optional.of(member.collection()),
                member.externalId(),
                by);
    }

    /** Newest first, after the receipt {@code after} where one is given. */
    public List<DeletionReceipt> list(Optional<UUID> after, int limit) {
        return session.createNativeQuery(LIST, Object[].class)
                .addScalar("id", UUID.class)
                .addScalar("collection_id", UUID.class)
                .addScalar("document_id", UUID.class)
                .addScalar("external_id", String.class)
                .addScalar("removed", String.class)
                .addScalar("left_over", String.class)
                .addScalar("deleted_by", UUID.class)
                .addScalar("deleted_at", Instant.class)
                .addScalar("children", UUID[].class)
                .setParameter("after", after.orElse(null), UUID.class)
                .setParameter("limit", limit)
                .getResultStream()
                .map(this::receipt)
                .toList();
    }

    private DeletionReceipt delete(
            DocumentId document,
            Set<CollectionId> from,
            Optional<CollectionId> collection,
            Optional<String> externalId,
            UUID by) {
        Set<CollectionId> all = new HashSet<>(memberships.collectionsOf(document));
        // Whoever is at work on it is done, or will find that it is over, before anything is counted.
        from.forEach(one -> family.cancel(one, document));
        List<DocumentId> everyone = family.withAllBelow(document);
        List<FileId> bytes = family.files(everyone);
        Remains before = remains(everyone, all, bytes);
        for (CollectionId one : from) {
            family.remove(one, document);
        }
        if (from.containsAll(all)) {
            family.forget(document);
        }
        Remains after = remains(everyone, all, bytes);
        DeletionReceipt receipt = new DeletionReceipt(
                UUID.randomUUID(),
                document,
                everyone.stream().filter(each -> !each.equals(document)).toList(),
                collection,
                externalId,
                before.minus(after),
                after,
                by,
                Instant.now().truncatedTo(ChronoUnit.MICROS));
        keep(receipt);
        return receipt;
    }

    /** Counted in the tables themselves, in collections that the document, the last of all, is or was in. */
    private Remains remains(List<DocumentId> everyone, Set<CollectionId> collections, List<FileId> bytes) {
        session.flush();
        Documents.Extent extent = documents.extent(everyone);
        Files.Holding holding = files.holding(bytes);
        return new Remains(
                memberships.collectionsOf(everyone.getLast()).size(),
                family.children(everyone),
                index.count(collections, everyone),
                embeddedTexts.count(everyone),
                extent.versions(),
                extent.characters(),
                holding.files(),
                holding.ownContents());
    }

    private void keep(DeletionReceipt receipt) {
        session.createNativeMutationQuery(KEEP)
                .setParameter("id", receipt.id())
                .setParameter(
                        "collection",
                        receipt.collection().map(CollectionId::value).orElse(null),
                        UUID.class)
                .setParameter("document", receipt.document().value())
                .setParameter("external", receipt.externalId().orElse(null), String.class)
                .setParameter(
                        "children",
                        receipt.children().stream().map(DocumentId::value).toArray(UUID[]::new))
                .setParameter("removed", write(receipt.removed()))
                .setParameter("left", write(receipt.leftOver()))
                .setParameter("by", receipt.deletedBy())
                .setParameter("at", receipt.deletedAt())
                .executeUpdate();
    }

    private DeletionReceipt receipt(Object[] row) {
        return new DeletionReceipt(
                (UUID) row[0],
                new DocumentId((UUID) row[2]),
                Stream.of((UUID[]) row[8]).map(DocumentId::new).toList(),
                Optional.ofNullable((UUID) row[1]).map(CollectionId::new),
                Optional.ofNullable((String) row[3]),
                read((String) row[4]),
                read((String) row[5]),
                (UUID) row[6],
                (Instant) row[7]);
    }

    private String write(Remains remains) {
        try {
            return json.writeValueAsString(remains);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Numbers that cannot be written", e);
        }
    }

    private Remains read(String text) {
        try {
            return json.readValue(text, Remains.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A receipt that cannot be read", e);
        }
    }
}
