package io.groundwork.orchestration.indexing;

import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.Embeddings;
import io.groundwork.embeddings.EngineMissingException;
import io.groundwork.embeddings.EngineOverloadedException;
import io.groundwork.embeddings.Engines;
import io.groundwork.embeddings.PassageVectors;
import io.groundwork.embeddings.states.CompressedStates;
import io.groundwork.ingest.Children;
import io.groundwork.ingest.DocumentVersion;
import io.groundwork.ingest.Documents;
import io.groundwork.ingest.Files;
import io.groundwork.ingest.IngestConfig;
import io.groundwork.ingest.ParsedDocument;
import io.groundwork.ingest.Passage;
import io.groundwork.ingest.StoredFile;
import io.groundwork.ingest.parse.ParseOutcome;
import io.groundwork.ingest.parse.Parser;
import io.groundwork.ingest.parse.ParserFingerprint;
import io.groundwork.ingest.parse.Parts;
import io.groundwork.ingest.parse.Room;
import io.groundwork.retrieval.EmbeddedTexts;
import io.groundwork.retrieval.Layout;
import io.groundwork.retrieval.Member;
import io.groundwork.retrieval.Memberships;
import io.groundwork.retrieval.PassageIndex;
import io.groundwork.retrieval.Replacement;
import io.groundwork.retrieval.Spaces;
import io.groundwork.retrieval.TextHash;
import io.groundwork.retrieval.vector.Space;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Conducts a document: parse → chunk → embed → store. Calls each stage in turn and hands plain values on. */
@Singleton
final class Indexer {

    private static final Logger LOG = Logger.getLogger(Indexer.class);
    private static final Duration OVERLOAD_PATIENCE = Duration.ofMinutes(5);
    /** A thousand files that come to a gibibyte take minutes to write. */
    private static final int KEEP_SECONDS = 900;

    private final Jobs jobs;
    private final Files files;
    private final Documents documents;
    private final Parser parser;
    private final Cutter cutter;
    private final Engines engines;
    private final Spaces spaces;
    private final EmbeddedTexts embeddedTexts;
    private final PassageReader reader;
    private final PassageIndex index;
    private final Memberships memberships;
    private final Children children;
    private final Family family;
    private final Announcements announcements;
    private final IngestConfig ingest;
    private final IndexingConfig config;
    private @Nullable ParserFingerprint fingerprint;

    Indexer(
            Jobs jobs,
            Files files,
            Documents documents,
            Parser parser,
            Cutter cutter,
            Engines engines,
            Spaces spaces,
            EmbeddedTexts embeddedTexts,
            PassageReader reader,
            PassageIndex index,
            Memberships memberships,
            Children children,
            Family family,
            Announcements announcements,
            IngestConfig ingest,
            IndexingConfig config) {
        this.jobs = jobs;
        this.files = files;
        this.documents = documents;
        this.parser = parser;
        this.cutter = cutter;
        this.engines = engines;
        this.spaces = spaces;
        this.embeddedTexts = embeddedTexts;
        this.reader = reader;
        this.index = index;
        this.memberships = memberships;
        this.children = children;
        this.family = family;
        this.announcements = announcements;
        this.ingest = ingest;
        this.config = config;
    }

    /**
     * Takes a claimed job as far as it goes.
     *
     * @throws RuntimeException when something failed that is not the file's fault; the job may be tried again
     */
    Outcome run(String worker, Job job) {
        Optional<Task> task = QuarkusTransaction.requiringNew().call(() -> task(job));
        if (task.isEmpty()) {
            return new Outcome.Refused("invalid_file", "The file was deleted before it was read.");
        }
        return switch (content(job, task.get())) {
            case ParseOutcome.Parsed(ParsedDocument content) ->
                store(worker, job, task.get().version(), content);
            case ParseOutcome.Unsupported(String mediaType, String reason) ->
                new Outcome.Refused("unsupported_file", reason);
            case ParseOutcome.Unreadable(String reason) -> new Outcome.Refused("invalid_file", reason);
            case ParseOutcome.TooCostly(String reason) -> new Outcome.Refused("invalid_file", reason);
        };
    }

    /**
     * What there is to do.
     *
     * @param content what was read by an earlier try, or of the same bytes in another document
     */
    private record Task(DocumentVersion version, StoredFile file, Optional<ParsedDocument> content) {}

