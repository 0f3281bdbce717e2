package io.groundwork.ingest;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A file that comes in parts.
 *
 * @param sizeBytes of the whole, as announced
 * @param parts that have come, in the order in which they came
 * @param file what became of it, once it is complete
 */
public record Upload(
        UUID id,
        String name,
        String mediaType,
        String purpose,
        long sizeBytes,
        UUID owner,
        Status status,
        List<StoredFile> parts,
        Optional<StoredFile> file,
        Instant createdAt,
        Instant expiresAt) {

    public Upload {
        parts = List.copyOf(parts);
    }

    /** How far it is. */
    public enum Status {
        PENDING,
        COMPLETED,
        CANCELLED,
        EXPIRED
    }
}
