package io.groundwork.embeddings.remote;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.EmbeddingException;
import java.util.List;

/** What a server that is not ours understands. */
public enum Dialect {
    /** OpenAI's API, as vLLM, Ollama, Infinity and many others speak it. Whether it cuts texts is the server's affair, and it does not say. */
    OPENAI {
        @Override
        void check(JsonExchange server, ServedModel model) {
            server.get("/v1/models", JsonNode.class);
        }

        @Override
        int largestBatch(JsonExchange server, int wanted) {
            return wanted;
        }

        @Override
        Answer ask(JsonExchange server, ServedModel model, List<String> texts, WhenTooLong whenTooLong) {
            OpenAiRequest request = new OpenAiRequest(model.name(), texts, "float");
            EmbeddingsResponse answer = server.post("/v1/embeddings", request, EmbeddingsResponse.class);
            ReceivedVectors received = new ReceivedVectors(server.server(), model.dimension());
            return new Answer(
                    received.read(answer.data(), texts.size()), answer.usage().promptTokens());
        }
    },
    /** Text Embeddings Inference: refuses what is too long when it is asked to. */
    TEI {
        @Override
        void check(JsonExchange server, ServedModel model) {
            TeiInfo info = server.get("/info", TeiInfo.class);
            if (!model.name().equals(info.modelId()) && !model.name().equals(info.servedModelName())) {
                throw new EmbeddingException("The embedding server at %s serves %s, and this process is set to %s"
                        .formatted(server.server(), info.modelId(), model.name()));
            }
            if (info.maxInputLength() < model.maxTokens()) {
                throw new EmbeddingException("The embedding server at %s reads %d tokens, and this process is set to %d"
                        .formatted(server.server(), info.maxInputLength(), model.maxTokens()));
            }
        }

        @Override
        int largestBatch(JsonExchange server, int wanted) {
            int most = server.get("/info", TeiInfo.class).maxClientBatchSize();
            return most > 0 ? Math.min(wanted, most) : wanted;
        }

        @Override
        Answer ask(JsonExchange server, ServedModel model, List<String> texts, WhenTooLong whenTooLong) {
            TeiRequest request = new TeiRequest(texts, whenTooLong == WhenTooLong.CUT, true);
            JsonNode answer = server.post("/embed", request, JsonNode.class);
            return new Answer(new ReceivedVectors(server.server(), model.dimension()).read(answer, texts.size()), 0);
        }
    };

    /** What the server is to do with a text that is longer than its model reads. */
    enum WhenTooLong {
        REFUSE,
        CUT
    }

    /** @param tokens that the server says it read; 0 when it does not say */
    record Answer(List<Embedding> vectors, long tokens) {}

    /** Whether the server is there and serves what is expected. */
    abstract void check(JsonExchange server, ServedModel model);

    abstract int largestBatch(JsonExchange server, int wanted);

    abstract Answer ask(JsonExchange server, ServedModel model, List<String> texts, WhenTooLong whenTooLong);

    private record OpenAiRequest(
            String model,
            List<String> input,

            @JsonProperty("encoding_format") String encodingFormat) {}

    private record TeiRequest(List<String> inputs, boolean truncate, boolean normalize) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record TeiInfo(
            @JsonProperty("model_id") String modelId,
            @JsonProperty("served_model_name") String servedModelName,
            @JsonProperty("max_input_length") int maxInputLength,
            @JsonProperty("max_client_batch_size") int maxClientBatchSize) {}
}
