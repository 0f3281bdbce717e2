package io.groundwork.embeddings.remote;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.embeddings.EmbeddingException;
import java.util.List;
import java.util.Map;

/**
 * How long the vectors of a model on a server are, seen by having it make one: nothing else tells it reliably.
 *
 * @param model as the server calls it
 */
public record VectorLength(Endpoint endpoint, String model) {

    /** @throws EmbeddingException when it makes no vector */
    public int look() {
        JsonExchange server = new JsonExchange(endpoint, new Breaker());
        JsonNode vector = server.post(
                        "/v1/embeddings",
                        Map.of("model", model, "input", List.of("ready"), "encoding_format", "float"),
                        JsonNode.class)
                .path("data")
                .path(0)
                .path("embedding");
        if (!vector.isArray() || vector.isEmpty()) {
            throw new EmbeddingException(
                    "The embedding server at %s answered with something else than a vector".formatted(endpoint.base()));
        }
        return vector.size();
    }
}
