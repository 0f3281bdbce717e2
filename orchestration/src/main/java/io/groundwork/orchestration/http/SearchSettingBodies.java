package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.retrieval.Collapse;
import io.groundwork.retrieval.Recency;
import io.groundwork.retrieval.SearchSettings;
import io.groundwork.retrieval.Stage;
import io.groundwork.retrieval.Wish;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes how a collection is searched: as the field {@code search} of a collection, and as fields of a search, where they stand above what its
 * collections say. What is null is as if it had not been sent; what is wrong is a 400 that names the field.
 */
final class SearchSettingBodies {

    private static final String OFF = "off";
    private static final Set<String> FIELDS = Set.of("stages", "collapse", "max_per_document", "recency", "ranker");
    private static final Set<String> RECENCY_FIELDS = Set.of("half_life_days", "attribute", "weight");

    private SearchSettingBodies() {}

    /** What stands in a collection's {@code search}. */
    static List<Wish> ofCollection(@Nullable JsonNode search) {
        return search == null || search.isNull() ? List.of() : wishes(search, "search");
    }

    private static List<Wish> wishes(JsonNode search, String path) {
        checkFields(search, FIELDS, path);
        JsonNode stages = search.path("stages");
        JsonNode collapse = search.path("collapse");
        JsonNode most = search.path("max_per_document");
        if (!absent(stages) && !stages.isArray()) {
            throw wrong(path + ".stages", "must be a list");
        }
        if (!absent(collapse) && !collapse.isTextual()) {
            throw wrong(path + ".collapse", "must be one of %s".formatted(words(Collapse.values())));
        }
        if (!absent(most) && !most.isInt()) {
            throw wrong(
                    path + ".max_per_document",
                    "must be a whole number within 0 to %d".formatted(SearchSettings.MOST_PER_DOCUMENT));
        }
        List<String> names = new ArrayList<>();
        stages.forEach(name -> names.add(name.asText()));
        List<Wish> wishes = wishes(
                path + ".",
                absent(stages) ? null : names,
                absent(collapse) ? null : collapse.textValue(),
                absent(most) ? null : most.intValue(),
                search.path("recency"));
        JsonNode ranker = search.path("ranker");
        if (!absent(ranker) && !HiddenModels.HIDDEN.equals(ranker.textValue())) { // as it was shown: it stays
            wishes.add(new Wish.RankedBy(ranker(path + ".ranker", ranker)));
        }
        return wishes;
    }

    private static String ranker(String field, JsonNode ranker) {
        if (!ranker.isTextual() || ranker.textValue().isBlank()) {
            throw wrong(field, "must be 'auto' or the name of a reranker");
        }
        return ranker.textValue().equals(Rankers.AUTO) ? "" : ranker.textValue();
    }

    /** @param prefix of the fields' names where they are told of */
    static List<Wish> wishes(
            String prefix,
            @Nullable List<String> stages,
            @Nullable String collapse,
            @Nullable Integer maxPerDocument,
            @Nullable JsonNode recency) {
        List<Wish> wishes = new ArrayList<>();
        if (stages != null) {
            wishes.add(new Wish.Stages(stages(prefix + "stages", stages)));
        }
        if (collapse != null) {
            wishes.add(new Wish.Collapsed(collapse(prefix + "collapse", collapse)));
        }
        if (maxPerDocument != null) {
            wishes.add(new Wish.MaxPerDocument(maxPerDocument(prefix + "max_per_document", maxPerDocument)));
        }
        if (recency != null && !absent(recency)) {
            wishes.add(new Wish.Aged(recency(prefix + "recency", recency)));
        }
        return wishes;
    }

    private static Set<Stage> stages(String field, List<String> names) {
        EnumSet<Stage> stages = EnumSet.noneOf(Stage.class);
        for (String name : names) {
            stages.add(Stage.RANKING.stream()
                    .filter(known -> lower(known).equals(name))
                    .findFirst()
                    .orElseThrow(() -> Problem.INVALID_REQUEST.because(
                            field,
                            "There is no stage '%s'; there are lexical, vector, fusion and rerank.".formatted(name))));
        }
        if (!stages.contains(Stage.LEXICAL) && !stages.contains(Stage.VECTOR)) {
            throw wrong(field, "must hold 'lexical' or 'vector'");
        }
        return stages;
    }

