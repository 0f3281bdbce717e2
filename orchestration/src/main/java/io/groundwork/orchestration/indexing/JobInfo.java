package io.groundwork.orchestration.indexing;

import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.CollectionId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A job as an administrator sees it. */
public record JobInfo(
        UUID id,
        CollectionId collection,
        DocumentId document,
        int version,
        String state,
        int tries,
        Optional<String> errorMessage,
        Instant createdAt,
        Optional<Instant> finishedAt) {}
