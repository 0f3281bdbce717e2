package io.groundwork.retrieval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What stands in jsonb columns: flat objects of strings, numbers and booleans; of documents, records. */
final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private Json() {}

    /** Values are String, Double or Boolean. */
    static Map<String, Object> attributes(String json) {
        try {
            Map<String, Object> attributes = new LinkedHashMap<>();
            MAPPER.readValue(json, OBJECT)
                    .forEach((key, value) ->
                            attributes.put(key, value instanceof Number number ? number.doubleValue() : value));
            return attributes;
        } catch (JsonProcessingException e) {
            throw new RetrievalException("Could not read stored attributes", e);
        }
    }

    /** What a record, or a list of records, was written as; empty where there is nothing. */
    static <T> Optional<T> read(@Nullable String json, TypeReference<T> type) {
        try {
            return json == null ? Optional.empty() : Optional.of(MAPPER.readValue(json, type));
        } catch (JsonProcessingException e) {
            throw new RetrievalException("Could not read what is stored as JSON", e);
        }
    }

    /** @throws IllegalArgumentException when a value cannot be written as JSON */
    static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not to be written as JSON", e);
        }
    }

    /** Values are text. */
    static Map<String, String> metadata(String json) {
        try {
            return MAPPER.readValue(json, TEXTS);
        } catch (JsonProcessingException e) {
            throw new RetrievalException("Could not read stored metadata", e);
        }
    }
}
