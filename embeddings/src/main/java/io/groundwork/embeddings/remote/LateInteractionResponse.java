package io.groundwork.embeddings.remote;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.groundwork.embeddings.LateInteraction.Scores;
import java.util.List;

/**
 * The answer to {@link LateInteractionRequest}.
 *
 * @param scores one a text, in the order of the request
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record LateInteractionResponse(List<Scores> scores) {

    public LateInteractionResponse {
        scores = scores == null ? List.of() : List.copyOf(scores);
    }
}
