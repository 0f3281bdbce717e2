package io.groundwork.orchestration.models;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What befell a model version.
 *
 * @param kind such as {@code proposed}, {@code serving}, {@code probed}, {@code changed}, {@code recalled}, {@code removed}
 * @param by who did it; empty: the system itself
 * @param note in that person's words
 * @param detail JSON
 */
public record ModelEvent(
        UUID model, String name, String kind, Optional<UUID> by, String note, String detail, Instant at) {}