    private static Collapse collapse(String field, String word) {
        return Arrays.stream(Collapse.values())
                .filter(known -> lower(known).equals(word))
                .findFirst()
                .orElseThrow(() -> wrong(field, "is '%s'; it may be %s".formatted(word, words(Collapse.values()))));
    }

    private static int maxPerDocument(String field, int most) {
        if (most < 0 || most > SearchSettings.MOST_PER_DOCUMENT) {
            throw wrong(
                    field,
                    "is %d; it must be within 1 to %d, or 0 for as many as there are"
                            .formatted(most, SearchSettings.MOST_PER_DOCUMENT));
        }
        return most;
    }

    private static Optional<Recency> recency(String field, JsonNode node) {
        if (node.isTextual() && node.textValue().equals(OFF)) {
            return Optional.empty();
        }
        if (!node.isObject()) {
            throw wrong(field, "must be \"off\", or an object with 'half_life_days'");
        }
        checkFields(node, RECENCY_FIELDS, field);
        double days = node.path("half_life_days").asDouble(0);
        if (!node.path("half_life_days").isNumber() || !(days > 0 && days <= Recency.MOST_DAYS)) {
            throw wrong(
                    field + ".half_life_days", "must be a number over 0, at most %.0f".formatted(Recency.MOST_DAYS));
        }
        JsonNode weight = node.path("weight");
        double counts = absent(weight) ? Recency.USUAL_WEIGHT : weight.asDouble(0);
        if (!absent(weight) && (!weight.isNumber() || !(counts > 0 && counts <= 1))) {
            throw wrong(field + ".weight", "must be a number over 0, at most 1");
        }
        return Optional.of(new Recency(days, attribute(field + ".attribute", node.path("attribute")), counts));
    }

    private static String attribute(String field, JsonNode attribute) {
        if (absent(attribute)) {
            return "";
        }
        String name = attribute.asText();
        boolean fits = name.length() <= Recency.LONGEST_ATTRIBUTE && name.indexOf('\0') < 0;
        if (!attribute.isTextual() || name.isBlank() || !fits) {
            throw wrong(
                    field,
                    "must be the name of an attribute, at most %d characters".formatted(Recency.LONGEST_ATTRIBUTE));
        }
        return name;
    }

    private static void checkFields(JsonNode node, Set<String> known, String path) {
        if (!node.isObject()) {
            throw wrong(path, "must be an object");
        }
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw Problem.INVALID_REQUEST.because(
                        path + "." + name,
                        "There is no '%s' in '%s'; there are %s."
                                .formatted(name, path, known.stream().sorted().collect(Collectors.joining(", "))));
            }
        });
    }

    private static boolean absent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    private static String words(Enum<?>[] values) {
        return Arrays.stream(values).map(value -> "'" + lower(value) + "'").collect(Collectors.joining(", "));
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static ProblemException wrong(String field, String what) {
        return Problem.INVALID_REQUEST.because(field, "'%s' %s.".formatted(field, what));
    }

    /**
     * A collection's {@code search}, in the form in which it may be sent back.
     *
     * @param maxPerDocument 0: as many as there are
     * @param recency {@code off}, or an object
     * @param ranker {@code auto}, or the name of a reranker, or {@link HiddenModels#HIDDEN}
     */
    record Body(
            List<String> stages,
            String collapse,
            @JsonProperty("max_per_document") int maxPerDocument,
            Object recency,
            String ranker) {

        static Body of(SearchSettings settings, HiddenModels hidden) {
            return new Body(
                    settings.stages().stream()
                            .sorted()
                            .map(SearchSettingBodies::lower)
                            .toList(),
                    lower(settings.collapse()),
                    settings.maxPerDocument(),
                    settings.recency().<Object>map(RecencyBody::of).orElse(OFF),
                    settings.ranker().isEmpty() ? Rankers.AUTO : hidden.shown(settings.ranker()));
        }
    }

    record RecencyBody(
            @JsonProperty("half_life_days") double halfLifeDays,
            @Nullable String attribute,
            double weight) {

        static RecencyBody of(Recency recency) {
            return new RecencyBody(
                    recency.halfLifeDays(),
                    recency.attribute().isEmpty() ? null : recency.attribute(),
                    recency.weight());
        }
    }
}
