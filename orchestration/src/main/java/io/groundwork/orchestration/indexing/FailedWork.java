package io.groundwork.orchestration.indexing;

import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.CollectionId;
import java.time.Instant;

/**
 * What was tried in vain on a document.
 *
 * @param tries over all jobs that failed
 * @param lastFailedAt when the last of them was given up
 */
public record FailedWork(CollectionId collection, DocumentId document, int tries, Instant lastFailedAt) {}
