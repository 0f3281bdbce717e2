package io.groundwork.orchestration;

import io.groundwork.embeddings.Embedder;
import io.groundwork.ingest.Children;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Documents;
import io.groundwork.ingest.FileId;
import io.groundwork.ingest.Files;
import io.groundwork.ingest.StoredFile;
import io.groundwork.orchestration.identity.Access;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.identity.Grants;
import io.groundwork.orchestration.identity.Groups;
import io.groundwork.orchestration.indexing.Family;
import io.groundwork.orchestration.indexing.FileBatches;
import io.groundwork.orchestration.indexing.Jobs;
import io.groundwork.orchestration.indexing.Priority;
import io.groundwork.orchestration.indexing.Worker;
import io.groundwork.orchestration.sql.Tries;
import io.groundwork.retrieval.AttributeDeclarations;
import io.groundwork.retrieval.AttributeTypes;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.CollectionInfo;
import io.groundwork.retrieval.Collections;
import io.groundwork.retrieval.DocumentsBusyException;
import io.groundwork.retrieval.Member;
import io.groundwork.retrieval.Memberships;
import io.groundwork.retrieval.NewCollection;
import io.groundwork.retrieval.Readers;
import io.groundwork.retrieval.Visibility;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * What is done to collections and the documents in them, across the tables of all modules: each method is one transaction, so that
 * a document, its place in a collection and the work it needs are there together or not at all. Decides no rights.
 */
@Singleton
public final class Library {

    /** Of documents that are too short to tell theirs. */
    private static final String LANGUAGE = "en";

    /** Each date of each document may have to be rewritten. */
    private static final int DECLARING_SECONDS = 900;

    private static final int DECLARING_TRIES = 20;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(250);

    private final Collections collections;
    private final AttributeDeclarations declarations;
    private final Memberships memberships;
    private final Visibility visibility;
    private final Documents documents;
    private final Children children;
    private final Files files;
    private final Readers readers;
    private final Deletions deletions;
    private final Grants grants;
    private final Jobs jobs;
    private final Family family;
    private final FileBatches batches;
    private final Worker worker;
    private final Embedder embedder;

    Library(
            Collections collections,
            AttributeDeclarations declarations,
            Memberships memberships,
            Visibility visibility,
            Documents documents,
            Children children,
            Files files,
            Readers readers,
            Deletions deletions,
            Grants grants,
            Jobs jobs,
            Family family,
            FileBatches batches,
            Worker worker,
            Embedder embedder) {
        this.collections = collections;
        this.declarations = declarations;
        this.memberships = memberships;
        this.visibility = visibility;
        this.documents = documents;
        this.children = children;
        this.files = files;
        this.readers = readers;
        this.deletions = deletions;
        this.grants = grants;
        this.jobs = jobs;
        this.family = family;
        this.batches = batches;
        this.worker = worker;
        this.embedder = embedder;
    }

    /** Makes a collection, curated by its maker and by the administrators. */
    public CollectionInfo create(Caller maker, String name, String description, Map<String, String> metadata) {
        return inTransaction(() -> {
            CollectionInfo made =
                    collections.create(new NewCollection(name, description, metadata, LANGUAGE, embedder.model()));
            grants.set(made.id(), maker.id(), Access.CURATE);
            grants.set(made.id(), Groups.ADMINISTRATORS, Access.CURATE);
            return made;
        });
    }

    /** Changes what is given. */
    public void update(
            CollectionId collection,
            Optional<String> name,
            Optional<String> description,
            Optional<Map<String, String>> metadata) {
        inTransaction(() -> {
            name.ifPresent(value -> collections.rename(collection, value));
            description.ifPresent(value -> collections.describe(collection, value));
            metadata.ifPresent(value -> collections.annotate(collection, value));
            return collection;
        });
    }

    /**
     * Declares what attributes documents of a collection may have, as {@link AttributeDeclarations#declare} does; tries again for a while where documents are being worked on.
     *
     * @param types empty: any
     */
    public void declare(CollectionId collection, Optional<AttributeTypes> types) {
        for (int attempt = 1; ; attempt++) {
            try {
                QuarkusTransaction.requiringNew()
                        .timeout(DECLARING_SECONDS)
                        .run(() -> declarations.declare(collection, types));
                return;
            } catch (DocumentsBusyException e) {
                if (attempt == DECLARING_TRIES) {
                    throw e;
                }
                LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
            }
        }
    }

