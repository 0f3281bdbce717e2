package io.groundwork.retrieval;

import io.groundwork.ingest.DocumentId;
import java.time.Instant;
import java.util.Optional;

/**
 * A document that could not be made searchable in a collection.
 *
 * @param externalId its name for who pushed it, or for the source that it came from
 * @param failure why
 * @param usageBytes what it is said to take up
 */
public record FailedDocument(Position position, Optional<String> externalId, Member.Failure failure, long usageBytes) {

    /**
     * What the document is known by in the list of those that failed. It says where in the list the document stands, so that the list goes on behind
     * it even when it has left.
     *
     * @param addedAt when it came into the collection
     */
    public record Position(Instant addedAt, CollectionId collection, DocumentId document) {}

    /**
     * Failed documents of a collection with one reason.
     *
     * @param code of the failure
     * @param visible those that the scope may read
     * @param hidden the others
     */
    public record Count(CollectionId collection, String code, long visible, long hidden) {}
}
