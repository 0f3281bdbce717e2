package io.groundwork.embeddings.remote;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.groundwork.embeddings.EmbeddingModel;

/**
 * {@code GET /info}, as Text Embeddings Inference has it, and the dimension.
 *
 * @param modelId name of the model
 * @param modelSha digest of the model
 * @param maxInputLength tokens, special ones included
 * @param dimension of its vectors
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ModelInfo(String modelId, String modelSha, int maxInputLength, int dimension) {

    public static ModelInfo of(EmbeddingModel model) {
        return new ModelInfo(model.name(), model.digest(), model.maxTokens(), model.dimension());
    }

    boolean describes(EmbeddingModel model) {
        return equals(of(model));
    }
}
