package io.groundwork.orchestration.spaces;

import io.groundwork.retrieval.CollectionId;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * A move of a collection from one space to another.
 *
 * @param from the row of the space that answered when it began
 * @param to the row of the space that is to answer
 * @param embedded passages that were embedded for it
 * @param reused passages whose vectors were there already
 * @param cut of those embedded, how many were longer than the model reads
 * @param pace passages a second, lately; 0 while unknown
 * @param report what was measured between the two, as JSON
 * @param error why it does not go on now
 */
public record SpaceChange(
        UUID id,
        CollectionId collection,
        int from,
        int to,
        State state,
        long embedded,
        long reused,
        long cut,
        double pace,
        Optional<String> report,
        Optional<Instant> measuredAt,
        Optional<String> error,
        Instant createdAt) {

    /** How far it is. */
    public enum State {
        BUILDING,
        PAUSED,
        /** The new space is whole; the old one answers. */
        READY,
        /** The new space answers; the old one stands by. */
        SWITCHED,
        /** One of them is being emptied. */
        CLEARING;

        static State of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
