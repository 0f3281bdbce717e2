package io.groundwork.orchestration.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** Reads the fields of a JSON object one by one, and says which is wrong and why. */
final class JsonFields {

    private static final int LONGEST = 4_000;
    private static final int MOST = 100;

    private final JsonNode object;
    private final String path;

    private JsonFields(JsonNode object, String path) {
        this.object = object;
        this.path = path;
    }

    /** @param name of the object itself; empty for the whole body */
    static JsonFields of(JsonNode object, String name) {
        if (!object.isObject()) {
            throw new UnfitFieldException(name.isEmpty() ? "body" : name, "must be an object");
        }
        return new JsonFields(object, name.isEmpty() ? "" : name + ".");
    }

    /** Refuses fields that nobody reads: a misspelt one would be lost in silence. */
    void knowOnly(String... names) {
        Set<String> known = Set.of(names);
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new UnfitFieldException(
                        path + name, "is not known; there are " + String.join(", ", new TreeSet<>(known)));
            }
        });
    }

    boolean has(String name) {
        return object.hasNonNull(name);
    }

    String needed(String name) {
        return text(name).orElseThrow(() -> new UnfitFieldException(path + name, "is needed"));
    }

    Optional<String> text(String name) {
        JsonNode value = object.path(name);
        if (value.isMissingNode()
                || value.isNull()
                || (value.isTextual() && value.textValue().isBlank())) {
            return Optional.empty();
        }
        if (!value.isTextual() || value.textValue().length() > LONGEST) {
            throw new UnfitFieldException(path + name, "must be a text of at most %d characters".formatted(LONGEST));
        }
        return Optional.of(value.textValue().strip());
    }

    /** A text with the blanks at its ends. */
    Optional<String> asWritten(String name) {
        return text(name).map(stripped -> object.path(name).textValue());
    }

    Optional<Boolean> truth(String name) {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isBoolean()) {
            throw new UnfitFieldException(path + name, "must be true or false");
        }
        return Optional.of(value.booleanValue());
    }

    OptionalInt whole(String name, int min, int max) {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return OptionalInt.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < min || value.intValue() > max) {
            throw new UnfitFieldException(path + name, "must be a whole number within %d to %d".formatted(min, max));
        }
        return OptionalInt.of(value.intValue());
    }

    BigDecimal amount(String name) {
        JsonNode value = object.path(name);
        if (!value.isNumber()
                || value.decimalValue().signum() < 0
                || value.decimalValue().compareTo(BigDecimal.valueOf(1_000_000)) > 0) {
            throw new UnfitFieldException(path + name, "must be a number within 0 to 1000000");
        }
        return value.decimalValue();
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode one : items(name)) {
            if (!one.isTextual() || one.textValue().isBlank() || one.textValue().length() > LONGEST) {
                throw new UnfitFieldException(path + name, "must be a list of texts");
            }
            texts.add(one.textValue().strip());
        }
        return List.copyOf(texts);
    }

    List<JsonNode> items(String name) {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        if (!value.isArray() || value.size() > MOST) {
            throw new UnfitFieldException(path + name, "must be a list of at most %d".formatted(MOST));
        }
        List<JsonNode> items = new ArrayList<>();
        value.forEach(items::add);
        return List.copyOf(items);
    }

    Optional<JsonFields> object(String name) {
        return has(name) ? Optional.of(of(object.get(name), path + name)) : Optional.empty();
    }

    UnfitFieldException wrong(String name, String words) {
        return new UnfitFieldException(path + name, words);
    }

    String pathOf(String name) {
        return path + name;
    }
}
