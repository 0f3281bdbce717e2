package io.groundwork.orchestration;

import io.groundwork.ingest.Children;
import io.groundwork.ingest.DocumentId;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.indexing.FailedWork;
import io.groundwork.orchestration.indexing.Jobs;
import io.groundwork.orchestration.indexing.Priority;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.FailedDocument;
import io.groundwork.retrieval.FailedDocument.Position;
import io.groundwork.retrieval.FailedDocuments;
import io.groundwork.retrieval.Member;
import io.groundwork.retrieval.Memberships;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The documents that could not be read, over collections: which and why, another try, or an end to them. Each document is a
 * transaction of its own, and one that is no longer failed is left as it is. Decides no rights but that of reading: the caller names the collections
 * that it may look after.
 */
@Singleton
public final class Quarantine {

    private final FailedDocuments failed;
    private final Memberships memberships;
    private final Children children;
    private final Jobs jobs;
    private final Library library;
    private final Deletions deletions;

    Quarantine(
            FailedDocuments failed,
            Memberships memberships,
            Children children,
            Jobs jobs,
            Library library,
            Deletions deletions) {
        this.failed = failed;
        this.memberships = memberships;
        this.children = children;
        this.jobs = jobs;
        this.library = library;
        this.deletions = deletions;
    }

    /**
     * Newest first.
     *
     * @param code only those that failed for it
     */
    public List<FailedDocument> list(
            Caller caller,
            Collection<CollectionId> collections,
            Optional<String> code,
            Optional<Position> after,
            int limit) {
        return failed.list(caller.scope(), collections, code, after, limit);
    }

    /** By collection and reason. */
    public List<FailedDocument.Count> counts(Caller caller, Collection<CollectionId> collections) {
        return failed.counts(caller.scope(), collections);
    }

    /** Those of the positions that are failed, and the caller's to see, still. */
    public List<FailedDocument> among(
            Caller caller, Collection<CollectionId> collections, Collection<Position> positions) {
        return failed.among(caller.scope(), collections, positions);
    }

    /** What was tried in vain on the documents; those with nothing are left out. */
    public List<FailedWork> work(List<FailedDocument> documents) {
        return jobs.failedWork(
                documents.stream().map(one -> one.position().collection()).toList(),
                documents.stream().map(one -> one.position().document()).toList());
    }

    /** Queues the work on them again: one alone before what others wait for, many behind it. @return how many */
    public int retry(List<FailedDocument> documents) {
        Priority priority = documents.size() == 1 ? Priority.INTERACTIVE : Priority.BATCH;
        int retried = 0;
        for (FailedDocument one : documents) {
            Position position = one.position();
            boolean done = QuarkusTransaction.requiringNew().call(() -> {
                Optional<Member> still = stillFailed(position);
                still.ifPresent(member -> library.retry(position.collection(), position.document(), priority));
                return still.isPresent();
            });
            retried += done ? 1 : 0;
        }
        return retried;
    }

    /** Those of them that lay within another document, and within which. */
    public Map<DocumentId, DocumentId> parents(List<FailedDocument> documents) {
        return children.parents(
                documents.stream().map(one -> one.position().document()).toList());
    }

    /**
     * Deletes them from their collections; what is in no other goes with its file, and each has a receipt. What lay within another document goes with
     * that one alone, and is left.
     *
     * @return how many
     */
    public int delete(Caller caller, List<FailedDocument> documents) {
        int deleted = 0;
        Map<DocumentId, DocumentId> parents = parents(documents);
        for (FailedDocument one : documents) {
            if (parents.containsKey(one.position().document())) {
                continue;
            }
            boolean done = QuarkusTransaction.requiringNew().call(() -> {
                Optional<Member> still = stillFailed(one.position());
                still.ifPresent(member -> deletions.delete(member, caller.id()));
                return still.isPresent();
            });
            deleted += done ? 1 : 0;
        }
        return deleted;
    }

    private Optional<Member> stillFailed(Position position) {
        return memberships
                .find(position.collection(), position.document())
                .filter(member -> member.status() == Member.Status.FAILED);
    }
}
