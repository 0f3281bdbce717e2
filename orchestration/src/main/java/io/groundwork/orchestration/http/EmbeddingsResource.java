package io.groundwork.orchestration.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.Embeddings;
import io.groundwork.embeddings.Engines;
import io.groundwork.embeddings.LateInteraction;
import io.groundwork.embeddings.RegisteredModels;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Vectors: {@code /v1/embeddings} for every client, the rest for other processes of this installation. */
@Path("/")
@ServesEmbeddings
@RunOnVirtualThread
class EmbeddingsResource {

    private static final int MAX_INPUTS = 2048;

    private final Embedder embedder;
    private final RegisteredModels registered;
    private final NamedModels names;
    private final LateInteraction lateInteraction;
    private final ObjectMapper json;

    EmbeddingsResource(
            Embedder embedder,
            RegisteredModels registered,
            NamedModels names,
            LateInteraction lateInteraction,
            ObjectMapper json) {
        this.names = names;
        this.embedder = embedder;
        this.registered = registered;
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
        String model = request.model();
        Embedder wanted = wanted(model);
        int dimensions = TextInputs.dimensions(body.path("dimensions"), wanted.model());
        Embeddings made = wanted.embed(request.inputType().kind, request.input());
        if (!request.truncate()) {
            TextInputs.refuseCut("input", made, wanted.model());
        }
        return EmbeddingsResponse.of(model, shortened(made, dimensions), request.encodingFormat());
    }

    /** The one that new collections get, by its model's name; or one that is registered and serves, by its own. */
    private Embedder wanted(String model) {
        String usual = embedder.model().name();
        if (model.equals(usual)) {
            return embedder;
        }
        List<Engines.Engine> registered = this.registered.engines().stream()
                .filter(engine -> names.open(engine.name()))
                .toList();
        return registered.stream()
                .filter(engine -> engine.name().equals(model))
                .findFirst()
                .map(Engines.Engine::embedder)
                .orElseThrow(() -> Problem.MODEL_NOT_FOUND.because("model", notThere(model, usual, registered)));
    }

    private static String notThere(String model, String usual, List<Engines.Engine> registered) {
        List<String> known = Stream.concat(Stream.of(usual), registered.stream().map(Engines.Engine::name))
                .map("'%s'"::formatted)
                .toList();
        return "There is no embedding model '%s' here; there %s %s."
                .formatted(model, known.size() == 1 ? "is" : "are", String.join(", ", known));
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
