package io.groundwork.orchestration.models;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A route as it was once.
 *
 * @param by who made it so; empty: the system itself
 */
public record RouteRevision(Route route, String note, Optional<UUID> by, Instant at) {}
