package io.groundwork.orchestration.indexing;

import io.groundwork.orchestration.roles.Roles;
import io.groundwork.retrieval.PassageIndex;
import io.groundwork.retrieval.SpaceIndexes;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Keeps the index in shape behind the searches: weights that have drifted are rewritten, large spaces get their index. */
@Singleton
final class Upkeep {

    private static final Logger LOG = Logger.getLogger(Upkeep.class);
    private static final Duration PERIOD = Duration.ofSeconds(30);

    private final PassageIndex index;
    private final SpaceIndexes spaces;
    private final Roles roles;
    private final Semaphore stop = new Semaphore(0);

    Upkeep(PassageIndex index, SpaceIndexes spaces, Roles roles) {
        this.index = index;
        this.spaces = spaces;
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
            int built = spaces.build();
            if (built > 0) {
                LOG.infof("Built %d vector indexes", built);
            }
        } catch (RuntimeException e) {
            LOG.warnf("The index's upkeep failed and will be tried again (%s)", e.getMessage());
        }
    }
}
