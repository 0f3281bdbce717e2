package io.groundwork.orchestration.answering;

import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Documents;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The text as ingest keeps it. */
@Singleton
final class StoredText implements DocumentText {

    private final Documents documents;

    StoredText(Documents documents) {
        this.documents = documents;
    }

    @Override
    public Optional<String> of(DocumentId document, int version) {
        return documents.text(document, version);
    }
}
