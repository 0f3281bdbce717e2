package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.retrieval.AttributeType;
import io.groundwork.retrieval.AttributeTypes;
import io.groundwork.retrieval.Recency;
import io.groundwork.retrieval.SearchSettings;
import io.groundwork.retrieval.UnfitDocumentsException.Unfit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads and writes what a collection declares of its documents' attributes; what is wrong is a 400 that names the field. */
final class AttributeTypeBodies {

    private static final String FIELD = "attribute_types";
    private static final String ANY = "any";
    private static final int MOST_TOLD = 5;

    private AttributeTypeBodies() {}

    /** @param types empty: any attributes */
    record Wanted(Optional<AttributeTypes> types) {}

    /** Empty where nothing, or JSON's null, was sent. */
    static Optional<Wanted> read(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        if (node.isTextual() && node.textValue().equals(ANY)) {
            return Optional.of(new Wanted(Optional.empty()));
        }
        if (!node.isObject()) {
            throw wrong(FIELD, "'%s' must be an object, such as {\"site\": \"string\"}, or \"any\".".formatted(FIELD));
        }
        Map<String, AttributeType> types = new TreeMap<>();
        node.properties().forEach(entry -> types.put(entry.getKey(), type(entry.getKey(), entry.getValue())));
        try {
            return Optional.of(new Wanted(Optional.of(new AttributeTypes(types))));
        } catch (IllegalArgumentException e) {
            throw wrong(FIELD, String.valueOf(e.getMessage()));
        }
    }

    private static AttributeType type(String name, JsonNode word) {
        return AttributeType.of(word.isTextual() ? word.textValue() : "")
                .orElseThrow(() -> wrong(
                        FIELD + "." + name,
                        "'%s.%s' must be one of %s."
                                .formatted(
                                        FIELD,
                                        name,
                                        Arrays.stream(AttributeType.values())
                                                .map(AttributeType::word)
                                                .collect(Collectors.joining(", ")))));
    }

    /** In the form in which it may be sent back. */
    static Object write(Optional<AttributeTypes> types) {
        return types.<Object>map(declared -> words(declared.declared())).orElse(ANY);
    }

    /** The same with what sources write, for those who filter. */
    static Object writeAll(Optional<AttributeTypes> types) {
        return types.<Object>map(declared -> words(declared.all())).orElse(ANY);
    }

    private static Map<String, String> words(Map<String, AttributeType> types) {
        Map<String, String> words = new TreeMap<>();
        types.forEach((name, type) -> words.put(name, type.word()));
        return words;
    }

    /**
     * Holds what age is told by against what documents may have.
     *
     * @param changed the field that is at fault when the two do not go together
     */
    static void checkDated(Optional<AttributeTypes> types, SearchSettings search, String changed) {
        String attribute = search.recency().map(Recency::attribute).orElse("");
        if (types.isPresent() && !attribute.isEmpty() && !types.get().mayDate(attribute)) {
            throw wrong(
                    changed,
                    "'search.recency' tells the age of documents by '%s', which is not among the attributes of '%s', or never a date."
                            .formatted(attribute, FIELD));
        }
    }

    /** What a declaration is refused for: the first few, each with a document. */
    static ProblemException refused(List<Unfit> unfit) {
        String some =
                unfit.stream().limit(MOST_TOLD).map(AttributeTypeBodies::said).collect(Collectors.joining("; "));
        String more = unfit.size() > MOST_TOLD ? "; and %d more attributes".formatted(unfit.size() - MOST_TOLD) : "";
        return Problem.CONFLICT.because(
                FIELD,
                "There are documents that do not fit: %s%s. Declare what they have, or change them first."
                        .formatted(some, more));
    }

    private static String said(Unfit unfit) {
        String wanted = unfit.wanted()
                .map(type -> "which is not %s".formatted(type.said()))
                .orElse("which is not declared");
        return "%d with '%s', %s, such as %s"
                .formatted(
                        unfit.documents(),
                        unfit.name(),
                        wanted,
                        Ids.FILE.write(unfit.example().value()));
    }

    private static ProblemException wrong(String field, String what) {
        return Problem.INVALID_REQUEST.because(field, what);
    }
}
