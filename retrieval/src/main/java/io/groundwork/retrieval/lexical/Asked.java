package io.groundwork.retrieval.lexical;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.groundwork.retrieval.lexical.Analysis.Lexeme;
import java.util.HashMap;
import java.util.Map;

/**
 * A lexeme that a question asks for.
 *
 * @param frequency how often it stands in the question
 * @param among how many passages are in a language in which it can stand
 */
record Asked(int frequency, long among) {

    /**
     * A question by the rules of each of some languages.
     *
     * @param languages with how many passages are in each
     */
    static Map<String, Asked> of(String question, Map<String, Long> languages) {
        Map<String, Asked> asked = new HashMap<>();
        languages.forEach((language, passages) -> {
            Map<String, Long> frequencies = Analysis.of(language).lexemes(question).stream()
                    .map(Lexeme::text)
                    .collect(groupingBy(identity(), counting()));
            frequencies.forEach((lexeme, frequency) ->
                    asked.merge(lexeme, new Asked(Math.toIntExact(frequency), passages), Asked::plus));
        });
        return asked;
    }

    /** Where two languages have the same lexeme it is one: what bears no language's mark. */
    private Asked plus(Asked other) {
        return new Asked(Math.max(frequency, other.frequency), among + other.among);
    }
}
