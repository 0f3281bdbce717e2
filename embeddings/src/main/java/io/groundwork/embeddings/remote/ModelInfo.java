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
 * @param modelDtype numbers that it calculates in: {@code int8}, or decimals of some length
 * @param maxInputLength tokens, special ones included
 * @param dimension of its vectors
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ModelInfo(String modelId, String modelSha, String modelDtype, int maxInputLength, int dimension) {

    public static ModelInfo of(EmbeddingModel model) {
        return new ModelInfo(model.name(), model.digest(), dtype(model), model.maxTokens(), model.dimension());
    }

    /** How TEI says what a model calculates in. */
    public static String dtype(EmbeddingModel model) {
        return switch (model.numbers()) {
            case INT8 -> "int8";
            case FLOAT -> "float32";
        };
    }

    /** A server with the same weights in other numbers does not. */
    boolean describes(EmbeddingModel model) {
        return equals(of(model));
    }
}