    private Optional<Task> task(Job job) {
        Optional<DocumentVersion> version = documents.version(job.document(), job.version());
        Optional<StoredFile> file = version.flatMap(known -> files.find(known.file()));
        if (file.isEmpty()) {
            return Optional.empty();
        }
        Optional<ParsedDocument> content = version.get().content();
        if (content.isEmpty()) {
            String parsedBy = fingerprint().value();
            content = documents.readBefore(file.get(), parsedBy);
            content.ifPresent(known -> documents.parsed(job.document(), job.version(), known, parsedBy));
        }
        return Optional.of(new Task(version.get(), file.get(), content));
    }

    private ParseOutcome content(Job job, Task task) {
        if (task.content().isPresent()) {
            return new ParseOutcome.Parsed(task.content().get());
        }
        return announcements.during(
                () -> read(job, task.file()),
                () -> memberships.progress(job.collection(), job.document(), Member.Step.PARSING, 0, 0));
    }

    private ParseOutcome read(Job job, StoredFile file) {
        try (Parts parts = parser.partsWithin(room(job, file))) {
            ParseOutcome outcome = parser.parse(() -> files.open(file), file.name(), file.mediaType(), parts);
            return outcome instanceof ParseOutcome.Parsed(ParsedDocument content)
                    ? new ParseOutcome.Parsed(keep(job, content, parts))
                    : outcome;
        }
    }

    /** What is not within another has all the room there is, which need not be asked for. */
    private Room room(Job job, StoredFile file) {
        return file.isWithinAnother() ? children.room(job.document()) : children.wholeRoom();
    }

    /** The text and the children in one transaction: who dies before it ends has done nothing, who dies after it has done all. */
    private ParsedDocument keep(Job job, ParsedDocument content, Parts parts) {
        return QuarkusTransaction.requiringNew()
                .timeout(KEEP_SECONDS)
                .call(() -> children.keep(
                        job.document(), job.version(), content, fingerprint().value(), parts.all()));
    }

    /** Made when it is first needed: a role that reads nothing may have no parser. */
    private synchronized ParserFingerprint fingerprint() {
        if (fingerprint == null) {
            fingerprint = ParserFingerprint.of(ingest);
        }
        return fingerprint;
    }

    private Outcome store(String worker, Job job, DocumentVersion version, ParsedDocument content) {
        ParsedDocument titled = cutter.titled(content, version.name());
        Cutter.Cut cut = cutter.cut(job.collection(), titled);
        List<Passage> passages = cut.passages();
        if (passages.isEmpty()) {
            return new Outcome.Refused("invalid_file", "There is no text in it.");
        }
        Optional<Layout> layout = spaces.layout(job.collection());
        if (layout.isEmpty()) {
            return new Outcome.Lost();
        }
        Embedder engine = engine(layout.get().answering());
        Optional<Embedded> embedded = embed(worker, job, titled.title(), passages, engine);
        if (embedded.isEmpty()) {
            return new Outcome.Lost();
        }
        Optional<Embedded> second =
                layout.get().other().flatMap(other -> second(worker, job, titled.title(), passages, other));
        boolean keptSome =
                embedded.get().keptSome() || second.filter(Embedded::keptSome).isPresent();
        Replacement replacement = new Replacement(
                job.collection(),
                job.document(),
                job.version(),
                titled.title(),
                titled.language(),
                passages,
                embedded.get().vectors(),
                second.map(Embedded::vectors));
        return QuarkusTransaction.requiringNew().timeout(KEEP_SECONDS).call(() -> {
            if (!jobs.hold(worker, job)) {
                return new Outcome.Lost();
            }
            boolean holdsFiles = !children.of(job.document()).isEmpty();
            if (holdsFiles) {
                family.makeWay(job);
            }
            if (!index.replace(replacement)) {
                return new Outcome.Lost();
            }
            if (job.tries() > 1 || keptSome) {
                embeddedTexts.forget(job.document());
            }
            if (job.version() > 1) {
                documents.supersede(job.document(), job.version());
            }
            if (embedded.get().cut() > 0) {
                documents.warn(
                        job.document(),
                        job.version(),
                        "%d of %d passages are longer than the embedding model reads; by meaning they are found by their beginnings only."
                                .formatted(embedded.get().cut(), passages.size()));
            }
            int below = holdsFiles ? family.settle(job) : 0;
            memberships.complete(job.collection(), job.document(), passages.size(), cut.rules());
            jobs.done(worker, job, embedded.get().made(), embedded.get().reused());
            return new Outcome.Stored(passages.size(), below);
        });
    }

    /**
     * @param vectors one for each passage, with the states of the tokens of those texts that were made last; those of the others are in the checkpoint
     * @param made texts that had to be embedded now
     * @param reused passages whose vectors were there
     * @param cut of those made now, how many were longer than the model reads
     * @param keptSome whether a checkpoint was written on the way
     */
    private record Embedded(Replacement.Vectors vectors, int made, int reused, int cut, boolean keptSome) {}

