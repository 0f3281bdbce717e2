package io.groundwork.retrieval;

import io.groundwork.ingest.DocumentId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A document in a collection.
 *
 * @param externalId its name for who pushed it; empty for documents that were attached
 * @param version the version that answers now; empty until one has been stored
 * @param passagesDone of {@code passagesTotal} in this step
 * @param failure why it failed; present when and only when it did
 * @param attributes by which it can be filtered; values are String, Double or Boolean
 * @param usageBytes what it is said to take up
 */
public record Member(
        CollectionId collection,
        DocumentId document,
        Optional<String> externalId,
        Optional<Integer> version,
        Status status,
        Step step,
        int passagesDone,
        int passagesTotal,
        Optional<Failure> failure,
        Map<String, Object> attributes,
        long usageBytes,
        Instant addedAt) {

    public Member {
        attributes = Map.copyOf(attributes);
    }

    /** How far the document is. */
    public enum Status {
        IN_PROGRESS,
        COMPLETED,
        FAILED,
        CANCELLED
    }

    /** What is being done with it. */
    public enum Step {
        QUEUED,
        PARSING,
        EMBEDDING,
        DONE
    }

    /**
     * Why it cannot be searched.
     *
     * @param code for programs
     * @param message for people, one sentence
     */
    public record Failure(String code, String message) {}
}