    /**
     * A file that is to be in a collection.
     *
     * @param attributes by which it can be filtered there
     */
    public record Attachment(StoredFile file, Map<String, Object> attributes) {

        public Attachment {
            attributes = Map.copyOf(attributes);
        }
    }

    /** Puts a file into a collection and queues the work. One that is there already is read again, and answers as before until then. */
    public void attach(CollectionId collection, StoredFile file, Map<String, Object> attributes) {
        attachAll(collection, List.of(new Attachment(file, attributes)));
    }

    /** The same for many, all or none. */
    public void attachAll(CollectionId collection, List<Attachment> attached) {
        inTransaction(() -> {
            add(collection, attached, attached.size() == 1 ? Priority.INTERACTIVE : Priority.BATCH);
            return attached.size();
        });
        worker.wake();
    }

    /** The same, with a name for all of them together. */
    public FileBatches.FileBatch attachBatch(CollectionId collection, List<Attachment> attached) {
        FileBatches.FileBatch batch = inTransaction(() -> {
            add(collection, attached, Priority.BATCH);
            List<DocumentId> ids =
                    attached.stream().map(one -> one.file().id().document()).toList();
            return batches.find(collection, batches.add(collection, ids)).orElseThrow();
        });
        worker.wake();
        return batch;
    }

    /** Queues the work again, as after a failure; what lay within it and failed follows when it is done. */
    public void retry(CollectionId collection, DocumentId document) {
        retry(collection, document, Priority.INTERACTIVE);
    }

    /** The same, before or behind what others wait for. */
    public void retry(CollectionId collection, DocumentId document, Priority priority) {
        inTransaction(() -> {
            memberships.restart(collection, document);
            jobs.enqueue(collection, document, documents.latestVersion(document).orElseThrow(), priority);
            return document;
        });
        worker.wake();
    }

    /**
     * Cuts all documents of a collection again, by the rules it has now: at low priority, from the text that was read, each answering as
     * before until its new passages take the place of the old ones. Passages that stay as they are keep their vectors.
     *
     * @return how many documents that are
     */
    public int cutAgain(CollectionId collection) {
        int documents = inTransaction(() -> {
            jobs.beginAgain(collection);
            Map<DocumentId, Integer> versions = memberships.restartCompleted(collection);
            jobs.enqueueAll(collection, versions, Priority.SYNC);
            return versions.size();
        });
        worker.wake();
        return documents;
    }

    /** Stops the work on it and on all below it; a version that answers already goes on answering. */
    public void cancel(CollectionId collection, DocumentId document) {
        inTransaction(() -> {
            family.cancel(collection, document);
            return document;
        });
    }

    /** Takes a document with all below it out of a collection: from the next search on nothing of it is found there. */
    public void detach(CollectionId collection, DocumentId document) {
        inTransaction(() -> {
            family.remove(collection, document);
            return document;
        });
    }

    /**
     * Takes a document over as its sender has it: new, in place of the version before, or as it was. Two who send the same at once are served one after
     * the other.
     */
    public PutOutcome put(CollectionId collection, PushedDocument pushed, Priority priority) {
        PutOutcome outcome = inTransaction(() -> {
            memberships.lockExternalId(collection, pushed.externalId());
            Map<String, Object> attributes = declarations.fit(collection, pushed.attributes());
            StoredFile file = ofItsOwn(pushed.file());
            Optional<Member> known = memberships.findByExternalId(collection, pushed.externalId());
            DocumentId document =
                    known.map(Member::document).orElseGet(() -> file.id().document());
            if (known.isEmpty()) {
                add(collection, List.of(new Attachment(file, attributes)), priority);
                memberships.name(collection, document, pushed.externalId());
            } else if (!known.get().attributes().equals(attributes)) {
                memberships.setAttributes(collection, document, attributes);
            }
            pushed.readers().ifPresent(named -> readers.restrict(collection, document, named));
            return known.isEmpty() ? new PutOutcome.Created(document) : bytes(document, file, priority);
        });
        worker.wake();
        return outcome;
    }