    /** Another engine is never put in the place of the one whose vectors the collection holds. */
    private Embedder engine(Space space) {
        return engines.serving(space.model())
                .orElseThrow(() -> new EngineMissingException(engines.absence(space.model())))
                .embedder();
    }

    /**
     * The same passages in the collection's second space. That nobody waits for: where it cannot be done now, whoever builds that space does it later.
     */
    private Optional<Embedded> second(String worker, Job job, String title, List<Passage> passages, Space second) {
        try {
            return embed(worker, job, title, passages, engine(second));
        } catch (EmbeddingException e) {
            LOG.warnf("Document %s: its second vectors are made later (%s)", job.document(), e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * A vector for each passage. Only what has none is embedded, a step at a time; each step but the last is kept, so that a later try begins
     * behind it. Empty when the job is no longer this worker's.
     */
    private Optional<Embedded> embed(String worker, Job job, String title, List<Passage> passages, Embedder engine) {
        Map<TextHash, String> texts = new LinkedHashMap<>();
        List<TextHash> order = new ArrayList<>(passages.size());
        for (Passage passage : passages) {
            String text = passage.inContext(title);
            TextHash hash = TextHash.of(text);
            order.add(hash);
            texts.put(hash, text);
        }
        Map<TextHash, Embedding> vectors = new HashMap<>(reader.known(engine, job.document(), texts.keySet()));
        Map<TextHash, CompressedStates> states = new HashMap<>();
        List<TextHash> missing = texts.keySet().stream()
                .filter(hash -> !vectors.containsKey(hash))
                .toList();
        int reused = (int) order.stream().filter(vectors::containsKey).count();
        int cut = 0;
        for (int from = 0; from < missing.size(); from += config.passagesPerStep()) {
            int done = (int) order.stream().filter(vectors::containsKey).count();
            Runnable telling = () -> memberships.progress(
                    job.collection(), job.document(), Member.Step.EMBEDDING, done, passages.size());
            if (from > 0) {
                telling.run();
                if (!jobs.isRunning(worker, job)) {
                    return Optional.empty();
                }
            }
            int to = Math.min(missing.size(), from + config.passagesPerStep());
            List<TextHash> step = missing.subList(from, to);
            PassageVectors madeOfStep = announcements.during(
                    () -> embedPatiently(engine, step.stream().map(texts::get).toList()), telling);
            Embeddings made = madeOfStep.embeddings();
            cut += made.cut().size();
            Map<TextHash, Embedding> stepVectors = new HashMap<>();
            for (int i = 0; i < step.size(); i++) {
                stepVectors.put(step.get(i), made.vectors().get(i));
                if (!madeOfStep.states().isEmpty()) {
                    states.put(step.get(i), madeOfStep.states().get(i));
                }
            }
            if (to < missing.size()) {
                embeddedTexts.keep(job.document(), engine.model(), stepVectors, states);
                // Storing finds them in the checkpoint: those of a long document would fill the memory.
                states.clear();
            }
            vectors.putAll(stepVectors);
        }
        return Optional.of(new Embedded(
                new Replacement.Vectors(
                        engine.model(), order.stream().map(vectors::get).toList(), states),
                missing.size(),
                reused,
                cut,
                missing.size() > config.passagesPerStep() || (reader.keepsStates(engine) && reused > 0)));
    }

    /** Callers from outside may have filled the engine's queue. A document can wait, and is none the worse for it. */
    private PassageVectors embedPatiently(Embedder engine, List<String> texts) {
        Instant giveUp = Instant.now().plus(OVERLOAD_PATIENCE);
        while (true) {
            try {
                return reader.read(engine, texts);
            } catch (EngineOverloadedException e) {
                if (Instant.now().plus(e.retryAfter()).isAfter(giveUp)) {
                    throw e;
                }
                pause(e.retryAfter());
            }
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddingException("Interrupted while waiting for the embedding engine", e);
        }
    }

    /** How a job ended, where it ended. */
    sealed interface Outcome {

        /** @param children how many files lay within it, each now with a job of its own */
        record Stored(int passages, int children) implements Outcome {}

        /**
         * The file will not become searchable however often it is tried.
         *
         * @param code OpenAI's code for it
         * @param reason one sentence for an admin
         */
        record Refused(String code, String reason) implements Outcome {}

        /** The job was cancelled, or its lease ran out and another worker has it. Nothing was stored. */
        record Lost() implements Outcome {}
    }
}
