package io.groundwork.orchestration.transfer;

import io.groundwork.orchestration.roles.Roles;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Removes what is left of imports whose process has died. */
@Singleton
final class ImportUpkeep {

    private static final Logger LOG = Logger.getLogger(ImportUpkeep.class);
    private static final Duration PERIOD = Duration.ofMinutes(1);

    /** Longer than a connection may be idle: whoever imports has then heard that it is over. */
    private static final Duration SILENT = Duration.ofMinutes(15);

    private final Intake intake;
    private final Roles roles;
    private final Semaphore stop = new Semaphore(0);

    ImportUpkeep(Intake intake, Roles roles) {
        this.intake = intake;
        this.roles = roles;
    }

    void start(@Observes StartupEvent event) {
        if (roles.takesJobs()) {
            Thread.ofVirtual().name("import-upkeep").start(this::run);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stop.release();
    }

    private void run() {
        try {
            do {
                once();
            } while (!stop.tryAcquire(PERIOD.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void once() {
        try {
            intake.discardAbandoned(SILENT);
        } catch (RuntimeException e) {
            LOG.warnf("What is left of imports could not be looked for and will be again (%s)", e.getMessage());
        }
    }
}
