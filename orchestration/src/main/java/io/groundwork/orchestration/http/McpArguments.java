package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What an agent calls a tool with. What is wrong is said in words that a model can act on. JSON's null is as if nothing were sent. */
record McpArguments(ObjectNode values) {

    /** @throws ProblemException where something else was sent, too */
    void allow(Set<String> known) {
        values.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw wrong(name, "is no argument of this tool; there are: %s".formatted(String.join(", ", known)));
            }
        });
    }

    String text(String name) {
        return optionalText(name).orElseThrow(() -> wrong(name, "is missing; it must be a text"));
    }

    Optional<String> optionalText(String name) {
        Optional<JsonNode> value = value(name);
        value.filter(node -> !node.isTextual()).ifPresent(node -> {
            throw wrong(name, "must be a text");
        });
        return value.map(JsonNode::textValue);
    }

    /** Empty for an empty list, too: models send one where they have nothing to say. */
    Optional<List<String>> texts(String name) {
        Optional<JsonNode> value = value(name);
        List<String> texts = new ArrayList<>();
        value.ifPresent(list -> {
            if (!list.isArray()) {
                throw wrong(name, "must be a list of texts");
            }
            for (JsonNode one : list) {
                if (!one.isTextual()) {
                    throw wrong(name, "must be a list of texts");
                }
                texts.add(one.textValue());
            }
        });
        return texts.isEmpty() ? Optional.empty() : Optional.of(texts);
    }

    OptionalInt whole(String name, int least, int most) {
        Optional<JsonNode> value = value(name);
        if (value.isEmpty()) {
            return OptionalInt.empty();
        }
        boolean whole = value.get().isNumber()
                && value.get().canConvertToExactIntegral()
                && value.get().canConvertToInt()
                && value.get().intValue() >= least
                && value.get().intValue() <= most;
        if (!whole) {
            throw wrong(name, "must be a whole number within %d to %d".formatted(least, most));
        }
        return OptionalInt.of(value.get().intValue());
    }

    Optional<JsonNode> value(String name) {
        return Optional.ofNullable(values.get(name)).filter(node -> !node.isNull());
    }

    private static ProblemException wrong(String name, String what) {
        String shown = name.length() > 80 ? name.substring(0, 80) + "…" : name;
        return Problem.INVALID_REQUEST.because(shown, "'%s' %s.".formatted(shown, what));
    }
}
