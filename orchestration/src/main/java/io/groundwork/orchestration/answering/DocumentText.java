package io.groundwork.orchestration.answering;

import io.groundwork.ingest.DocumentId;
import java.util.Optional;

/** The stored text of documents, which citations are checked against. */
@FunctionalInterface
public interface DocumentText {

    /** All text of a version; empty when it is not stored (any more). */
    Optional<String> of(DocumentId document, int version);
}
