package io.groundwork.orchestration.transfer;

import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.Engines;
import io.groundwork.embeddings.states.CompressedStates;
import io.groundwork.ingest.Children;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Documents;
import io.groundwork.ingest.FileId;
import io.groundwork.ingest.Files;
import io.groundwork.ingest.ParsedDocument;
import io.groundwork.ingest.StoredFile;
import io.groundwork.orchestration.DataFolder;
import io.groundwork.orchestration.identity.Access;
import io.groundwork.orchestration.identity.Grants;
import io.groundwork.orchestration.identity.Groups;
import io.groundwork.orchestration.indexing.Cutter;
import io.groundwork.orchestration.indexing.Family;
import io.groundwork.orchestration.indexing.Jobs;
import io.groundwork.orchestration.indexing.Priority;
import io.groundwork.orchestration.indexing.Worker;
import io.groundwork.retrieval.AttributeDeclarations;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Collections;
import io.groundwork.retrieval.Member;
import io.groundwork.retrieval.Memberships;
import io.groundwork.retrieval.NewCollection;
import io.groundwork.retrieval.Page;
import io.groundwork.retrieval.PassageIndex;
import io.groundwork.retrieval.Readers;
import io.groundwork.retrieval.Replacement;
import io.groundwork.retrieval.TextHash;
import io.groundwork.retrieval.UnfitAttributeException;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jboss.logging.Logger;

/**
 * Stores what is imported, a document a transaction, in a collection that nobody is granted until all is there. Removes what was begun and not
 * finished. Safe for use by many threads.
 */
@Singleton
final class Intake {

    private static final Logger LOG = Logger.getLogger(Intake.class);

    /** That of files which came another way than by upload. */
    private static final String PURPOSE = "assistants";

    private static final int LONGEST_SECONDS = 900;
    private static final int AT_ONCE = 500;

    private final Imports imports;
    private final Collections collections;
    private final AttributeDeclarations declarations;
    private final Memberships memberships;
    private final Documents documents;
    private final Children children;
    private final Files files;
    private final Readers readers;
    private final Grants grants;
    private final PassageIndex index;
    private final Jobs jobs;
    private final Family family;
    private final Cutter cutter;
    private final Worker worker;
    private final Engines engines;
    private final DataFolder data;

    Intake(
            Imports imports,
            Collections collections,
            AttributeDeclarations declarations,
            Memberships memberships,
            Documents documents,
            Children children,
            Files files,
            Readers readers,
            Grants grants,
            PassageIndex index,
            Jobs jobs,
            Family family,
            Cutter cutter,
            Worker worker,
            Engines engines,
            DataFolder data) {
        this.imports = imports;
        this.collections = collections;
        this.declarations = declarations;
        this.memberships = memberships;
        this.documents = documents;
        this.children = children;
        this.files = files;
        this.readers = readers;
        this.grants = grants;
        this.index = index;
        this.jobs = jobs;
        this.family = family;
        this.cutter = cutter;
        this.worker = worker;
        this.engines = engines;
        this.data = data;
    }

    /**
     * A collection that is being made.
     *
     * @param engine of its space
     * @param taken whether the file's vectors are of that space
     */
    record Begun(CollectionId collection, UUID owner, Embedder engine, boolean taken) {}

    /** An empty collection, with the file's settings, that nobody may see. */
    Begun begin(IncomingCollection wanted, UUID owner) {
        Optional<Embedder> serving = engines.serving(wanted.model()).map(Engines.Engine::embedder);
        Embedder engine = serving.orElseGet(engines::preferred);
        CollectionId collection = inTransaction(() -> {
            CollectionId made = collections
                    .create(new NewCollection(
                            wanted.name(), wanted.description(), wanted.metadata(), wanted.language(), engine.model()))
                    .id();
            collections.cutBy(made, wanted.rules());
            collections.weighBy(made, wanted.k1(), wanted.b());
            collections.searchBy(made, wanted.search());
            declarations.declare(made, wanted.attributes());
            imports.begin(made, owner);
            return made;
        });
        return new Begun(collection, owner, engine, serving.isPresent());
    }

    /**
     * Says that the import goes on.
     *
     * @throws TransferException when it was given up, having been silent for too long
     */
    void keep(Begun begun) {
        if (!imports.keep(begun.collection())) {
            throw new TransferException(
                    "This import was silent for so long that what there was of it has been removed.");
        }
    }

    /**
     * Where a document goes.
     *
     * @param parent empty: it is at the top
     * @param ordinal among its parent's children, counted from 0
     * @param restricted whether readers were named where it comes from; those of one below another are the other's
     */
    record Place(Optional<DocumentId> parent, int ordinal, boolean restricted) {}

    /** @param stored whether its passages are; if not, it is queued to be cut and embedded here */
    record Taken(DocumentId document, boolean stored) {}

    /** Stores a document that has content, with its passages where all of them have a vector of the collection's space. */
    Taken store(Begun begun, IncomingDocument incoming, Place place) {
        ParsedDocument content = incoming.content().orElseThrow();
        boolean whole = begun.taken()
                && !incoming.passages().isEmpty()
                && incoming.embeddings().size() == incoming.passages().size();
        Optional<Replacement.Vectors> vectors = whole
                ? Optional.of(vectors(begun.engine().model(), incoming, title(incoming, content)))
                : Optional.empty();
        return withBytes(
                content.text(),
                bytes -> inTransaction(() -> {
                    keep(begun);
                    DocumentId document = add(begun, incoming, content, place, bytes);
                    vectors.ifPresentOrElse(
                            made -> index(begun.collection(), document, incoming, content, made),
                            () -> jobs.enqueue(begun.collection(), document, incoming.version(), Priority.BATCH));
                    return new Taken(document, whole);
                }));
    }

