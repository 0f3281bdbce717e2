package io.groundwork.orchestration;

import io.groundwork.ingest.DocumentId;

/** What became of a document that was pushed. */
public sealed interface PutOutcome {

    DocumentId document();

    /** It was not known by its name. */
    record Created(DocumentId document) implements PutOutcome {}

    /** Its bytes are others than before: the version before answers until this one is stored. */
    record Replaced(DocumentId document, int version) implements PutOutcome {}

    /** Its bytes are as before. What is said of it, such as its readers, was taken over. */
    record Unchanged(DocumentId document) implements PutOutcome {}
}
