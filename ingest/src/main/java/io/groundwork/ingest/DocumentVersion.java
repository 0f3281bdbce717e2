package io.groundwork.ingest;

import java.time.Instant;
import java.util.Optional;

/**
 * One reading of a document.
 *
 * @param version counted from 1
 * @param name the file's name
 * @param file whose bytes it was read from
 * @param content empty until the file has been parsed
 */
public record DocumentVersion(
        DocumentId document,
        int version,
        String name,
        FileId file,
        Optional<ParsedDocument> content,
        Instant createdAt) {}