    /**
     * The document of that name, when it has these attributes and its file is {@code same}.
     *
     * @param attributes as the collection keeps them
     */
    public Optional<DocumentId> held(
            CollectionId collection, String externalId, Map<String, Object> attributes, Predicate<StoredFile> same) {
        return inTransaction(() -> memberships
                .findByExternalId(collection, externalId)
                .filter(member -> member.attributes().equals(attributes))
                .map(Member::document)
                .filter(document ->
                        files.find(new FileId(document.value())).filter(same).isPresent()));
    }

    /** What became a document meanwhile, as in a conversation, stays that: it must not get versions from here. Its bytes are pushed as another file. */
    private StoredFile ofItsOwn(StoredFile file) {
        files.hold(file.id());
        return documents.latestVersion(file.id().document()).isPresent()
                ? files.again(file, file.name(), file.mediaType())
                : file;
    }

    /** The bytes of a document that is known: others, or those that it has under, perhaps, another name. */
    private PutOutcome bytes(DocumentId document, StoredFile incoming, Priority priority) throws IOException {
        StoredFile current = files.find(new FileId(document.value())).orElseThrow();
        boolean same = current.digest().equals(incoming.digest())
                && current.mediaType().equals(incoming.mediaType());
        if (same && current.name().equals(incoming.name())) {
            files.delete(incoming.id());
            return new PutOutcome.Unchanged(document);
        }
        if (same) {
            files.delete(incoming.id());
            documents.rename(document, incoming.name());
            readAnew(document, documents.latestVersion(document).orElseThrow(), current.sizeBytes(), priority);
            return new PutOutcome.Unchanged(document);
        }
        int version = documents.newVersion(document, incoming);
        readAnew(document, version, incoming.sizeBytes(), priority);
        return new PutOutcome.Replaced(document, version);
    }

    /** Queues the work wherever the document is; work on a version before is given up. */
    private void readAnew(DocumentId document, int version, long bytes, Priority priority) {
        for (CollectionId collection : memberships.collectionsOf(document)) {
            jobs.cancel(collection, document);
            memberships.restart(collection, document);
            memberships.setUsage(collection, document, bytes);
            jobs.enqueue(collection, document, version, priority);
        }
    }

    /**
     * Deletes what goes by a sender's name in a collection.
     *
     * @return empty when nothing does
     */
    public Optional<DeletionReceipt> remove(CollectionId collection, String externalId, UUID by) {
        return inTransaction(() -> {
            memberships.lockExternalId(collection, externalId);
            return memberships.findByExternalId(collection, externalId).map(member -> deletions.delete(member, by));
        });
    }

    /** Deletes a file with the document it became, out of every collection, and its bytes where no other file has the same. */
    public DeletionReceipt deleteFile(StoredFile file, UUID by) {
        return Tries.inTransaction(() -> deletions.delete(file.id().document(), by));
    }

    /** Deletes a collection with everything in it; files stay with their owners. */
    public void delete(CollectionId collection) {
        inTransaction(() -> {
            collections.delete(collection);
            return collection;
        });
    }

    /** Whether any collection shows the document to the caller. */
    public boolean mayRead(Caller caller, DocumentId document) {
        return memberships.collectionsOf(document).stream()
                .anyMatch(collection -> visibility.mayRead(caller.scope(), collection, document));
    }

    private void add(CollectionId collection, List<Attachment> attached, Priority priority) {
        for (Attachment one : attached) {
            DocumentId document = documents.fromUpload(one.file());
            memberships.add(collection, document, one.attributes(), one.file().sizeBytes());
            if (!children.of(document).isEmpty()) {
                memberships.setAttributes(collection, document, one.attributes());
            }
            jobs.enqueue(collection, document, documents.latestVersion(document).orElseThrow(), priority);
        }
    }

    private static <T> T inTransaction(Callable<T> work) {
        return QuarkusTransaction.joiningExisting().call(work);
    }
}
