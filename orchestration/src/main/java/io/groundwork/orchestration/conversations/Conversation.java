package io.groundwork.orchestration.conversations;

import io.groundwork.retrieval.CollectionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What is known of a conversation beside what was said in it.
 *
 * @param owner the person or service that it belongs to
 * @param title empty until the first question is asked
 * @param model what its last question was asked of; empty: whatever was usual
 * @param collections where questions that name nothing are searched; none: wherever the owner may read
 * @param metadata the owner's own, a JSON object
 * @param files the collection of the files that were put into it; empty until there is one
 * @param head the leaf that was last looked at; empty where there is none
 */
public record Conversation(
        UUID id,
        UUID owner,
        String title,
        Optional<String> model,
        List<CollectionId> collections,
        String metadata,
        Optional<CollectionId> files,
        Optional<UUID> head,
        Instant createdAt,
        Instant updatedAt) {

    public Conversation {
        collections = List.copyOf(collections);
    }
}
