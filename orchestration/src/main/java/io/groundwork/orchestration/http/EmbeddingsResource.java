package io.groundwork.orchestration.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.Embeddings;
import io.groundwork.embeddings.LateInteraction;
import io.groundwork.embeddings.remote.EmbeddingsRequest;
import io.groundwork.embeddings.remote.EmbeddingsResponse;
import io.groundwork.embeddings.remote.LateInteractionRequest;
import io.groundwork.embeddings.remote.LateInteractionResponse;
import io.groundwork.embeddings.remote.StatesRequest;
import io.groundwork.embeddings.remote.StatesResponse;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Vectors: {@code /v1/embeddings} for every client, the rest for other processes of this installation. */
@Path("/")
@ServesEmbeddings
@RunOnVirtualThread
class EmbeddingsResource {

    private static final int MAX_INPUTS = 2048;

    private final Embedder embedder;
    private final LateInteraction lateInteraction;
    private final ObjectMapper json;

    EmbeddingsResource(Embedder embedder, LateInteraction lateInteraction, ObjectMapper json) {
        this.embedder = embedder;
        this.lateInteraction = lateInteraction;
        this.json = json;
    }

    @POST
    @Path("/v1/embeddings")
    public EmbeddingsResponse embed(@Nullable JsonNode body) throws JsonProcessingException {
        if (body == null || !body.isObject()) {
            throw Problem.INVALID_REQUEST.because("input", "Send 'input' and 'model'.");
        }
        TextInputs.of("input", body.path("input"), MAX_INPUTS);
        EmbeddingsRequest request = json.treeToValue(body, EmbeddingsRequest.class);
        String model = embedder.model().name();
        if (!request.model().equals(model)) {
            throw Problem.MODEL_NOT_FOUND.because(
                    "model", "There is no embedding model '%s' here; there is '%s'.".formatted(request.model(), model));
        }
        int dimensions = TextInputs.dimensions(body.path("dimensions"), embedder.model());
        Embeddings made = embedder.embed(request.inputType().kind, request.input());
        if (!request.truncate()) {
            TextInputs.refuseCut("input", made, embedder.model());
        }
        return EmbeddingsResponse.of(model, shortened(made, dimensions), request.encodingFormat());
    }

    static Embeddings shortened(Embeddings made, int dimensions) {
        return new Embeddings(
                made.vectors().stream()
                        .map(vector -> vector.shortened(dimensions))
                        .toList(),
                made.tokens(),
                made.cut());
    }

    /** Vectors of passages with the states of their tokens, or the states of a question: for a reranking stage in another process. */
    @POST
    @Path("/api/v1/embeddings/states")
    public StatesResponse states(@Nullable JsonNode body) throws JsonProcessingException {
        if (body == null || !body.isObject()) {
            throw Problem.INVALID_REQUEST.because("input", "Send 'input'.");
        }
        TextInputs.of("input", body.path("input"), MAX_INPUTS);
        if (!embedder.givesStates()) {
            throw Problem.INVALID_REQUEST.because("The engine of %s gives no states of tokens."
                    .formatted(embedder.model().name()));
        }
        return StatesResponse.of(embedder, json.treeToValue(body, StatesRequest.class));
    }

    @POST
    @Path("/api/v1/embeddings/late-interaction")
    public LateInteractionResponse score(@Nullable LateInteractionRequest request) {
        if (request == null) {
            throw Problem.INVALID_REQUEST.because("Send 'question' and 'texts'.");
        }
        return new LateInteractionResponse(
                request.texts().isEmpty() ? List.of() : lateInteraction.score(request.question(), request.texts()));
    }
}
