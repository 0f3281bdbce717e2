package io.groundwork.orchestration.models;

import io.groundwork.orchestration.local.GgufHead;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What the makers of well-known embedders had stand before texts while they trained them, told by the names in the file. A proposal for a card, no more.
 *
 * @param query before questions
 * @param passage before passages
 */
record KnownPrefixes(String query, String passage) {

    private static final KnownPrefixes NONE = new KnownPrefixes("", "");

    private record Family(Pattern name, KnownPrefixes prefixes) {

        Family(String name, String query, String passage) {
            this(Pattern.compile(name), new KnownPrefixes(query, passage));
        }
    }

    /** From the models' own pages; the first that fits counts. */
    private static final List<Family> FAMILIES = List.of(
            new Family("nomic[- ]embed", "search_query: ", "search_document: "),
            new Family(
                    "\\be5[- ](?:small|base|large)(?!.*instruct)|multilingual[- ]e5(?!.*instruct)",
                    "query: ",
                    "passage: "),
            new Family(
                    "\\bbge[- ](?:small|base|large)[- ]en",
                    "Represent this sentence for searching relevant passages: ",
                    ""),
            new Family("mxbai[- ]embed", "Represent this sentence for searching relevant passages: ", ""),
            new Family("arctic[- ]embed.*v2", "query: ", ""),
            new Family("arctic[- ]embed", "Represent this sentence for searching relevant passages: ", ""),
            new Family("embeddinggemma", "task: search result | query: ", "title: none | text: "));

    static KnownPrefixes of(GgufHead head) {
        String names = (head.name().orElse("") + " " + String.join(" ", head.baseModels())).toLowerCase(Locale.ROOT);
        return FAMILIES.stream()
                .filter(family -> family.name().matcher(names).find())
                .map(Family::prefixes)
                .findFirst()
                .orElse(NONE);
    }
}
