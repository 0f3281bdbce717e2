package io.groundwork.embeddings.remote;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.groundwork.embeddings.remote.EmbeddingsRequest.InputType;
import java.util.List;
import java.util.Objects;

/**
 * {@code POST /api/v1/embeddings/states}, between processes of one installation.
 *
 * @param inputType passages, unless it says otherwise; a request for questions holds one
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonIgnoreProperties(ignoreUnknown = true)
public record StatesRequest(
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<String> input,

        InputType inputType) {

    public StatesRequest {
        input = input == null ? List.of() : List.copyOf(input);
        inputType = Objects.requireNonNullElse(inputType, InputType.PASSAGE);
    }
}
