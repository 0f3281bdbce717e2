package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the attributes of a document: at most 16 of OpenAI's kind, strings up to 512 characters, numbers, booleans. */
final class Attributes {

    private static final int MAX = 16;
    private static final int MAX_KEY = 64;
    private static final int MAX_STRING = 512;

    /** Up to here a double holds every whole number. */
    private static final double MAX_WHOLE = 1L << 53;

    private Attributes() {}

    /** Empty where nothing, or JSON's null, was sent. Values are String, Double or Boolean. */
    static Optional<Map<String, Object>> read(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isObject() || node.size() > MAX) {
            throw Problem.INVALID_REQUEST.because(
                    "attributes", "'attributes' must be an object with at most %d entries.".formatted(MAX));
        }
        Map<String, Object> attributes = new LinkedHashMap<>();
        node.properties()
                .forEach(entry -> attributes.put(key(entry.getKey()), value(entry.getKey(), entry.getValue())));
        return Optional.of(attributes);
    }

    /** As JSON tells them: a whole number without a fraction. */
    static Map<String, Object> write(Map<String, Object> attributes) {
        Map<String, Object> written = new LinkedHashMap<>();
        attributes.forEach((key, value) -> written.put(key, value instanceof Double number ? number(number) : value));
        return written;
    }

    private static Number number(double value) {
        return value == Math.rint(value) && Math.abs(value) < MAX_WHOLE ? (Number) (long) value : (Number) value;
    }

    private static String key(String key) {
        if (key.isBlank() || key.length() > MAX_KEY || key.indexOf('\0') >= 0) {
            throw Problem.INVALID_REQUEST.because(
                    "attributes", "The name of an attribute has 1 to %d characters.".formatted(MAX_KEY));
        }
        if (key.startsWith(FilterField.MARK)) {
            throw Problem.INVALID_REQUEST.because(
                    "attributes." + key,
                    "The name '%s' begins with '@', as what filters know of every document does.".formatted(key));
        }
        return key;
    }

    private static Object value(String key, JsonNode value) {
        if (value.isNumber()) {
            return value.doubleValue();
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        if (value.isTextual()
                && value.textValue().length() <= MAX_STRING
                && value.textValue().indexOf('\0') < 0) {
            return value.textValue();
        }
        throw Problem.INVALID_REQUEST.because(
                "attributes." + key,
                "The attribute '%s' must be a string of at most %d characters, a number or a boolean."
                        .formatted(key, MAX_STRING));
    }
}
