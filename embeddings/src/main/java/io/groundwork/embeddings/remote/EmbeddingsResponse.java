package io.groundwork.embeddings.remote;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.Embeddings;
import io.groundwork.embeddings.remote.EmbeddingsRequest.EncodingFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@link EmbeddingsRequest}, as OpenAI has it.
 *
 * @param object always {@code list}
 * @param data one a text
 * @param model what ran
 * @param truncated ours: places of the texts that were cut; left out when none was
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record EmbeddingsResponse(
        String object,
        List<Item> data,
        String model,
        Usage usage,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Integer> truncated) {

    public EmbeddingsResponse {
        data = data == null ? List.of() : List.copyOf(data);
        usage = Objects.requireNonNullElse(usage, new Usage(0, 0));
        truncated = truncated == null ? List.of() : List.copyOf(truncated);
    }

    /**
     * @param object always {@code embedding}
     * @param index of the text in the request, from 0
     * @param embedding a list of numbers, or base64
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Item(String object, int index, @Nullable JsonNode embedding) {}

    /** @param promptTokens tokens that were read; {@code totalTokens} is the same, as nothing is written */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Usage(long promptTokens, long totalTokens) {}

    /** @param made in the order of the request */
    public static EmbeddingsResponse of(String model, Embeddings made, EncodingFormat format) {
        List<Item> items = new ArrayList<>();
        for (Embedding embedding : made.vectors()) {
            JsonNode vector =
                    switch (format) {
                        // Written as they are: a node for each number would take ten times the memory.
                        case FLOAT -> JsonNodeFactory.instance.pojoNode(embedding.toArray());
                        case BASE64 -> JsonNodeFactory.instance.textNode(base64(embedding));
                    };
            items.add(new Item("embedding", items.size(), vector));
        }
        return new EmbeddingsResponse("list", items, model, new Usage(made.tokens(), made.tokens()), made.cut());
    }

    private static String base64(Embedding embedding) {
        ByteBuffer bytes =
                ByteBuffer.allocate(embedding.dimension() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(embedding.toArray());
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
