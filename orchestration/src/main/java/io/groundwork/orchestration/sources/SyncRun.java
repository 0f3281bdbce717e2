package io.groundwork.orchestration.sources;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * One walk through a source, and what came of it so far.
 *
 * @param dryRun it only says what it would do
 * @param force it may delete more than half of what is there
 * @param reason why it ended as it did, or why it waits; one sentence
 * @param notes the first items of each finding: what failed, and what was touched, or, of a dry run, would be
 * @param nextTryAt when one that failed for a reason that may pass is tried again
 */
public record SyncRun(
        UUID id,
        UUID source,
        State state,
        boolean dryRun,
        boolean force,
        Counts counts,
        Optional<String> reason,
        List<Note> notes,
        Instant createdAt,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        Optional<Instant> nextTryAt) {

    public SyncRun {
        notes = List.copyOf(notes);
    }

    /** How far it is. */
    public enum State {
        QUEUED,
        RUNNING,
        DONE,
        FAILED,
        /** It would have deleted so much that somebody has to say so. */
        STOPPED,
        CANCELLED;

        /** Whether it waits or runs. */
        public boolean isUnderWay() {
            return this == QUEUED || this == RUNNING;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What was found out about an item and done. */
    public enum Finding {
        ADDED,
        CHANGED,
        MOVED,
        PERMISSIONS_CHANGED,
        DELETED,
        UNCHANGED,
        FAILED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Items by what was found; each item counts once.
     *
     * @param seen all but those deleted
     */
    public record Counts(
            int seen,
            int added,
            int changed,
            int moved,
            int permissionsChanged,
            int deleted,
            int unchanged,
            int failed) {}

    /**
     * A line of the report.
     *
     * @param what as {@link Finding} names it
     * @param path of the item, where it is now
     * @param reason of a failure; empty where the finding says all
     */
    public record Note(String what, String path, String reason) {}
}
