package io.groundwork.embeddings.remote;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.embeddings.CrossEncoder.Scale;
import io.groundwork.embeddings.EmbeddingException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Forms in which servers are asked to score texts. */
public enum RerankDialect {
    /** Text Embeddings Inference, and other Groundwork processes. Cuts what is too long by its own tokenizer. */
    TEI(Scale.LOGIT) {
        @Override
        int largestBatch(JsonExchange server, ServedReranker model) {
            TeiInfo info = server.get("/info", TeiInfo.class);
            if (!info.serves(model.name())) {
                throw new EmbeddingException("The reranking server at %s serves %s, and this process is set to %s"
                        .formatted(server.server(), info.modelId(), model.name()));
            }
            return info.maxClientBatchSize() > 0 ? Math.min(model.batch(), info.maxClientBatchSize()) : model.batch();
        }

        @Override
        List<Float> ask(JsonExchange server, ServedReranker model, String query, List<String> texts) {
            JsonNode answer = server.post("/rerank", new TeiRequest(query, texts, true, true), JsonNode.class);
            return new ReceivedScores(server.server(), "score").read(answer, texts.size());
        }
    },
    /** Cohere's API, as Jina, vLLM and Infinity speak it. Whether it cuts or refuses what is too long is the server's affair. */
    COHERE(Scale.RELEVANCE) {
        @Override
        int largestBatch(JsonExchange server, ServedReranker model) {
            return model.batch();
        }

        @Override
        List<Float> ask(JsonExchange server, ServedReranker model, String query, List<String> texts) {
            CohereRequest request = new CohereRequest(model.name(), query, texts, texts.size());
            JsonNode answer = server.post(model.path(), request, JsonNode.class);
            return new ReceivedScores(server.server(), "relevance_score").read(answer.path("results"), texts.size());
        }
    };

    final Scale scale;

    RerankDialect(Scale scale) {
        this.scale = scale;
    }

    /** How many texts one request may have; where the server says what it serves, after making sure that this is the model. */
    abstract int largestBatch(JsonExchange server, ServedReranker model);

    /** One request: the scores, in the order of the texts. */
    abstract List<Float> ask(JsonExchange server, ServedReranker model, String query, List<String> texts);

    private record TeiRequest(
            String query,
            List<String> texts,
            @JsonProperty("raw_scores") boolean rawScores,
            boolean truncate) {}

    private record CohereRequest(
            String model,
            String query,
            List<String> documents,
            @JsonProperty("top_n") int topN) {}

    /** @param reranker of a Groundwork process, which serves an embedding model too */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record TeiInfo(
            @JsonProperty("model_id") String modelId,
            @JsonProperty("served_model_name") String servedModelName,
            @JsonProperty("max_client_batch_size") int maxClientBatchSize,
            @Nullable Reranker reranker) {

        boolean serves(String name) {
            return reranker == null
                    ? name.equals(modelId) || name.equals(servedModelName)
                    : name.equals(reranker.modelId());
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Reranker(@JsonProperty("model_id") String modelId) {}
}
