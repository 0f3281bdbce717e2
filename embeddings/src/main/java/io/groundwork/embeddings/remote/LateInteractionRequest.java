package io.groundwork.embeddings.remote;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.groundwork.embeddings.LateInteraction.Question;
import io.groundwork.embeddings.LateInteraction.Text;
import java.util.List;

/** {@code POST /api/v1/embeddings/late-interaction}: the question to {@link io.groundwork.embeddings.LateInteraction#score}. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record LateInteractionRequest(Question question, List<Text> texts) {

    public LateInteractionRequest {
        texts = List.copyOf(texts);
    }
}
