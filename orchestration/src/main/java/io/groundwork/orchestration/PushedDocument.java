package io.groundwork.orchestration;

import io.groundwork.ingest.StoredFile;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A document as its sender has it now.
 *
 * @param externalId the sender's own name for it, one in its collection
 * @param file its bytes, uploaded for nothing else; it is taken over
 * @param attributes in place of those it had
 * @param readers the people, groups and keys that may read it; an empty set: all who may read the collection; empty: as before
 */
public record PushedDocument(
        String externalId, StoredFile file, Map<String, Object> attributes, Optional<Set<UUID>> readers) {

    public PushedDocument {
        attributes = Map.copyOf(attributes);
        readers = readers.map(Set::copyOf);
        if (externalId.isBlank()) {
            throw new IllegalArgumentException("A document without a name of its sender's");
        }
    }
}
