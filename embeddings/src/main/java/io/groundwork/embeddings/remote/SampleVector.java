package io.groundwork.embeddings.remote;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.embeddings.EmbeddingException;
import java.util.List;
import java.util.Map;

/**
 * What a model on a server makes of one text that is always the same, without prefixes: nothing else tells reliably how long its vectors are, or whether another server has the same
 * model.
 *
 * @param model as the server calls it
 */
public record SampleVector(Endpoint endpoint, String model) {

    private static final String TEXT = "The heron wades in shallow water, and the owl hunts at night.";

    /**
     * @return shape {@code [dimension]}, of the length that the server gives it
     * @throws EmbeddingException when it makes no vector
     */
    public float[] look() {
        JsonExchange server = new JsonExchange(endpoint, new Breaker());
        JsonNode vector = server.post(
                        "/v1/embeddings",
                        Map.of("model", model, "input", List.of(TEXT), "encoding_format", "float"),
                        JsonNode.class)
                .path("data")
                .path(0)
                .path("embedding");
        if (!vector.isArray() || vector.isEmpty()) {
            throw new EmbeddingException(
                    "The embedding server at %s answered with something else than a vector".formatted(endpoint.base()));
        }
        float[] values = new float[vector.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = vector.get(i).floatValue();
        }
        return values;
    }
}
