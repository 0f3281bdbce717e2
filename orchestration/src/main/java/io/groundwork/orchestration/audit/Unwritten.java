package io.groundwork.orchestration.audit;

import jakarta.inject.Singleton;
import java.time.Duration;
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

    /** Of a database that is away for long those that come later are ended with less. */
    private static final int MOST = 5_000;

    private final Map<UUID, Known> known = new ConcurrentHashMap<>();

    /** Remembers the row that closes a record which is open. */
    void keep(Journal.Row.OfOutcome row) {
        if (known.size() < MOST) {
            known.put(row.id(), new Known(System.nanoTime(), row));
        }
    }

    /** Forgets all but {@code open}, and those that are too young to be looked for among the open ones. */
    void keepOnly(Collection<UUID> open, Duration young) {
        long now = System.nanoTime();
        known.entrySet()
                .removeIf(entry ->
                        !open.contains(entry.getKey()) && now - entry.getValue().since() > young.toNanos());
    }

    /** Empty where nothing is known. */
    Optional<Journal.Row.OfOutcome> row(UUID decision) {
        return Optional.ofNullable(known.get(decision)).map(Known::row);
    }

    /** @param since by {@link System#nanoTime} */
    private record Known(long since, Journal.Row.OfOutcome row) {}
}
