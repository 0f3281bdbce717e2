package io.groundwork.orchestration.models;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What became of a model from the first doubt about it to the last word.
 *
 * @param openedBy who quarantined or recalled it; empty: the system itself
 * @param closed empty while it is open
 */
public record Incident(
        UUID id, UUID model, String name, Instant openedAt, Optional<UUID> openedBy, Optional<Closing> closed) {

    /** @param summary in the words of who closed it */
    public record Closing(Instant at, Optional<UUID> by, String summary) {}

    /**
     * One line of its timeline.
     *
     * @param kind such as {@code quarantined}, {@code recalled}, {@code gone_from_node}, {@code swapped}, {@code note}
     * @param by empty: the system itself
     * @param detail JSON
     */
    public record Entry(Instant at, String kind, Optional<UUID> by, String words, String detail) {}
}
