package io.groundwork.embeddings.remote;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.remote.EmbeddingsRequest.EncodingFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/**
 * The answer to {@link EmbeddingsRequest}, as OpenAI has it.
 *
 * @param object always {@code list}
 * @param data one a text
 * @param model what ran
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record EmbeddingsResponse(String object, List<Item> data, String model, Usage usage) {

    public EmbeddingsResponse {
        data = data == null ? List.of() : List.copyOf(data);
    }

    /**
     * @param object always {@code embedding}
     * @param index of the text in the request, from 0
     * @param embedding a list of numbers, or base64
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Item(String object, int index, JsonNode embedding) {}

    /** @param promptTokens tokens that were read; {@code totalTokens} is the same, as nothing is written */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Usage(int promptTokens, int totalTokens) {}

    /**
     * @param embeddings in the order of the request
     * @param tokens that the texts of the request made
     */
    public static EmbeddingsResponse of(String model, List<Embedding> embeddings, EncodingFormat format, int tokens) {
        List<Item> items = new ArrayList<>();
        for (Embedding embedding : embeddings) {
            JsonNode vector =
                    switch (format) {
                        case FLOAT -> numbers(embedding);
                        case BASE64 -> JsonNodeFactory.instance.textNode(base64(embedding));
                    };
            items.add(new Item("embedding", items.size(), vector));
        }
        return new EmbeddingsResponse("list", items, model, new Usage(tokens, tokens));
    }

    /**
     * The vectors in the order of the request.
     *
     * @throws IllegalArgumentException when one is neither base64 nor a list of numbers
     */
    List<Embedding> embeddings() {
        return data.stream()
                .sorted(Comparator.comparingInt(Item::index))
                .map(item -> embedding(item.embedding()))
                .toList();
    }

    private static ArrayNode numbers(Embedding embedding) {
        ArrayNode numbers = JsonNodeFactory.instance.arrayNode(embedding.dimension());
        for (float value : embedding.toArray()) {
            numbers.add(value);
        }
        return numbers;
    }

    private static String base64(Embedding embedding) {
        ByteBuffer bytes =
                ByteBuffer.allocate(embedding.dimension() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(embedding.toArray());
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private static Embedding embedding(JsonNode vector) {
        if (!vector.isTextual() && !vector.isArray()) {
            throw new IllegalArgumentException("A vector is base64 or a list of numbers");
        }
        float[] values;
        if (vector.isTextual()) {
            byte[] bytes = Base64.getDecoder().decode(vector.textValue());
            values = new float[bytes.length / Float.BYTES];
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(values);
        } else {
            values = new float[vector.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = vector.get(i).floatValue();
            }
        }
        return new Embedding(values);
    }
}
