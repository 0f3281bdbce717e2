package io.groundwork.orchestration.indexing;

import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.CollectionId;
import java.util.UUID;

/**
 * One unit of work: make a version of a document searchable in a collection.
 *
 * @param tries how often it has been claimed, this time included
 */
record Job(UUID id, CollectionId collection, DocumentId document, int version, int tries) {}
