package io.groundwork.orchestration.sources;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.retrieval.CollectionId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A place that documents of a collection come from. Its secret never leaves this package.
 *
 * @param settings as they were given
 * @param hasSecret whether one is kept
 * @param every how often it is looked through; empty: when somebody asks
 * @param documents how many of the collection's documents are from here
 */
public record SourceInfo(
        UUID id,
        CollectionId collection,
        String name,
        SourceKind kind,
        JsonNode settings,
        boolean hasSecret,
        Optional<Duration> every,
        boolean enabled,
        long documents,
        Instant createdAt) {}
