package io.groundwork.orchestration.indexing;

import io.groundwork.ingest.DocumentVersion;
import io.groundwork.ingest.Documents;
import io.groundwork.ingest.Files;
import io.groundwork.ingest.Uploads;
import io.groundwork.orchestration.roles.Roles;
import io.groundwork.retrieval.EmbeddedTexts;
import io.groundwork.retrieval.Memberships;
import io.groundwork.retrieval.PassageIndex;
import io.groundwork.retrieval.SpaceIndexes;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * What is done behind the work of the day: weights that have drifted are rewritten, large spaces get their index, former versions leave
 * when their time is over, and so does what nothing refers to any more.
 */
@Singleton
final class Upkeep {

    private static final Logger LOG = Logger.getLogger(Upkeep.class);
    private static final Duration PERIOD = Duration.ofSeconds(30);
    private static final Duration CHECKPOINTS_KEPT = Duration.ofDays(7);
    private static final int FULL_SWEEP = 100;
    private static final int VERSIONS_AT_ONCE = 100;

    private final PassageIndex index;
    private final SpaceIndexes spaces;
    private final EmbeddedTexts embeddedTexts;
    private final Documents documents;
    private final Memberships memberships;
    private final Files files;
    private final Uploads uploads;
    private final IndexingConfig config;
    private final Roles roles;
    private final Semaphore stop = new Semaphore(0);

    Upkeep(
            PassageIndex index,
            SpaceIndexes spaces,
            EmbeddedTexts embeddedTexts,
            Documents documents,
            Memberships memberships,
            Files files,
            Uploads uploads,
            IndexingConfig config,
            Roles roles) {
        this.index = index;
        this.spaces = spaces;
        this.embeddedTexts = embeddedTexts;
        this.documents = documents;
        this.memberships = memberships;
        this.files = files;
        this.uploads = uploads;
        this.config = config;
        this.roles = roles;
    }

    void start(@Observes StartupEvent event) {
        if (roles.takesJobs()) {
            Thread.ofVirtual().name("upkeep").start(this::run);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stop.release();
    }

    private void run() {
        try {
            while (!stop.tryAcquire(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
                once();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void once() {
        try {
            index.drifted().forEach(index::reweigh);
            embeddedTexts.forgetOlderThan(CHECKPOINTS_KEPT);
            removeFormerVersions();
            uploads.expire();
            while (files.sweep() == FULL_SWEEP) {
                LOG.debug("More contents to sweep");
            }
            int built = spaces.buildWhatRests();
            if (built > 0) {
                LOG.infof("Built %d vector indexes", built);
            }
        } catch (RuntimeException | IOException e) {
            LOG.warnf("The index's upkeep failed and will be tried again (%s)", e.getMessage());
        }
    }

    private void removeFormerVersions() throws IOException {
        Instant then = Instant.now().minus(config.formerVersionsKept());
        for (DocumentVersion version : documents.supersededBefore(then, VERSIONS_AT_ONCE)) {
            if (!memberships.answersFrom(version.document(), version.version())) {
                documents.removeVersion(version.document(), version.version());
            }
        }
    }
}
