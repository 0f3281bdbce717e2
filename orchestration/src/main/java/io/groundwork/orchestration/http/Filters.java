package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.retrieval.Filter;
import io.groundwork.retrieval.Filter.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads OpenAI's filter objects; what is wrong is a 400 that names the field. */
final class Filters {

    private static final int MAX_DEPTH = 10;
    private static final int MAX_CONDITIONS = 50;
    private static final int MAX_VALUES = 1000;
    private static final int MAX_KEY = 64;

    /** What a date becomes where some collections declare it to be one, and others do not. */
    private static final int CONDITIONS_BY_COLLECTION = 4;

    private final KnownAttributes known;
    private int conditions;

    private Filters(KnownAttributes known) {
        this.known = known;
    }

    /**
     * Empty where nothing, or JSON's null, was sent.
     *
     * @param known what attributes it may name
     */
    static Optional<Filter> read(@Nullable JsonNode node, KnownAttributes known) {
        return node == null || node.isNull()
                ? Optional.empty()
                : Optional.of(new Filters(known).read(node, "filters", 1));
    }

    private Filter read(JsonNode node, String path, int depth) {
        if (!node.isObject()) {
            throw wrong(path, "must be an object with 'type'");
        }
        if (depth > MAX_DEPTH) {
            throw wrong(path, "is nested more than %d deep".formatted(MAX_DEPTH));
        }
        String type = node.path("type").asText("");
        return switch (type) {
            case "and" -> new Filter.And(parts(node, path, depth));
            case "or" -> new Filter.Or(parts(node, path, depth));
            case "eq", "ne", "gt", "gte", "lt", "lte", "in", "nin" ->
                compare(Operator.valueOf(type.toUpperCase(Locale.ROOT)), node, path);
            default -> throw wrong(path + ".type", "must be one of eq, ne, gt, gte, lt, lte, in, nin, and, or");
        };
    }

    private List<Filter> parts(JsonNode node, String path, int depth) {
        JsonNode filters = node.path("filters");
        if (!filters.isArray() || filters.isEmpty()) {
            throw wrong(path + ".filters", "must be a list with at least one filter");
        }
        List<Filter> parts = new ArrayList<>();
        for (int i = 0; i < filters.size(); i++) {
            parts.add(read(filters.get(i), "%s.filters[%d]".formatted(path, i), depth + 1));
        }
        return parts;
    }

    private Filter compare(Operator operator, JsonNode node, String path) {
        count(1, path);
        JsonNode key = node.path("key");
        if (!key.isTextual() || key.textValue().isBlank() || key.textValue().length() > MAX_KEY) {
            throw wrong(path + ".key", "must be the name of an attribute, at most %d characters".formatted(MAX_KEY));
        }
        JsonNode value = node.path("value");
        boolean many = operator == Operator.IN || operator == Operator.NIN;
        Optional<FilterField> field = FilterField.of(key.textValue(), path + ".key");
        if (many && (!value.isArray() || value.isEmpty() || value.size() > MAX_VALUES)) {
            throw wrong(
                    path + ".value",
                    "must be a list of 1 to %d values for '%s'"
                            .formatted(MAX_VALUES, node.path("type").asText()));
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < (many ? value.size() : 1); i++) {
            String place = many ? "%s.value[%d]".formatted(path, i) : path + ".value";
            Object one = scalar(many ? value.get(i) : value, place);
            values.add(field.isPresent() ? field.get().value(one, place) : one);
        }
        if (field.isPresent()) {
            field.get().checkOrder(operator, path + ".type");
            return new Filter.Known(operator, field.get().field(), values);
        }
        boolean ordered = operator != Operator.EQ && operator != Operator.NE && !many;
        if (ordered && values.getFirst() instanceof Boolean) {
            throw wrong(path + ".value", "must be a number or a string: booleans have no order");
        }
        Filter compared = known.compare(operator, key.textValue(), values, path, many);
        if (!(compared instanceof Filter.Compare)) {
            count(CONDITIONS_BY_COLLECTION - 1, path);
        }
        return compared;
    }

    private void count(int more, String path) {
        conditions += more;
        if (conditions > MAX_CONDITIONS) {
            throw wrong(path, "is one condition more than the %d that are allowed".formatted(MAX_CONDITIONS));
        }
    }

    private static Object scalar(JsonNode value, String path) {
        if (value.isTextual()) {
            if (value.textValue().indexOf('\0') >= 0) {
                throw wrong(path, "holds a NUL character");
            }
            return value.textValue();
        }
        if (value.isNumber()) {
            return value.doubleValue();
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        throw wrong(path, "must be a string, a number or a boolean");
    }

    static ProblemException wrong(String path, String what) {
        return Problem.INVALID_REQUEST.because(path, "'%s' %s.".formatted(path, what));
    }
}
