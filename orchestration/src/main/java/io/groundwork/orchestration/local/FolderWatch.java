package io.groundwork.orchestration.local;

import io.groundwork.orchestration.roles.Roles;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Looks into the folder of weights now and then, so that the digest of a large file has been taken by the time somebody asks. */
@Singleton
final class FolderWatch {

    private static final Logger LOG = Logger.getLogger(FolderWatch.class);
    private static final Duration PERIOD = Duration.ofSeconds(15);

    private final ModelFolder folder;
    private final Roles roles;
    private final Semaphore stop = new Semaphore(0);

    FolderWatch(ModelFolder folder, Roles roles) {
        this.folder = folder;
        this.roles = roles;
    }

    void start(@Observes StartupEvent started) {
        if (roles.servesApi()) {
            Thread unused = Thread.ofVirtual().name("local-weights").start(this::look);
        }
    }

    void stop(@Observes ShutdownEvent stopping) {
        stop.release();
    }

    /** A fault, of whatever kind, spoils one look, not those after it. */
    private void lookOnce() {
        try {
            var unused = folder.found();
        } catch (RuntimeException | Error e) {
            LOG.warnf("The folder of weights could not be looked into: %s", e);
        }
    }

    private void look() {
        try {
            do {
                lookOnce();
            } while (!stop.tryAcquire(PERIOD.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
