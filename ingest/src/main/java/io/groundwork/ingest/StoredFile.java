package io.groundwork.ingest;

import java.time.Instant;
import java.util.Set;
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
        Instant createdAt) {

    /** A file that holds an earlier version of another. */
    static final String FORMER = "former_version";

    /** A file that is a part of an upload. */
    static final String PART = "upload_part";

    /** A file that lay within another, and is a document below that one's. */
    static final String WITHIN = "within_document";

    /** A file of a document that is being imported, until all of its collection is there. */
    static final String ARRIVING = "arriving";

    /** Purposes that files have for the platform's own use: such files are in nobody's list, and no caller reads, attaches or deletes them as files. */
    static final Set<String> INTERNAL = Set.of(FORMER, PART, WITHIN, ARRIVING);

    /** Whether this is the platform's own rather than what somebody uploaded. */
    public boolean isInternal() {
        return INTERNAL.contains(purpose);
    }

    /** Whether it came within another. Who may read its document may read it as a file; it is changed and deleted with the other only. */
    public boolean isWithinAnother() {
        return purpose.equals(WITHIN);
    }
}