    private String title(IncomingDocument incoming, ParsedDocument content) {
        return cutter.titled(content, incoming.name()).title();
    }

    private static Replacement.Vectors vectors(EmbeddingModel model, IncomingDocument incoming, String title) {
        Map<TextHash, CompressedStates> states = new HashMap<>();
        incoming.states()
                .forEach((ordinal, kept) ->
                        states.put(TextHash.of(incoming.passages().get(ordinal).inContext(title)), kept));
        return new Replacement.Vectors(model, incoming.embeddings(), states);
    }

    private DocumentId add(Begun begun, IncomingDocument incoming, ParsedDocument content, Place place, Path bytes)
            throws IOException {
        CollectionId collection = begun.collection();
        incoming.externalId()
                .flatMap(name -> memberships.findByExternalId(collection, name))
                .ifPresent(other -> {
                    throw incoming.bad("another document has the same 'external_id'.");
                });
        DocumentId document;
        if (place.parent().isPresent()) {
            DocumentId parent = place.parent().get();
            StoredFile file = files.arrivingWithin(fileName(incoming), "text/plain", begun.owner(), bytes);
            document = children.restore(parent, place.ordinal(), file, incoming.name(), incoming.version(), content);
            memberships.addBelow(collection, parent, place.ordinal(), document, file.sizeBytes());
        } else {
            StoredFile file = files.arriving(fileName(incoming), "text/plain", begun.owner(), bytes);
            document = documents.restore(file, incoming.name(), incoming.version(), content);
            addFitting(collection, document, incoming, file.sizeBytes());
            if (place.restricted()) {
                readers.restrict(collection, document, Set.of(begun.owner()));
            }
        }
        incoming.externalId().ifPresent(name -> memberships.name(collection, document, name));
        return document;
    }

    private void addFitting(CollectionId collection, DocumentId document, IncomingDocument incoming, long bytes) {
        try {
            memberships.add(collection, document, incoming.attributes(), bytes);
        } catch (UnfitAttributeException e) {
            throw new BadLineException(incoming.line(), "'attributes': " + e.getMessage(), e);
        }
    }

    /** Its bytes are those of the text that was read, and its name does not say otherwise. */
    private static String fileName(IncomingDocument incoming) {
        String name = incoming.name();
        return name.endsWith(".txt") || name.endsWith(".md") ? name : name + ".txt";
    }

    private void index(
            CollectionId collection,
            DocumentId document,
            IncomingDocument incoming,
            ParsedDocument content,
            Replacement.Vectors vectors) {
        index.replace(new Replacement(
                collection,
                document,
                incoming.version(),
                title(incoming, content),
                content.language(),
                incoming.passages(),
                vectors,
                Optional.empty()));
        memberships.complete(collection, document, incoming.passages().size(), incoming.cutBy());
    }

    /** All has arrived: from now on it is its owner's and the administrators'. */
    void finish(Begun begun) {
        CollectionId collection = begun.collection();
        index.reweigh(collection);
        inTransaction(() -> {
            if (!imports.end(collection)) {
                keep(begun);
            }
            release(collection);
            grants.set(collection, begun.owner(), Access.CURATE);
            grants.set(collection, Groups.ADMINISTRATORS, Access.CURATE);
            return collection;
        });
        worker.wake();
    }

    private void release(CollectionId collection) {
        Page<DocumentId> page = Page.first(AT_ONCE, Page.Order.OLDEST_FIRST);
        while (true) {
            List<DocumentId> some = memberships.list(collection, Optional.empty(), page).stream()
                    .map(Member::document)
                    .toList();
            files.release(some.stream().map(id -> new FileId(id.value())).toList(), PURPOSE);
            if (some.size() < AT_ONCE) {
                return;
            }
            page = new Page<>(Optional.of(some.getLast()), AT_ONCE, Page.Order.OLDEST_FIRST);
        }
    }

    /** Removes what there is of an import; what cannot be removed now is found again by {@link #discardAbandoned}. */
    void discard(CollectionId collection) {
        try {
            imports.giveUp(collection);
            while (true) {
                List<Member> some =
                        memberships.list(collection, Optional.empty(), Page.first(AT_ONCE, Page.Order.OLDEST_FIRST));
                if (some.isEmpty()) {
                    break;
                }
                some.forEach(this::remove);
            }
            inTransaction(() -> {
                collections.delete(collection);
                return collection;
            });
        } catch (RuntimeException e) {
            LOG.warnf(e, "What there is of the import %s is removed later", collection);
        }
    }

    private void remove(Member member) {
        inTransaction(() -> {
            if (memberships.find(member.collection(), member.document()).isPresent()) {
                family.remove(member.collection(), member.document());
                family.forget(member.document());
            }
            return member;
        });
    }

    /** @param silent for how long an import has to have been, to be taken for dead */
    void discardAbandoned(Duration silent) {
        imports.abandoned(silent).forEach(this::discard);
    }

    /** What is done with a file on this machine's disk that is gone afterwards. */
    private interface WithBytes<T> {
        T on(Path bytes);
    }

    private <T> T withBytes(String text, WithBytes<T> work) {
        try {
            Path folder = java.nio.file.Files.createDirectories(data.path().resolve("uploads"));
            Path bytes = java.nio.file.Files.createTempFile(folder, "import", ".tmp");
            try {
                java.nio.file.Files.writeString(bytes, text);
                return work.on(bytes);
            } finally {
                java.nio.file.Files.deleteIfExists(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("A document that is imported could not be written to disk", e);
        }
    }

    private static <T> T inTransaction(Callable<T> work) {
        return QuarkusTransaction.requiringNew().timeout(LONGEST_SECONDS).call(work);
    }
}
