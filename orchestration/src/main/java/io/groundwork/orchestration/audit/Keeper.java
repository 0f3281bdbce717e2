package io.groundwork.orchestration.audit;

import io.groundwork.orchestration.roles.Roles;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * What goes on beside the answers: keeps this process's lease, ends what processes had begun that are gone, and seals. Every process that answers does so; what
 * two do at once is done once.
 */
@Singleton
final class Keeper {

    private static final Logger LOG = Logger.getLogger(Keeper.class);

    private static final int MOST_AT_ONCE = 1000;

    private final Node node;
    private final Journal journal;
    private final Sealer sealer;
    private final AuditConfig config;
    private final Roles roles;
    private volatile boolean stopping;

    Keeper(Node node, Journal journal, Sealer sealer, AuditConfig config, Roles roles) {
        this.node = node;
        this.journal = journal;
        this.sealer = sealer;
        this.config = config;
        this.roles = roles;
    }

    void start(@Observes @Priority(20) StartupEvent event) {
        if (roles.servesApi()) {
            forever("decision-lease", config.lease().dividedBy(3), node::keep);
            forever("decision-sweep", config.lease().dividedBy(3), this::sweep);
            forever("decision-seal", config.seal(), sealer::sealAll);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        if (roles.servesApi()) {
            node.leave();
        }
    }

    /** Gives every intent an outcome that nobody works on any more; how many. */
    int sweep() {
        if (!node.mayJudge()) {
            return 0;
        }
        int dropped =
                end(node.dropped(config.patience()), "The outcome could not be recorded, so the answer was not given.");
        return dropped + end(node.leftBehind(MOST_AT_ONCE), "The process that worked on it is gone.");
    }

    private int end(List<UUID> decisions, String reason) {
        int ended = 0;
        for (UUID decision : decisions) {
            Instant now = Forms.now();
            try {
                journal.await(
                        decision,
                        journal.submit(new Journal.Row.OfOutcome(
                                decision, now, Ending.ABORTED, Forms.aborted(decision, now, reason))));
                ended++;
            } catch (RecordException e) {
                LOG.debugf(e, "Decision %s is ended by somebody else", decision);
            }
        }
        if (ended > 0) {
            LOG.infof("%d decisions were ended as aborted: %s", ended, reason);
        }
        return ended;
    }

    private void forever(String name, Duration pause, Runnable work) {
        Thread.ofVirtual().name(name).start(() -> {
            while (!stopping) {
                try {
                    work.run();
                } catch (RuntimeException e) {
                    LOG.warnf("%s failed and is tried again: %s", name, e.getMessage());
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
