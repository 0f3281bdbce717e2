package io.groundwork.embeddings.remote;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.groundwork.embeddings.Embedder.Kind;
import java.util.List;
import java.util.Objects;

/**
 * {@code POST /v1/embeddings}, as OpenAI has it, and one field of ours. Fields that a caller leaves out take OpenAI's defaults.
 *
 * @param model what the caller wants to run
 * @param input one text, or a list
 * @param encodingFormat how vectors are to be written
 * @param inputType ours: whether the texts are questions or passages
 * @param truncate ours: whether a text that is longer than the model reads is to be cut rather than refused
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonIgnoreProperties(ignoreUnknown = true)
public record EmbeddingsRequest(
        String model,

        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<String> input,

        EncodingFormat encodingFormat,
        InputType inputType,
        boolean truncate) {

    public EmbeddingsRequest {
        model = Objects.requireNonNullElse(model, "");
        input = input == null ? List.of() : List.copyOf(input);
        encodingFormat = Objects.requireNonNullElse(encodingFormat, EncodingFormat.FLOAT);
        inputType = Objects.requireNonNullElse(inputType, InputType.PASSAGE);
    }

    public enum EncodingFormat {
        /** A list of numbers. */
        @JsonProperty("float")
        FLOAT,
        /** The bytes of little-endian 32-bit floats, in base64. */
        @JsonProperty("base64")
        BASE64
    }

    public enum InputType {
        @JsonProperty("query")
        QUERY(Kind.QUESTION),
        @JsonProperty("passage")
        PASSAGE(Kind.PASSAGE);

        public final Kind kind;

        InputType(Kind kind) {
            this.kind = kind;
        }

        static InputType of(Kind kind) {
            return switch (kind) {
                case QUESTION -> QUERY;
                case PASSAGE -> PASSAGE;
            };
        }
    }
}
