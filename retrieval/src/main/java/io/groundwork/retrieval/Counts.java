package io.groundwork.retrieval;

import java.util.List;

/**
 * The documents of a collection.
 *
 * @param usageBytes what they are said to take up together
 */
public record Counts(long inProgress, long completed, long failed, long cancelled, long usageBytes) {

    public static final Counts NONE = new Counts(0, 0, 0, 0, 0);

    /** Counts what is given. */
    public static Counts of(List<Member> members) {
        Counts counts = NONE;
        for (Member member : members) {
            counts = counts.plus(member.status(), 1, member.usageBytes());
        }
        return counts;
    }

    public long total() {
        return inProgress + completed + failed + cancelled;
    }

    Counts plus(Member.Status status, long documents, long bytes) {
        return new Counts(
                inProgress + (status == Member.Status.IN_PROGRESS ? documents : 0),
                completed + (status == Member.Status.COMPLETED ? documents : 0),
                failed + (status == Member.Status.FAILED ? documents : 0),
                cancelled + (status == Member.Status.CANCELLED ? documents : 0),
                usageBytes + bytes);
    }

    Counts plus(Counts other) {
        return new Counts(
                inProgress + other.inProgress,
                completed + other.completed,
                failed + other.failed,
                cancelled + other.cancelled,
                usageBytes + other.usageBytes);
    }
}
