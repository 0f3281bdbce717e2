package io.groundwork.orchestration.transfer;

import io.groundwork.retrieval.Collapse;
import io.groundwork.retrieval.Recency;
import io.groundwork.retrieval.SearchSettings;
import io.groundwork.retrieval.Stage;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How a collection is searched, as {@code search} of the first line has it. What is not there is as a new collection has it: files from before there
 * was such a field have none of it.
 */
final class SearchLines {

    private static final int MOST_STAGES = 16;
    private static final int MOST_WORD = 40;
    private static final int LONGEST_RANKER = 200;

    private SearchLines() {}

    static Line.OfSearch write(SearchSettings settings) {
        return new Line.OfSearch(
                settings.stages().stream().sorted().map(SearchLines::word).toList(),
                word(settings.collapse()),
                settings.maxPerDocument(),
                settings.recency()
                        .map(recency -> new Line.OfRecency(
                                recency.halfLifeDays(),
                                recency.attribute().isEmpty() ? null : recency.attribute(),
                                recency.weight()))
                        .orElse(null),
                settings.ranker().isEmpty() ? null : settings.ranker());
    }

    /** @throws BadLineException when something in it is not as it should be */
    static SearchSettings read(Fields line) {
        return line.object("search").map(SearchLines::settings).orElse(SearchSettings.DEFAULT);
    }

    private static SearchSettings settings(Fields search) {
        SearchSettings usual = SearchSettings.DEFAULT;
        int most = search.whole("max_per_document", 0).orElse(usual.maxPerDocument());
        if (most > SearchSettings.MOST_PER_DOCUMENT) {
            throw search.bad("'search.max_per_document' is at most %d.".formatted(SearchSettings.MOST_PER_DOCUMENT));
        }
        return new SearchSettings(
                search.has("stages") ? stages(search) : usual.stages(),
                search.text("collapse", MOST_WORD)
                        .map(word -> collapse(search, word))
                        .orElse(usual.collapse()),
                most,
                search.object("recency").map(SearchLines::recency),
                search.text("ranker", LONGEST_RANKER).orElse(""));
    }

    private static Set<Stage> stages(Fields search) {
        EnumSet<Stage> stages = EnumSet.noneOf(Stage.class);
        for (String name : search.texts("stages", MOST_STAGES, MOST_WORD)) {
            stages.add(named(Stage.RANKING, name)
                    .orElseThrow(() -> search.bad("'search.stages' may hold lexical, vector, fusion and rerank.")));
        }
        if (!stages.contains(Stage.LEXICAL) && !stages.contains(Stage.VECTOR)) {
            throw search.bad("'search.stages' must hold lexical or vector.");
        }
        return stages;
    }

    private static Collapse collapse(Fields search, String word) {
        return named(Arrays.asList(Collapse.values()), word)
                .orElseThrow(() -> search.bad("'search.collapse' may be none, same or near."));
    }

    private static Recency recency(Fields recency) {
        String attribute = recency.text("attribute", Recency.LONGEST_ATTRIBUTE).orElse("");
        if (recency.has("attribute") && attribute.isBlank()) {
            throw recency.bad("'search.recency.attribute' is empty.");
        }
        return new Recency(
                overZero(recency, "half_life_days", Recency.MOST_DAYS),
                attribute,
                recency.has("weight") ? overZero(recency, "weight", 1) : Recency.USUAL_WEIGHT);
    }

    private static double overZero(Fields recency, String name, double most) {
        double number = recency.number(name, 0, most);
        if (number == 0) {
            throw recency.bad("'search.recency.%s' must be over 0.".formatted(name));
        }
        return number;
    }

    private static <T extends Enum<T>> Optional<T> named(Iterable<T> known, String word) {
        for (T one : known) {
            if (word(one).equals(word)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
