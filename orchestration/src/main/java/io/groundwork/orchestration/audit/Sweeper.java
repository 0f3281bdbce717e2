package io.groundwork.orchestration.audit;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Ends what nobody works on any more. */
@Singleton
final class Sweeper {

    private static final Logger LOG = Logger.getLogger(Sweeper.class);

    private static final int MOST_AT_ONCE = 1000;

    private final Node node;
    private final Journal journal;
    private final Unwritten unwritten;
    private final Duration patience;

    Sweeper(Node node, Journal journal, Unwritten unwritten, AuditConfig config) {
        this.node = node;
        this.journal = journal;
        this.unwritten = unwritten;
        this.patience = config.patience();
    }

    /** Gives every intent an outcome that nobody works on any more; how many. */
    int sweep() {
        if (!node.mayJudge()) {
            return 0;
        }
        List<UUID> open = node.dropped(patience);
        unwritten.keepOnly(open, patience.multipliedBy(3));
        int dropped = end(open, "It was begun, and how it ended could not be recorded: what came of it is not known.");
        return dropped + end(node.leftBehind(MOST_AT_ONCE), "The process that worked on it is gone.");
    }

    private int end(List<UUID> decisions, String reason) {
        int ended = 0;
        for (UUID decision : decisions) {
            Instant now = Forms.now();
            try {
                Journal.Row.OfOutcome row = unwritten
                        .row(decision, now)
                        .orElseGet(() -> new Journal.Row.OfOutcome(
                                decision,
                                now,
                                Ending.ABORTED,
                                "",
                                Forms.aborted(decision, now, reason),
                                Optional.empty()));
                journal.await(decision, journal.submit(row));
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
}
