package io.groundwork.orchestration.indexing;

/** Who waits for a job, in the order in which they are served. */
public enum Priority {

    /** A person, for a single document. */
    INTERACTIVE(0),
    /** Whoever sent many at once. */
    BATCH(1),
    /** Nobody: a source is being synchronised. */
    SYNC(2);

    /** As the {@code job} table has it. */
    final int number;

    Priority(int number) {
        this.number = number;
    }

    static Priority of(int number) {
        for (Priority priority : values()) {
            if (priority.number == number) {
                return priority;
            }
        }
        throw new IllegalArgumentException("No priority has the number " + number);
    }
}
