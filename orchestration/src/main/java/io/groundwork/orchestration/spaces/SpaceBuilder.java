package io.groundwork.orchestration.spaces;

import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.EngineMissingException;
import io.groundwork.embeddings.EngineOverloadedException;
import io.groundwork.embeddings.Engines;
import io.groundwork.embeddings.PassageVectors;
import io.groundwork.embeddings.states.CompressedStates;
import io.groundwork.ingest.DocumentId;
import io.groundwork.orchestration.indexing.Jobs;
import io.groundwork.orchestration.indexing.PassageReader;
import io.groundwork.orchestration.indexing.StoredTitles;
import io.groundwork.orchestration.roles.Roles;
import io.groundwork.orchestration.spaces.SpaceChange.State;
import io.groundwork.orchestration.spaces.SpaceChanges.Claimed;
import io.groundwork.orchestration.spaces.SpaceChanges.Progress;
import io.groundwork.retrieval.Layout;
import io.groundwork.retrieval.SpaceIndexes;
import io.groundwork.retrieval.Spaces;
import io.groundwork.retrieval.Spaces.Unfilled;
import io.groundwork.retrieval.TextHash;
import io.groundwork.retrieval.vector.Space;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Fills second spaces from stored passages, and empties those that were given up, a batch at a time. What is filled is seen on the rows themselves, so
 * that whoever takes over after a crash goes on behind the last batch. Leaves most of the machine to documents that wait to be read. Also
 * fills what a whole space lacks later, because its engine was away when a document was stored.
 */
@Singleton
final class SpaceBuilder {

    private static final Logger LOG = Logger.getLogger(SpaceBuilder.class);
    private static final int CLEARED_TOGETHER = 500;
    private static final Duration BREATH = Duration.ofMillis(50);
    private static final DocumentId FIRST = new DocumentId(new UUID(0, 0));

    /** What the pace of one batch counts for. */
    private static final double FRESH = 0.1;

    private final String name = "%d-%s".formatted(ProcessHandle.current().pid(), UUID.randomUUID());
    private final Semaphore wake = new Semaphore(0);

    private final SpaceChanges changes;
    private final Spaces spaces;
    private final SpaceIndexes indexes;
    private final PassageReader reader;
    private final StoredTitles titles;
    private final Engines engines;
    private final Jobs jobs;
    private final SpacesConfig config;
    private final Roles roles;
    private volatile boolean stopping;

    SpaceBuilder(
            SpaceChanges changes,
            Spaces spaces,
            SpaceIndexes indexes,
            PassageReader reader,
            StoredTitles titles,
            Engines engines,
            Jobs jobs,
            SpacesConfig config,
            Roles roles) {
        this.changes = changes;
        this.spaces = spaces;
        this.indexes = indexes;
        this.reader = reader;
        this.titles = titles;
        this.engines = engines;
        this.jobs = jobs;
        this.config = config;
        this.roles = roles;
    }

