package io.groundwork.retrieval;

import io.groundwork.ingest.chunk.PassageRules;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A collection as it is administered.
 *
 * @param language of documents whose own cannot be told, as BCP 47 writes it
 * @param passages how many it holds
 * @param rules by which documents that come from now on are cut
 * @param search how it is searched, where a request does not say otherwise
 * @param attributes that its documents may have; empty: any
 * @param lastActiveAt when something in it last changed
 */
public record CollectionInfo(
        CollectionId id,
        String name,
        String description,
        Map<String, String> metadata,
        String language,
        long passages,
        PassageRules rules,
        SearchSettings search,
        Optional<AttributeTypes> attributes,
        Instant createdAt,
        Instant lastActiveAt) {

    public CollectionInfo {
        metadata = Map.copyOf(metadata);
    }
}
