package io.groundwork.retrieval;

import static java.util.stream.Collectors.joining;

import io.groundwork.ingest.Passage;
import io.groundwork.retrieval.lexical.Analysis;
import io.groundwork.retrieval.lexical.Analysis.Lexeme;
import java.util.List;
import java.util.Locale;

/**
 * The words of a document's passages, with its title and the passages' headings, as the search by words compares them.
 *
 * @param language by whose rules they were read: the document's, or its collection's where that cannot be told
 * @param passages each passage's, in order
 */
record ReadWords(String language, List<List<Lexeme>> passages) {

    /** So much of a text tells of its language. */
    private static final int SAMPLE = 20_000;

    /** @param otherwise the collection's language */
    static ReadWords of(Replacement replacement, String otherwise) {
        String language = language(replacement, otherwise);
        Analysis analysis = Analysis.of(language);
        return new ReadWords(
                language,
                replacement.passages().stream()
                        .map(passage -> analysis.lexemes(passage.inContext(replacement.title())))
                        .toList());
    }

    /**
     * What the parser found in a short text may be wrong, and then none of its stems is that of the same word elsewhere. So the words that tell nothing have a
     * say: where the collection's language has as many of them in the text as the one found, it is taken.
     */
    private static String language(Replacement replacement, String otherwise) {
        String found = Locale.forLanguageTag(replacement.language()).getLanguage();
        if (found.isEmpty() || found.equals("und") || found.equals(otherwise)) {
            return otherwise;
        }
        if (!Analysis.of(found).hasWordsThatTellNothing()) {
            return found;
        }
        String sample = replacement.passages().stream().map(Passage::text).collect(joining("\n"));
        String head = sample.substring(0, Math.min(sample.length(), SAMPLE));
        return Analysis.of(otherwise).share(head) >= Analysis.of(found).share(head) ? otherwise : found;
    }

    /** Mean length of the passages, at least 1: what the first weights of a collection are made with. */
    double meanLength() {
        return Math.max(1, passages.stream().mapToInt(List::size).average().orElse(1));
    }

    /** Those of passages {@code [from, to)} as Postgres reads a tsvector. */
    String[] vectors(int from, int to) {
        return passages.subList(from, to).stream().map(Analysis::vector).toArray(String[]::new);
    }
}
