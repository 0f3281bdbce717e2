package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.orchestration.conversations.Turn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the answers of a conversation quote, each span once. */
final class QuotedSources {

    private QuotedSources() {}

    /** In the order in which they were first quoted; those of answers that are withheld are left out. */
    static List<SourceBody> of(List<Turn> path, StoredResponses stored) {
        Map<List<String>, SourceBody> sources = new LinkedHashMap<>();
        for (Turn turn : path) {
            if (turn.withheld()) {
                continue;
            }
            String response = Ids.RESPONSE.write(turn.response().id());
            for (JsonNode annotation : StoredResponses.annotations(stored.body(turn.response()))) {
                JsonNode location = annotation.path("location");
                sources.merge(
                        List.of(
                                annotation.path("vector_store_id").asText(),
                                annotation.path("file_id").asText(),
                                location.path("version").asText(),
                                location.path("start").asText(),
                                location.path("end").asText()),
                        SourceBody.of(annotation, response),
                        (known, again) -> known.again(response));
            }
        }
        return List.copyOf(sources.values());
    }

    /**
     * @param times how often it is quoted
     * @param responses the answers that quote it
     */
    record SourceBody(
            @JsonProperty("file_id") String file,
            String filename,
            @JsonProperty("vector_store_id") String collection,
            String quote,
            JsonNode location,
            int times,
            List<String> responses) {

        static SourceBody of(JsonNode annotation, String response) {
            return new SourceBody(
                    annotation.path("file_id").asText(),
                    annotation.path("filename").asText(),
                    annotation.path("vector_store_id").asText(),
                    annotation.path("quote").asText(),
                    annotation.path("location"),
                    1,
                    List.of(response));
        }

        SourceBody again(String response) {
            List<String> all = new ArrayList<>(responses);
            if (!all.contains(response)) {
                all.add(response);
            }
            return new SourceBody(file, filename, collection, quote, location, times + 1, List.copyOf(all));
        }
    }
}
