package io.groundwork.retrieval;

import static java.util.Objects.requireNonNull;

import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.states.CompressedStates;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Passage;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A version of a document that is to be searched from now on, in place of the one before.
 *
 * @param title of the document; empty when it has none. Searched with every passage
 * @param passages in order; none leaves the document without anything to find
 * @param vectors of all of them, by the model of the space that answers
 * @param second the same passages by another model, where the collection has a second space
 */
public record Replacement(
        CollectionId collection,
        DocumentId document,
        int version,
        String title,
        List<Passage> passages,
        Vectors vectors,
        Optional<Vectors> second) {

    /**
     * What one model made of all passages.
     *
     * @param embeddings one for each passage, of {@link Passage#inContext} with the title
     * @param states of the tokens of those texts for which they are at hand; of the others they are taken from the document's checkpoint
     *     ({@link EmbeddedTexts}), where they are there
     */
    public record Vectors(EmbeddingModel model, List<Embedding> embeddings, Map<TextHash, CompressedStates> states) {

        public Vectors {
            embeddings = List.copyOf(embeddings);
            states = Map.copyOf(states);
            for (Embedding embedding : embeddings) {
                if (embedding.dimension() != model.dimension()) {
                    throw new IllegalArgumentException("A vector of %d dimensions is not of %s, which has %d"
                            .formatted(embedding.dimension(), model.name(), model.dimension()));
                }
            }
        }

        /** Without states of tokens. */
        public Vectors(EmbeddingModel model, List<Embedding> embeddings) {
            this(model, embeddings, Map.of());
        }
    }

    public Replacement {
        requireNonNull(collection, "collection");
        requireNonNull(document, "document");
        requireNonNull(title, "title");
        passages = List.copyOf(passages);
        checkCount(passages, vectors);
        if (second.isPresent()) {
            checkCount(passages, second.get());
        }
    }

    /** For a collection with one space, without states of tokens. */
    public Replacement(
            CollectionId collection,
            DocumentId document,
            int version,
            String title,
            List<Passage> passages,
            List<Embedding> embeddings,
            EmbeddingModel model) {
        this(collection, document, version, title, passages, new Vectors(model, embeddings), Optional.empty());
    }

    private static void checkCount(List<Passage> passages, Vectors vectors) {
        if (vectors.embeddings().size() != passages.size()) {
            throw new IllegalArgumentException("%d passages with %d embeddings of %s"
                    .formatted(
                            passages.size(),
                            vectors.embeddings().size(),
                            vectors.model().name()));
        }
    }

    /** What may stand in a space; empty when none of these vectors are of it. */
    Optional<Vectors> of(EmbeddingModel space) {
        return vectors.model().sharesSpaceWith(space)
                ? Optional.of(vectors)
                : second.filter(other -> other.model().sharesSpaceWith(space));
    }
}
