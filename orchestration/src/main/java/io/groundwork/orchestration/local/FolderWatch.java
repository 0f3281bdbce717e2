package io.groundwork.orchestration.local;

import io.groundwork.orchestration.roles.Roles;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Looks into the folder of weights now and then, so that the digest of a large file has been taken by the time somebody asks. */
@Singleton
final class FolderWatch {

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

    private void look() {
        try {
            do {
                var unused = folder.found();
            } while (!stop.tryAcquire(PERIOD.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
