package io.groundwork.orchestration.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.LateInteraction;
import io.groundwork.embeddings.remote.EmbeddingsRequest;
import io.groundwork.embeddings.remote.EmbeddingsResponse;
import io.groundwork.embeddings.remote.LateInteractionRequest;
import io.groundwork.embeddings.remote.LateInteractionResponse;
import io.groundwork.embeddings.remote.ModelInfo;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
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
    private static final int MAX_CHARACTERS = 1_000_000;

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
        checkInput(body.path("input"));
        EmbeddingsRequest request = json.treeToValue(body, EmbeddingsRequest.class);
        String model = embedder.model().name();
        if (!request.model().equals(model)) {
            throw Problem.MODEL_NOT_FOUND.because(
                    "model", "There is no embedding model '%s' here; there is '%s'.".formatted(request.model(), model));
        }
        int dimensions = dimensions(body.path("dimensions"));
        List<Embedding> vectors =
                switch (request.inputType()) {
                    case QUERY ->
                        request.input().stream().map(embedder::embedQuery).toList();
                    case PASSAGE -> embedder.embedPassages(request.input());
                };
        List<Embedding> shortened =
                vectors.stream().map(vector -> vector.shortened(dimensions)).toList();
        int tokens = request.input().stream().mapToInt(embedder::countTokens).sum();
        return EmbeddingsResponse.of(model, shortened, request.encodingFormat(), tokens);
    }

    @POST
    @Path("/api/v1/embeddings/late-interaction")
    public LateInteractionResponse score(@Nullable LateInteractionRequest request) {
        if (request == null) {
            throw Problem.INVALID_REQUEST.because("Send 'question' and 'texts'.");
        }
        return new LateInteractionResponse(lateInteraction.score(request.question(), request.texts()));
    }

    @GET
    @Path("/info")
    public ModelInfo info() {
        return ModelInfo.of(embedder.model());
    }

    private static void checkInput(JsonNode input) {
        boolean list = input.isArray();
        if (!input.isTextual() && !list) {
            throw Problem.INVALID_REQUEST.because("input", "'input' must be a string or a list of strings.");
        }
        if (list && (input.isEmpty() || input.size() > MAX_INPUTS)) {
            throw Problem.INVALID_REQUEST.because("input", "'input' must hold 1 to %d texts.".formatted(MAX_INPUTS));
        }
        for (JsonNode text : list ? input : List.of(input)) {
            if (!text.isTextual()) {
                throw Problem.INVALID_REQUEST.because(
                        "input", "'input' must be text; tokens of another model mean nothing here.");
            }
            if (text.textValue().isEmpty() || text.textValue().length() > MAX_CHARACTERS) {
                throw Problem.INVALID_REQUEST.because(
                        "input", "A text of 'input' must have 1 to %d characters.".formatted(MAX_CHARACTERS));
            }
        }
    }

    private int dimensions(JsonNode wanted) {
        int all = embedder.model().dimension();
        if (wanted.isMissingNode() || wanted.isNull()) {
            return all;
        }
        if (!wanted.isInt() || wanted.intValue() < 1 || wanted.intValue() > all) {
            throw Problem.INVALID_REQUEST.because("dimensions", "'dimensions' must be within 1 to %d.".formatted(all));
        }
        return wanted.intValue();
    }
}
