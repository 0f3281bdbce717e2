package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.Embedder.Kind;
import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.Embeddings;
import io.groundwork.embeddings.EmbeddingsConfig;
import io.groundwork.embeddings.Provenance;
import io.groundwork.embeddings.TokenVectors;
import io.groundwork.embeddings.remote.ModelInfo;
import io.groundwork.embeddings.remote.WellFormed;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The paths of Hugging Face's Text Embeddings Inference, so that its clients need another address and nothing else.
 *
 * @see <a href="https://github.com/huggingface/text-embeddings-inference">Text Embeddings Inference</a>
 */
@Path("/")
@ServesEmbeddings
@RunOnVirtualThread
@SuppressWarnings("deprecation") // the registry that Quarkus' extension brings
class TeiResource {

    /** What a {@code prompt_name} says of the texts; none, or none known to us, is a passage. */
    private static final Map<String, Kind> PROMPTS =
            Map.of("query", Kind.QUESTION, "passage", Kind.PASSAGE, "document", Kind.PASSAGE);

    private final Embedder embedder;
    private final RelevanceScores relevance;
    private final EmbeddingsConfig config;
    private final PrometheusMeterRegistry meters;
    private final String version;

    TeiResource(
            Embedder embedder,
            RelevanceScores relevance,
            EmbeddingsConfig config,
            PrometheusMeterRegistry meters,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.embedder = embedder;
        this.relevance = relevance;
        this.config = config;
        this.meters = meters;
        this.version = version;
    }

    @POST
    @Path("/embed")
    public List<float[]> embed(@Nullable JsonNode body) {
        JsonNode request = object(body);
        List<String> texts = TextInputs.of("inputs", request.path("inputs"), config.maxClientBatch());
        if (!request.path("normalize").asBoolean(true)) {
            throw Problem.INVALID_REQUEST.because("normalize", "Vectors are of unit length here, always.");
        }
        int dimensions = TextInputs.dimensions(request.path("dimensions"), embedder.model());
        Embeddings made = embedder.embed(kind(request.path("prompt_name")), texts);
        if (!truncates(request)) {
            TextInputs.refuseCut("inputs", made, embedder.model());
        }
        return EmbeddingsResource.shortened(made, dimensions).vectors().stream()
                .map(Embedding::toArray)
                .toList();
    }

    @POST
    @Path("/embed_all")
    public List<List<float[]>> embedAll(@Nullable JsonNode body) {
        JsonNode request = object(body);
        List<String> texts = TextInputs.of("inputs", request.path("inputs"), config.maxClientBatch());
        if (!truncates(request)) {
            refuseLong("inputs", texts);
        }
        try {
            return embedder.embedTokens(texts).stream().map(TeiResource::rows).toList();
        } catch (UnsupportedOperationException e) {
            throw Problem.NOT_SUPPORTED.because(
                    "Vectors of tokens come from a process that has the model itself, in the role embeddings.");
        }
    }

    @POST
    @Path("/rerank")
    public List<Rank> rerank(@Nullable JsonNode body) {
        JsonNode request = object(body);
        String query = RerankResource.query(request.path("query"));
        List<String> texts = TextInputs.of("texts", request.path("texts"), config.maxClientBatch());
        boolean mayCut = truncates(request);
        if (!mayCut && relevance.crossEncoder().isEmpty()) {
            refuseLong("texts", texts);
        }
        RelevanceScores.Ranking ranking = relevance.rank("", query, texts);
        if (!mayCut && !ranking.cut().isEmpty()) {
            throw Problem.INVALID_REQUEST.because(
                    "texts",
                    "Text %d of 'texts', counted from 0, is longer than %s reads beside the question."
                            .formatted(ranking.cut().getFirst(), ranking.model()));
        }
        boolean raw = request.path("raw_scores").asBoolean(false);
        boolean withText = request.path("return_text").asBoolean(false);
        return ranking.ranked().stream()
                .map(ranked -> new Rank(
                        ranked.index(),
                        withText ? WellFormed.of(texts.get(ranked.index())) : null,
                        raw ? ranked.score() : ranked.relevance()))
                .toList();
    }

