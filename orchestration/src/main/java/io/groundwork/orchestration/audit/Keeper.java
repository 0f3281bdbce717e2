package io.groundwork.orchestration.audit;

import io.groundwork.orchestration.roles.Roles;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * What goes on beside the answers: keeps this process's lease, ends what processes had begun that are gone, and seals. Every process that answers does so; what
 * two do at once is done once.
 */
@Singleton
final class Keeper {

    private static final Logger LOG = Logger.getLogger(Keeper.class);

    private final Node node;
    private final Sweeper sweeper;
    private final Sealer sealer;
    private final AuditConfig config;
    private final Roles roles;
    private volatile boolean stopping;

    Keeper(Node node, Sweeper sweeper, Sealer sealer, AuditConfig config, Roles roles) {
        this.node = node;
        this.sweeper = sweeper;
        this.sealer = sealer;
        this.config = config;
        this.roles = roles;
    }

    void start(@Observes @Priority(20) StartupEvent event) {
        if (roles.servesApi()) {
            forever("decision-lease", config.lease().dividedBy(3), node::keep);
            forever("decision-sweep", config.lease().dividedBy(3), sweeper::sweep);
            forever("decision-seal", config.seal(), sealer::sealAll);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        if (roles.servesApi()) {
            node.leave();
        }
    }

    private void forever(String name, Duration pause, Runnable work) {
        Thread.ofVirtual().name(name).start(() -> {
            while (!stopping) {
                try {
                    work.run();
                } catch (RuntimeException | Error e) { // an Error too: nobody else does this work at this node
                    LOG.warnf("%s failed and is tried again: %s", name, e);
                }
                try {
                    Thread.sleep(pause);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        });
    }
}
