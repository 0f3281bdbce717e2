package io.groundwork.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the system found for one query: documents ranked by their best passage; those of which it only tells that they say the same stand behind that one.
 *
 * @param documents score by {@code _id}, best first
 * @param time of the request, from here and back
 */
record Ranking(Map<String, Double> documents, Duration time) {

    /** The most that the API gives in one answer: enough passages to hold 100 documents of ten passages each. */
    static final int PASSAGES = 1000;

    /** Asks the system. */
    static Ranking of(GroundworkApi api, String store, String query, Configuration configuration, int passages) {
        Map<String, Object> request = Map.of(
                "query", query, "collections", List.of(store), "limit", passages, "stages", configuration.stages());
        long start = System.nanoTime();
        JsonNode answer = api.post("/api/v1/search", request);
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        Map<String, Double> documents = new LinkedHashMap<>();
        for (JsonNode hit : answer.path("results").path(0).path("hits")) {
            documents.putIfAbsent(id(hit), hit.path("score").asDouble());
            for (JsonNode same : hit.path("duplicates")) {
                documents.putIfAbsent(id(same), hit.path("score").asDouble());
            }
        }
        return new Ranking(documents, time);
    }

    List<String> ids() {
        return List.copyOf(documents.keySet());
    }

    /** The attribute {@code _id}; in stores that were filled otherwise, the file's name without its ending. */
    private static String id(JsonNode hit) {
        String id = hit.path("attributes").path("_id").asText("");
        return id.isEmpty() ? hit.path("filename").asText().replaceFirst("\\.[^.]*$", "") : id;
    }
}