    @GET
    @Path("/info")
    public Info info() {
        EmbeddingModel model = embedder.model();
        Provenance provenance = embedder.provenance();
        String pooling = provenance.pooling();
        return new Info(
                model.name(),
                model.digest(),
                ModelInfo.dtype(model),
                model.name(),
                Map.of("embedding", pooling.isEmpty() ? Map.of() : Map.of("pooling", pooling)),
                config.maxRequests(),
                model.maxTokens(),
                config.maxQueuedTokens(),
                config.maxClientBatch(),
                true,
                version,
                model.dimension(),
                provenance.licence(),
                provenance.source(),
                provenance.revision(),
                relevance
                        .crossEncoder()
                        .map(reranker -> new RerankerInfo(reranker.model(), reranker.maxTokens()))
                        .orElse(null));
    }

    @GET
    @Path("/health")
    @Public
    public Response health() {
        if (!embedder.ready()) {
            throw Problem.UNAVAILABLE.because("unhealthy");
        }
        return Response.ok().build();
    }

    @GET
    @Path("/metrics")
    @Produces(MediaType.TEXT_PLAIN)
    public String metrics() {
        return meters.scrape();
    }

    private static JsonNode object(@Nullable JsonNode body) {
        if (body == null || !body.isObject()) {
            throw Problem.INVALID_REQUEST.because("The body must be a JSON object.");
        }
        return body;
    }

    private static Kind kind(JsonNode prompt) {
        if (prompt.isMissingNode() || prompt.isNull()) {
            return Kind.PASSAGE;
        }
        Kind kind = PROMPTS.get(prompt.asText());
        if (kind == null) {
            throw Problem.INVALID_REQUEST.because(
                    "prompt_name", "'prompt_name' is one of query, passage and document.");
        }
        return kind;
    }

    /** As TEI does where nothing is said. */
    private static boolean truncates(JsonNode request) {
        JsonNode direction = request.path("truncation_direction");
        if (direction.asText("").equalsIgnoreCase("left")) {
            throw Problem.INVALID_REQUEST.because("truncation_direction", "Texts are cut at their end here.");
        }
        return request.path("truncate").asBoolean(true);
    }

    private void refuseLong(String field, List<String> texts) {
        for (int i = 0; i < texts.size(); i++) {
            // A token has at least one character; [CLS] and [SEP] are two.
            int room = embedder.model().maxTokens() - 2;
            if (texts.get(i).length() > room && embedder.countTokens(texts.get(i)) > room) {
                throw TextInputs.tooLong(field, i, embedder.model());
            }
        }
    }

    private static List<float[]> rows(TokenVectors vectors) {
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < vectors.tokens(); i++) {
            rows.add(vectors.token(i));
        }
        return rows;
    }

    /**
     * @param index of the text in the request, from 0
     * @param score within 0 to 1, or on the model's own scale where raw scores were asked for
     */
    record Rank(
            int index,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String text,

            double score) {}

    /**
     * What TEI says of itself, and the dimension.
     *
     * @param reranker the cross-encoder that answers {@code /rerank}; left out where late interaction does
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Info(
            String modelId,
            String modelSha,
            String modelDtype,
            String servedModelName,
            Map<String, Map<String, String>> modelType,
            int maxConcurrentRequests,
            int maxInputLength,
            long maxBatchTokens,
            int maxClientBatchSize,
            boolean autoTruncate,
            String version,
            int dimension,
            String licence,
            String source,
            String revision,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            RerankerInfo reranker) {}

    /** @param maxInputLength of question and text together, in tokens */
    @JsonNaming(SnakeCaseStrategy.class)
    record RerankerInfo(String modelId, int maxInputLength) {}
}
