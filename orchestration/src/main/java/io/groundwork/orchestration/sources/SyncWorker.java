package io.groundwork.orchestration.sources;

import io.groundwork.ingest.Files;
import io.groundwork.ingest.source.InvalidSettingException;
import io.groundwork.ingest.source.Source;
import io.groundwork.ingest.source.SourceException;
import io.groundwork.orchestration.DataFolder;
import io.groundwork.orchestration.Library;
import io.groundwork.orchestration.identity.Grants;
import io.groundwork.orchestration.identity.Principals;
import io.groundwork.orchestration.roles.Roles;
import io.groundwork.orchestration.sources.SourceRows.SourceRow;
import io.groundwork.orchestration.sources.SyncRun.State;
import io.groundwork.orchestration.sources.SyncRuns.Claimed;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Queues walks of the sources that are due, claims walks and runs them, each on a virtual thread of its own. One that fails for a reason
 * that may pass is tried again later. Any number of processes may share the queue.
 */
@Singleton
final class SyncWorker {

    private static final Logger LOG = Logger.getLogger(SyncWorker.class);
    private static final Duration LONGEST_DELAY = Duration.ofHours(1);

    private final String name = "%d-%s".formatted(ProcessHandle.current().pid(), UUID.randomUUID());
    private final Map<UUID, Claimed> running = new ConcurrentHashMap<>();
    private final Semaphore wake = new Semaphore(0);
    private final Semaphore slots;

    private final SourceRows rows;
    private final SyncRuns runs;
    private final SourceItems items;
    private final Connector connector;
    private final Principals principals;
    private final Grants grants;
    private final Library library;
    private final Files files;
    private final SourcesConfig config;
    private final Roles roles;
    private final Path folder;
    private volatile boolean stopping;

    SyncWorker(
            SourceRows rows,
            SyncRuns runs,
            SourceItems items,
            Connector connector,
            Principals principals,
            Grants grants,
            Library library,
            Files files,
            SourcesConfig config,
            Roles roles,
            DataFolder data) {
        this.rows = rows;
        this.runs = runs;
        this.items = items;
        this.connector = connector;
        this.principals = principals;
        this.grants = grants;
        this.library = library;
        this.files = files;
        this.config = config;
        this.roles = roles;
        folder = data.path().resolve("sources").resolve("fetched");
        slots = new Semaphore(config.atOnce());
    }

    void start(@Observes StartupEvent event) {
        if (roles.takesJobs()) {
            Fetched.sweep(folder);
            Thread.ofVirtual().name("sync-claimer").start(this::claimForever);
            Thread.ofVirtual().name("sync-keeper").start(this::keepForever);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        wake.release();
    }

    /** Says that there is something to walk through; otherwise it is looked every half minute. */
    void wake() {
        wake.release();
    }

    private void claimForever() {
        while (!stopping) {
            try {
                slots.acquire();
                Optional<Claimed> claimed = claim();
                if (claimed.isPresent()) {
                    running.put(claimed.get().id(), claimed.get());
                    Thread.ofVirtual().name("sync-" + claimed.get().source()).start(() -> walk(claimed.get()));
                } else {
                    slots.release();
                    rest();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private Optional<Claimed> claim() {
        try {
            runs.askDue();
            return runs.claim(name, config.lease(), List.copyOf(running.keySet()));
        } catch (RuntimeException e) {
            LOG.warnf("Sources cannot be looked after now (%s); trying again", e.getMessage());
            return Optional.empty();
        }
    }

    private void rest() throws InterruptedException {
        if (wake.tryAcquire(config.poll().toMillis(), TimeUnit.MILLISECONDS)) {
            wake.drainPermits();
        }
    }

    private void keepForever() {
        while (!stopping) {
            try {
                Thread.sleep(config.lease().dividedBy(3));
                if (!running.isEmpty()) {
                    runs.keep(name, List.copyOf(running.keySet()), config.lease());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.warnf("Leases of walks could not be kept (%s); trying again", e.getMessage());
            }
        }
    }

    private void walk(Claimed run) {
        try {
            Optional<SourceRow> row = rows.find(run.source());
            if (run.tries() > config.maxTries()) {
                runs.finish(
                        run,
                        State.FAILED,
                        Optional.of(
                                "It stopped the worker %d times, so it was given up.".formatted(config.maxTries())));
            } else if (row.isPresent()) {
                walk(run, row.get());
            }
        } catch (Sync.TakenAwayException e) {
            LOG.infof("Source %s: the walk was taken away", run.source());
        } catch (SourceException e) {
            failed(run, e.words(), e.kind().passes(), e.retryAfter());
        } catch (InvalidSettingException e) {
            failed(run, String.valueOf(e.getMessage()), false, Optional.empty());
        } catch (RuntimeException e) {
            if (!stopping) {
                LOG.errorf(e, "Source %s: the walk failed", run.source());
                failed(run, "Something failed here. The log has the reason.", true, Optional.empty());
            }
        } finally {
            running.remove(run.id());
            slots.release();
            wake();
        }
    }

    private void walk(Claimed run, SourceRow row) {
        Readership readership = new Readership(principals, grants, row.info().collection());
        Optional<String> cursor = run.force() ? Optional.empty() : row.cursor(); // forced: everything is looked at anew
        try (Source source = connector.open(row)) {
            if (run.dryRun()) {
                Optional<String> objection = new DryRun(row.info(), source, run, readership, items, runs).walk(cursor);
                runs.finish(run, objection.isPresent() ? State.STOPPED : State.DONE, objection);
                return;
            }
            Sync.Place place =
                    new Sync.Place(library, files, items, runs, folder, config.itemMegabytes() * 1024L * 1024L);
            switch (new Sync(row.info(), source, run, readership, place).walk(cursor)) {
                case Sync.Outcome.TooMuchGone(String reason) -> runs.finish(run, State.STOPPED, Optional.of(reason));
                case Sync.Outcome.Finished(Optional<Optional<String>> next) ->
                    QuarkusTransaction.requiringNew().run(() -> {
                        if (runs.finish(run, State.DONE, Optional.empty())) {
                            next.ifPresent(to -> rows.advance(run.source(), to));
                        }
                    });
            }
        }
    }

    private void failed(Claimed run, String words, boolean passes, Optional<Duration> wait) {
        try {
            if (passes && run.tries() < config.maxTries()) {
                runs.postpone(run, wait.orElseGet(() -> delay(run.tries())), words);
            } else {
                runs.finish(run, State.FAILED, Optional.of(words));
            }
        } catch (RuntimeException e) {
            LOG.warnf(
                    "Source %s: a failure could not be recorded (%s); the lease will run out",
                    run.source(), e.getMessage());
        }
    }

    /** Doubled for each try, with a random half, so that walks that failed together do not come back together. */
    private Duration delay(int tries) {
        long most = Math.min(config.backOff().toMillis() << Math.min(tries - 1, 10), LONGEST_DELAY.toMillis());
        return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
    }
}
