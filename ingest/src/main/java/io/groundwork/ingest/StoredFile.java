package io.groundwork.ingest;

import java.time.Instant;
import java.util.UUID;

/**
 * An uploaded file.
 *
 * @param mediaType as the uploader declared it; what it is, a parser finds out
 * @param purpose what the uploader says it is for, such as {@code assistants}
 * @param owner who uploaded it
 */
public record StoredFile(
        FileId id,
        String name,
        String mediaType,
        Digest digest,
        long sizeBytes,
        String purpose,
        UUID owner,
        Instant createdAt) {}
