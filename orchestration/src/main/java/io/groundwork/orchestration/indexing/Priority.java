package io.groundwork.orchestration.indexing;

/** Who waits for a job, in the order in which they are served. */
public enum Priority {

    /** A person, for a single document. */
    INTERACTIVE,
    /** Whoever sent many at once. */
    BATCH,
    /** Nobody: a source is being synchronised. */
    SYNC;

    /** As the {@code job} table has it. */
    int number() {
        return ordinal();
    }

    static Priority of(int number) {
        return values()[number];
    }
}
