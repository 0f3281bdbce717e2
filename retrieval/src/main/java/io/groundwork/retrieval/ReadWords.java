package io.groundwork.retrieval;

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

    static ReadWords of(Replacement replacement, String otherwise) {
        String known = Locale.forLanguageTag(replacement.language()).getLanguage();
        String language = known.isEmpty() || known.equals("und") ? otherwise : known;
        Analysis analysis = Analysis.of(language);
        return new ReadWords(
                language,
                replacement.passages().stream()
                        .map(passage -> analysis.lexemes(passage.inContext(replacement.title())))
                        .toList());
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
