package io.groundwork.orchestration.indexing;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How the work on a collection goes, counted in the queue itself.
 *
 * @param queued jobs that nobody has in hand
 * @param running jobs in hand
 * @param later of those queued, which failed for a reason that may pass, and are tried again later
 * @param nextTry when the first of those is
 * @param ended jobs that ended in the last minute, well or not
 * @param passages that those made searchable
 * @param elsewhere jobs that are queued for other collections
 */
public record JobProgress(
        int queued, int running, int later, Optional<Instant> nextTry, int ended, long passages, int elsewhere) {

    private static final int WINDOW_SECONDS = 60;

    /** Until nothing is left, at the pace of the last minute; empty when nothing ended in it, or nothing is left. */
    public Optional<Duration> remaining() {
        int left = queued + running;
        return left == 0 || ended == 0
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds(Math.ceilDiv((long) left * WINDOW_SECONDS, ended)));
    }

    public double documentsPerSecond() {
        return (double) ended / WINDOW_SECONDS;
    }

    public double passagesPerSecond() {
        return (double) passages / WINDOW_SECONDS;
    }

    /** Why queued work waits. */
    public Wait waitingFor() {
        if (queued == 0) {
            return Wait.NOTHING;
        }
        if (later == queued) {
            return Wait.NEXT_TRY;
        }
        return running > 0 || ended > 0 ? Wait.ITS_TURN : elsewhere > 0 ? Wait.OTHERS : Wait.WORKER;
    }

    /** What work waits for. */
    public enum Wait {
        NOTHING,
        /** Work of the same collection is in hand. */
        ITS_TURN,
        /** Other collections are served at the moment. */
        OTHERS,
        /** A try failed for a reason that may pass. */
        NEXT_TRY,
        /** Nobody works: no process takes jobs. */
        WORKER
    }
}
