package io.groundwork.orchestration.answering;

import io.groundwork.ingest.Block;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Documents;
import io.groundwork.ingest.Passage;
import io.groundwork.ingest.chunk.Span;
import io.groundwork.retrieval.Hit;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Text, titles and headings as ingest keeps them. */
@Singleton
final class StoredText implements DocumentText, Outlines {

    private final Documents documents;

    StoredText(Documents documents) {
        this.documents = documents;
    }

    @Override
    public Optional<String> of(DocumentId document, int version) {
        return documents.text(document, version);
    }

    @Override
    public List<Outline> of(List<Hit> hits) {
        List<Documents.Outline> found = documents.outlines(hits.stream()
                .map(hit -> new Documents.Part(
                        hit.document(),
                        hit.version(),
                        hit.passage().start(),
                        hit.passage().end()))
                .toList());
        return IntStream.range(0, hits.size())
                .mapToObj(i -> within(hits.get(i).passage(), found.get(i)))
                .toList();
    }

    private static Outline within(Passage passage, Documents.Outline outline) {
        return new Outline(
                outline.title(),
                outline.headings().stream().map(block -> span(passage, block)).toList());
    }

    private static Span span(Passage passage, Block block) {
        return new Span(
                Math.max(0, block.start() - passage.start()),
                Math.min(passage.text().length(), block.end() - passage.start()));
    }
}
