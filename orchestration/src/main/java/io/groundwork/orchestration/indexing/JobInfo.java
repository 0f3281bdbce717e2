package io.groundwork.orchestration.indexing;

import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.CollectionId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A job as an administrator sees it.
 *
 * @param tries how often it has been claimed
 * @param passagesEmbedded by the try that ended it well
 * @param passagesReused whose vectors were there already
 */
public record JobInfo(
        UUID id,
        CollectionId collection,
        DocumentId document,
        int version,
        String state,
        Priority priority,
        int tries,
        int passagesEmbedded,
        int passagesReused,
        Optional<String> errorMessage,
        Instant createdAt,
        Optional<Instant> finishedAt) {}
