package io.groundwork.retrieval;

import static java.util.Objects.requireNonNull;

import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.states.CompressedStates;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Passage;
import java.util.List;
import java.util.Map;

/**
 * A version of a document that is to be searched from now on, in place of the one before.
 *
 * @param title of the document; empty when it has none. Searched with every passage
 * @param passages in order; none leaves the document without anything to find
 * @param embeddings one for each passage, of {@link Passage#inContext} with the title
 * @param model that made the embeddings
 * @param states of the tokens of those texts for which they are at hand; of the others they are taken from the document's checkpoint ({@link EmbeddedTexts}),
 *     where they are there
 */
public record Replacement(
        CollectionId collection,
        DocumentId document,
        int version,
        String title,
        List<Passage> passages,
        List<Embedding> embeddings,
        EmbeddingModel model,
        Map<TextHash, CompressedStates> states) {

    public Replacement {
        requireNonNull(collection, "collection");
        requireNonNull(document, "document");
        requireNonNull(title, "title");
        passages = List.copyOf(passages);
        embeddings = List.copyOf(embeddings);
        states = Map.copyOf(states);
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

    /** Passages without states of tokens. */
    public Replacement(
            CollectionId collection,
            DocumentId document,
            int version,
            String title,
            List<Passage> passages,
            List<Embedding> embeddings,
            EmbeddingModel model) {
        this(collection, document, version, title, passages, embeddings, model, Map.of());
    }
}
