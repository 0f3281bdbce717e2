package io.groundwork.retrieval;

import static java.util.Objects.requireNonNull;

import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Passage;
import java.util.List;

/**
 * A version of a document that is to be searched from now on, in place of the one before.
 *
 * @param title of the document; empty when it has none. Searched with every passage
 * @param passages in order; none leaves the document without anything to find
 * @param embeddings one for each passage, of {@link Passage#inContext} with the title
 * @param model that made the embeddings
 */
public record Replacement(
        CollectionId collection,
        DocumentId document,
        int version,
        String title,
        List<Passage> passages,
        List<Embedding> embeddings,
        EmbeddingModel model) {

    public Replacement {
        requireNonNull(collection, "collection");
        requireNonNull(document, "document");
        requireNonNull(title, "title");
        passages = List.copyOf(passages);
        embeddings = List.copyOf(embeddings);
        if (passages.size() != embeddings.size()) {
            throw new IllegalArgumentException(
                    "%d passages with %d embeddings".formatted(passages.size(), embeddings.size()));
        }
        for (Embedding embedding : embeddings) {
            if (embedding.dimension() != model.dimension()) {
                throw new IllegalArgumentException("A vector of %d dimensions is not of %s, which has %d"
                        .formatted(embedding.dimension(), model.name(), model.dimension()));
            }
        }
    }
}
