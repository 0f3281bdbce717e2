package io.groundwork.orchestration.audit;

import io.groundwork.orchestration.budgets.Taken;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is known of answers whose outcome could not be written when they ended: their record is closed with that as soon as the database takes it, as long as this
 * process lives. Safe for use by many threads.
 */
@Singleton
final class Unwritten {

    static final String REASON =
            "The outcome could not be recorded when it was there: the end of the answer was withheld,"
                    + " and what had been written of it before may have been read.";

    /** Of a database that is away for long the oldest are let go, and ended with less. */
    private static final int MOST = 10_000;

    private final Map<UUID, Known> known = new ConcurrentHashMap<>();

    /** Remembers how it came to its end. */
    void keep(UUID decision, Known ending) {
        if (known.size() < MOST) {
            known.put(decision, ending);
        }
    }

    /** Forgets all but {@code open}, and those that are too young to be looked for among the open ones. */
    void keepOnly(Collection<UUID> open, Duration young) {
        long now = System.nanoTime();
        known.entrySet()
                .removeIf(entry ->
                        !open.contains(entry.getKey()) && now - entry.getValue().since() > young.toNanos());
    }

    /** The row that closes the record with what is known; empty where nothing is. */
    Optional<Journal.Row.OfOutcome> row(UUID decision, Instant at) {
        return Optional.ofNullable(known.get(decision)).map(kept -> {
            Outcome outcome = kept.outcome().withheld(REASON);
            String body = Forms.outcome(new Forms.Closing(decision, at, kept.key(), kept.waited()), outcome);
            return new Journal.Row.OfOutcome(
                    decision, at, outcome.ending(), outcome.writtenBy().orElse(""), body, kept.taken());
        });
    }

    /**
     * @param since when it ended, by {@link System#nanoTime}
     * @param waited for its record
     */
    record Known(long since, PersonKey key, Duration waited, Outcome outcome, Optional<Taken> taken) {}
}
