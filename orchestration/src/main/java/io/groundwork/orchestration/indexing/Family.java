package io.groundwork.orchestration.indexing;

import io.groundwork.ingest.Children;
import io.groundwork.ingest.Children.Child;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Documents;
import io.groundwork.ingest.FileId;
import io.groundwork.ingest.Files;
import io.groundwork.ingest.StoredFile;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.EmbeddedTexts;
import io.groundwork.retrieval.Member;
import io.groundwork.retrieval.Memberships;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Documents and those below them, where both must be treated as one: what is in a collection, is stopped, leaves or is deleted goes with all
 * that lay within it. Joins the caller's transaction.
 *
 * <p>Locks are taken in one order: jobs from the top down, memberships from the top down, the collection. A job that is being stored is waited for
 * when it is cancelled, so that what it has put below its document is there to be seen.
 */
@Singleton
@Transactional
public class Family {

    private final Children children;
    private final Memberships memberships;
    private final Documents documents;
    private final Files files;
    private final EmbeddedTexts embeddedTexts;
    private final Jobs jobs;

    Family(
            Children children,
            Memberships memberships,
            Documents documents,
            Files files,
            EmbeddedTexts embeddedTexts,
            Jobs jobs) {
        this.children = children;
        this.memberships = memberships;
        this.documents = documents;
        this.files = files;
        this.embeddedTexts = embeddedTexts;
        this.jobs = jobs;
    }

    /** Stops the work on a document and on all below it; what answers already goes on answering. */
    public void cancel(CollectionId collection, DocumentId document) {
        for (DocumentId stopped : stop(collection, document)) {
            memberships.cancelled(collection, stopped);
        }
    }

    /** Takes a document and all below it out of a collection. */
    public void remove(CollectionId collection, DocumentId document) {
        stop(collection, document);
        memberships.hold(collection, document);
        for (DocumentId below : children.below(document)) {
            memberships.remove(collection, below);
        }
        memberships.remove(collection, document);
    }

    /** Deletes a document and all below it with their versions and bytes; they must be in no collection any more. */
    public void forget(DocumentId document) {
        children.hold(document);
        List<DocumentId> everyone = withAllBelow(document);
        List<FileId> bytes = files(everyone);
        for (DocumentId each : everyone) {
            embeddedTexts.forget(each);
            documents.delete(each);
        }
        // In one order for all: two deletions of the same contents wait for one another, and not in a circle.
        files.findAll(bytes).stream()
                .sorted(Comparator.comparing(file -> file.digest().toHex()))
                .map(StoredFile::id)
                .forEach(this::delete);
    }

    /** The deepest first, the document itself last. None is added before the caller's transaction ends. */
    public List<DocumentId> withAllBelow(DocumentId document) {
        children.hold(document);
        return Stream.concat(children.below(document).stream(), Stream.of(document))
                .toList();
    }

    /** How many of these there are, as anybody's children. */
    public long children(Collection<DocumentId> ids) {
        return children.parents(ids).size();
    }

    /** The files that hold what these documents were read from. */
    public List<FileId> files(Collection<DocumentId> ids) {
        return Stream.concat(documents.files(ids).stream(), ids.stream().map(id -> new FileId(id.value())))
                .distinct()
                .toList();
    }

    private void delete(FileId file) {
        try {
            files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException("The bytes of %s could not be removed".formatted(file), e);
        }
    }

    /** Level by level: when one is stopped, nothing more comes below it. @return those that there was work on */
    private Set<DocumentId> stop(CollectionId collection, DocumentId document) {
        Set<DocumentId> stopped = new LinkedHashSet<>();
        List<DocumentId> level = List.of(document);
        while (!level.isEmpty()) {
            List<DocumentId> next = new ArrayList<>();
            for (DocumentId each : level) {
                if (jobs.cancel(collection, each)) {
                    stopped.add(each);
                }
                next.addAll(children.of(each));
            }
            level = next;
        }
        return stopped;
    }

    /** Before a version of a parent is stored: stops work below it that has become idle, on children that it no longer has or has anew. */
    void makeWay(Job parent) {
        List<DocumentId> known = children.of(parent.document());
        Map<DocumentId, Integer> wanted = new HashMap<>();
        for (Child child : children.of(parent.document(), parent.version())) {
            wanted.put(child.document(), child.latestVersion());
        }
        for (Member member : memberships.find(parent.collection(), known)) {
            DocumentId child = member.document();
            if (!wanted.containsKey(child)) {
                stop(parent.collection(), child);
            } else {
                jobs.cancelBefore(parent.collection(), child, wanted.get(child));
            }
        }
    }

    /**
     * With a version of a parent that is stored: its children, and no others, are in the collection below it; what there is to do for them is
     * queued as the parent was.
     *
     * @return how many children it has
     */
    int settle(Job parent) {
        CollectionId collection = parent.collection();
        List<Child> wanted = children.of(parent.document(), parent.version());
        List<DocumentId> known = children.of(parent.document());
        Map<DocumentId, Member> members = new HashMap<>();
        memberships.find(collection, known).forEach(member -> members.put(member.document(), member));
        List<Child> arriving = wanted.stream()
                .filter(child -> !members.containsKey(child.document()))
                .toList();
        List<Child> again = wanted.stream()
                .filter(child -> members.containsKey(child.document()))
                .filter(child -> isToDo(child, members.get(child.document())))
                .toList();
        memberships.addBelow(
                collection,
                parent.document(),
                arriving.stream().map(Child::document).toList(),
                arriving.stream().map(Child::sizeBytes).toList());
        again.stream()
                .filter(child -> members.get(child.document()).status() != Member.Status.IN_PROGRESS)
                .forEach(child -> restart(collection, child));
        jobs.enqueueBelow(
                parent, Stream.concat(arriving.stream(), again.stream()).toList());
        Set<DocumentId> stay = new LinkedHashSet<>();
        wanted.forEach(child -> stay.add(child.document()));
        known.stream().filter(child -> !stay.contains(child)).forEach(gone -> leave(collection, gone));
        return wanted.size();
    }

    private void restart(CollectionId collection, Child child) {
        memberships.restart(collection, child.document());
        memberships.setUsage(collection, child.document(), child.sizeBytes());
    }

    private static boolean isToDo(Child child, Member member) {
        return switch (member.status()) {
            case FAILED, CANCELLED -> true;
            case COMPLETED -> member.version().orElse(0) != child.latestVersion();
            // Where work on the version that it has now is queued or running, no other is queued.
            case IN_PROGRESS -> true;
        };
    }

    /** What no collection has any more is gone for good; elsewhere the version before may still have it. */
    private void leave(CollectionId collection, DocumentId gone) {
        remove(collection, gone);
        if (memberships.collectionsOf(gone).isEmpty()) {
            forget(gone);
        }
    }
}
