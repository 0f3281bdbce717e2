package io.groundwork.retrieval;

import static java.util.Objects.requireNonNull;

import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Passage;
import java.util.List;
import java.util.Optional;

/**
 * A version of a document that is to be searched from now on, in place of the one before.
 *
 * @param title of the document; empty when it has none. Searched with every passage
 * @param passages in order; none leaves the document without anything to find
 * @param embeddings one for each passage, of {@link Passage#inContext} with the title
 * @param model that made the embeddings
 * @param second the same passages by another model, where the collection has a second space
 */
public record Replacement(
        CollectionId collection,
        DocumentId document,
        int version,
        String title,
        List<Passage> passages,
        List<Embedding> embeddings,
        EmbeddingModel model,
        Optional<Vectors> second) {

    /** Vectors of all passages, in their order, by one model. */
    public record Vectors(EmbeddingModel model, List<Embedding> embeddings) {

        public Vectors {
            embeddings = List.copyOf(embeddings);
            for (Embedding embedding : embeddings) {
                if (embedding.dimension() != model.dimension()) {
                    throw new IllegalArgumentException("A vector of %d dimensions is not of %s, which has %d"
                            .formatted(embedding.dimension(), model.name(), model.dimension()));
                }
            }
        }
    }

    /** For a collection with one space. */
    public Replacement(
            CollectionId collection,
            DocumentId document,
            int version,
            String title,
            List<Passage> passages,
            List<Embedding> embeddings,
            EmbeddingModel model) {
        this(collection, document, version, title, passages, embeddings, model, Optional.empty());
    }

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
        new Vectors(model, embeddings);
        if (second.isPresent() && second.get().embeddings().size() != passages.size()) {
            throw new IllegalArgumentException("%d passages with %d embeddings of %s"
                    .formatted(
                            passages.size(),
                            second.get().embeddings().size(),
                            second.get().model().name()));
        }
    }

    /** The vectors that may stand in a space; empty when none of these are of it. */
    Optional<List<Embedding>> of(EmbeddingModel space) {
        return model.sharesSpaceWith(space)
                ? Optional.of(embeddings)
                : second.filter(vectors -> vectors.model().sharesSpaceWith(space))
                        .map(Vectors::embeddings);
    }
}
