package io.groundwork.orchestration.answering;

import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Documents;
import io.groundwork.ingest.Passage;
import io.groundwork.ingest.chunk.Span;
import io.groundwork.retrieval.Hit;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Text and headings as ingest keeps them. */
@Singleton
final class StoredText implements DocumentText, Headings {

    private final Documents documents;

    StoredText(Documents documents) {
        this.documents = documents;
    }

    @Override
    public Optional<String> of(DocumentId document, int version) {
        return documents.text(document, version);
    }

    @Override
    public List<Span> in(Hit hit) {
        Passage passage = hit.passage();
        return documents.headings(hit.document(), hit.version(), passage.start(), passage.end()).stream()
                .map(block -> new Span(
                        Math.max(0, block.start() - passage.start()),
                        Math.min(passage.text().length(), block.end() - passage.start())))
                .toList();
    }
}