    void start(@Observes StartupEvent event) {
        if (roles.takesJobs()) {
            Thread.ofVirtual().name("space-builder").start(this::run);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        wake.release();
    }

    /** Says that there is something to do. */
    void wake() {
        wake.release();
    }

    private void run() {
        try {
            while (!stopping) {
                Optional<Claimed> claimed = claim();
                if (claimed.isPresent()) {
                    work(claimed.get());
                } else if (wake.tryAcquire(config.poll().toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Claimed> claim() {
        try {
            return changes.claim(name, config.lease());
        } catch (RuntimeException e) {
            LOG.warnf("Moves between spaces cannot be looked after now (%s); trying again", e.getMessage());
            return Optional.empty();
        }
    }

    private void work(Claimed claimed) throws InterruptedException {
        try {
            switch (claimed.state()) {
                case CLEARING -> clear(claimed);
                case BUILDING, READY, SWITCHED -> fill(claimed);
                case PAUSED -> changes.letGo(claimed, config.pause(), Optional.empty());
            }
        } catch (EngineMissingException e) {
            letGo(claimed, config.pause(), Optional.of(String.valueOf(e.getMessage())));
        } catch (EngineOverloadedException e) {
            letGo(claimed, e.retryAfter(), Optional.empty());
        } catch (RuntimeException e) {
            if (!stopping) {
                LOG.warnf(e, "Collection %s: its second space waits", claimed.collection());
                letGo(claimed, config.pause(), Optional.of("The engine or the database failed; it is tried again."));
            }
        }
    }

    private void letGo(Claimed claimed, Duration wait, Optional<String> error) {
        try {
            changes.letGo(claimed, wait, error);
        } catch (RuntimeException e) {
            LOG.warnf("Collection %s: the lease will run out (%s)", claimed.collection(), e.getMessage());
        }
    }

    private void clear(Claimed claimed) throws InterruptedException {
        while (!stopping && changes.keep(claimed, config.lease(), Progress.NONE)) {
            if (!spaces.clear(claimed.collection(), CLEARED_TOGETHER)) {
                changes.finish(claimed, claimed.ends().orElse("done"));
                return;
            }
            Thread.sleep(BREATH);
        }
    }

    /**
     * Both spaces: after a roll-back it may be the one that answers that lacks something. One that answers and whose engine was taken back is let be: the other is built to
     * replace it.
     */
    private void fill(Claimed claimed) throws InterruptedException {
        Optional<Layout> layout = spaces.layout(claimed.collection());
        if (layout.isEmpty() || layout.get().other().isEmpty()) {
            return;
        }
        Space other = layout.get().other().get();
        for (Space space : List.of(layout.get().answering(), other)) {
            Optional<Engines.Engine> engine = engines.serving(space.model());
            if (engine.isEmpty() && !space.equals(other)) {
                continue;
            }
            if (engine.isEmpty()) {
                changes.letGo(claimed, config.pause(), Optional.of(engines.absence(space.model())));
                return;
            }
            if (!fill(claimed, space, engine.get().embedder())) {
                return;
            }
        }
        if (claimed.state() != State.BUILDING) {
            changes.letGo(claimed, config.pause(), Optional.empty());
            return;
        }
        // A large space without its index would be searched slowly: it is not ready before.
        indexes.build();
        if (indexes.ready(claimed.collection())) {
            changes.finish(claimed, State.READY.toString());
        } else {
            changes.letGo(claimed, config.pause(), Optional.empty());
        }
    }

    /** @return false when it is no longer this worker's */
    private boolean fill(Claimed claimed, Space space, Embedder engine) throws InterruptedException {
        DocumentId from = FIRST;
        double pace = 0;
        while (!stopping) {
            long started = System.nanoTime();
            List<Unfilled> next = spaces.unfilled(claimed.collection(), space, from, config.batch());
            if (next.isEmpty() && from.equals(FIRST)) {
                return true;
            }
            if (next.isEmpty()) {
                // Once more from the front, for what was replaced or left out meanwhile.
                from = FIRST;
                continue;
            }
            Progress made = fill(claimed, space, engine, next);
            from = next.getLast().document();
            long worked = System.nanoTime() - started;
            Thread.sleep(Duration.ofNanos((long) (worked * (1 / share() - 1))));
            double fresh = next.size() * 1e9 / (System.nanoTime() - started);
            pace = pace == 0 ? fresh : pace + FRESH * (fresh - pace);
            if (!changes.keep(
                    claimed,
                    config.lease(),
                    new Progress(made.embedded(), made.reused(), made.cut(), Optional.of(pace)))) {
                return false;
            }
        }
        return false;
    }

    private double share() {
        return Math.clamp(jobs.anyWaiting() ? config.shareBesideUploads() : config.share(), 0.01, 1);
    }

    private Progress fill(Claimed claimed, Space space, Embedder engine, List<Unfilled> batch) {
        Map<Long, String> texts = new LinkedHashMap<>();
        StoredTitles.Reader stored = titles.reader();
        batch.forEach(one -> texts.put(one.id(), stored.inContext(one)));
        Map<Long, TextHash> hashes = new HashMap<>();
        texts.forEach((id, text) -> hashes.put(id, TextHash.of(text)));
        Map<TextHash, Embedding> known = new HashMap<>(reader.known(engine, hashes.values()));
        Map<TextHash, CompressedStates> states = new HashMap<>();
        Map<TextHash, String> missing = new LinkedHashMap<>();
        texts.forEach((id, text) -> {
            if (!known.containsKey(hashes.get(id))) {
                missing.put(hashes.get(id), text);
            }
        });
        int reused = batch.size() - missing.size();
        int cut = 0;
        if (!missing.isEmpty()) {
            PassageVectors made = reader.read(engine, List.copyOf(missing.values()));
            cut = made.embeddings().cut().size();
            int i = 0;
            for (TextHash hash : missing.keySet()) {
                known.put(hash, made.embeddings().vectors().get(i));
                if (!made.states().isEmpty()) {
                    states.put(hash, made.states().get(i));
                }
                i++;
            }
        }
        Map<Long, Spaces.Vector> vectors = new HashMap<>();
        hashes.forEach((id, hash) -> vectors.put(
                id,
                new Spaces.Vector(
                        hash, Objects.requireNonNull(known.get(hash)), Optional.ofNullable(states.get(hash)))));
        spaces.fill(claimed.collection(), space, vectors);
        return new Progress(missing.size(), reused, cut, Optional.empty());
    }
}
