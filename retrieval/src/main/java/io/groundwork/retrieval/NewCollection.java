package io.groundwork.retrieval;

import static java.util.Objects.requireNonNull;

import io.groundwork.embeddings.EmbeddingModel;
import java.util.Map;

/**
 * A collection that is to be.
 *
 * @param language of documents whose own cannot be told, as BCP 47 writes it; for good
 * @param model whose vectors it holds
 */
public record NewCollection(
        String name, String description, Map<String, String> metadata, String language, EmbeddingModel model) {

    public NewCollection {
        requireNonNull(name, "name");
        requireNonNull(description, "description");
        metadata = Map.copyOf(metadata);
        requireNonNull(language, "language");
        requireNonNull(model, "model");
    }
}
