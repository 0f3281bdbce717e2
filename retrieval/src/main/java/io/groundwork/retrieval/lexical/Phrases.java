package io.groundwork.retrieval.lexical;

import static java.util.stream.Collectors.joining;

import io.groundwork.retrieval.lexical.Analysis.Lexeme;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** What a question has in quotation marks: words that have to stand beside each other, in their order. */
final class Phrases {

    /** The marks of English, German and French, and the plain one where it does not follow a letter or digit, as that of inches does. */
    private static final Pattern QUOTED = Pattern.compile(
            "(?<![\\p{L}\\p{N}])\"([^\"]+)\"(?![\\p{L}\\p{N}])|“([^“”]+)”|„([^“”„]+)[“”]|«([^«»]+)»|「([^「」]+)」");

    /** Who quotes more, quotes a text. */
    private static final int MOST = 8;

    private Phrases() {}

    /**
     * The condition that they all stand in a passage, as Postgres reads a tsquery; empty when nothing is quoted but words that tell nothing.
     *
     * @param languages by whose rules the passages were read
     */
    static Optional<String> condition(String question, Collection<String> languages) {
        List<String> phrases = QUOTED.matcher(question)
                .results()
                .map(Phrases::within)
                .flatMap(phrase -> inAnyOf(phrase, languages).stream())
                .limit(MOST)
                .toList();
        return phrases.isEmpty() ? Optional.empty() : Optional.of(String.join(" & ", phrases));
    }

    private static String within(MatchResult quoted) {
        return IntStream.rangeClosed(1, quoted.groupCount())
                .mapToObj(quoted::group)
                .filter(text -> text != null)
                .findFirst()
                .orElseThrow();
    }

    private static Optional<String> inAnyOf(String phrase, Collection<String> languages) {
        List<String> forms = languages.stream()
                .map(language -> inARow(Analysis.of(language).lexemes(phrase)))
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        return forms.isEmpty() ? Optional.empty() : Optional.of(forms.stream().collect(joining(" | ", "(", ")")));
    }

    /** Where several lexemes share a place, the first is the part of a word, and the parts are what stands in a row. */
    private static Optional<String> inARow(List<Lexeme> lexemes) {
        Map<Integer, String> places = new TreeMap<>();
        lexemes.forEach(lexeme -> places.putIfAbsent(lexeme.position(), lexeme.text()));
        List<String> row = new ArrayList<>();
        int last = 0;
        for (Map.Entry<Integer, String> place : places.entrySet()) {
            if (!row.isEmpty()) {
                row.add("<%d>".formatted(place.getKey() - last));
            }
            row.add(Analysis.quoted(place.getValue()));
            last = place.getKey();
        }
        return row.isEmpty() ? Optional.empty() : Optional.of("(%s)".formatted(String.join(" ", row)));
    }
}
