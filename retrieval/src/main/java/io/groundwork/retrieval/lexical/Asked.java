package io.groundwork.retrieval.lexical;

import static java.util.stream.Collectors.groupingBy;

import io.groundwork.retrieval.lexical.Analysis.Lexeme;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A lexeme that a question asks for.
 *
 * @param frequency how often it stands in the question
 * @param among how many passages are in a language in which it can stand
 * @param word of the question, from which it was made
 */
record Asked(int frequency, long among, String word) {

    /**
     * A question by the rules of each of some languages. Words that tell nothing in the language that it is most likely in are not asked for in the others,
     * where they are rare and would tell most.
     *
     * @param languages with how many passages are in each
     */
    static Map<String, Asked> of(String question, Map<String, Long> languages) {
        Map<String, Double> shares = new HashMap<>();
        languages
                .keySet()
                .forEach(language -> shares.put(language, Analysis.of(language).share(question)));
        double most =
                shares.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
        Map<String, Asked> asked = new HashMap<>();
        languages.forEach((language, passages) -> {
            List<Analysis> likelier = shares.get(language) < most
                    ? shares.entrySet().stream()
                            .filter(other -> other.getValue() == most)
                            .map(other -> Analysis.of(other.getKey()))
                            .toList()
                    : List.of();
            Map<String, List<Lexeme>> lexemes = Analysis.of(language).lexemes(question).stream()
                    .filter(lexeme -> likelier.stream().noneMatch(other -> other.tellsNothing(lexeme.word())))
                    .collect(groupingBy(Lexeme::text));
            lexemes.forEach((lexeme, occurring) -> asked.merge(
                    lexeme,
                    new Asked(occurring.size(), passages, occurring.getFirst().word()),
                    Asked::inBoth));
        });
        return asked;
    }

    /** Where two languages have the same lexeme it is one: what bears no language's mark. */
    private Asked inBoth(Asked other) {
        return new Asked(Math.max(frequency, other.frequency), among + other.among, word);
    }
}
