package io.groundwork.orchestration.answering;

import io.groundwork.orchestration.answering.Matching.Sentence;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What tells whether the best sentence found for a question answers it. Cosines do for every language that the model knows, and numbers for all; what words tell is known of
 * English only, and of other questions these signals have the value that they have on average where there is an answer.
 *
 * @param sentence mean cosine of the question's tokens in the sentence
 * @param passage the same in its passage
 * @param worst cosine of the question's token that the sentence meets least
 * @param held share of the question's telling words that stand in the passage, above it or in its document's title, in any form
 * @param numberMissing whether the question has a number that stands in none of these
 * @param namesMissing how many of its names stand in none of these, 2 for more
 * @param negationMissing whether the question is negated, and the sentence is not
 */
record Signals(
        double sentence,
        double passage,
        double worst,
        double held,
        boolean numberMissing,
        int namesMissing,
        boolean negationMissing) {

    private static final double USUALLY_HELD = 0.725;
    private static final int MOST_NAMES = 2;

    /** Words that nearly every question in English has one of, and that other languages do not share. */
    private static final Set<String> ENGLISH = Set.of(
            "the", "of", "what", "which", "who", "whom", "whose", "how", "when", "where", "why", "is", "are", "were",
            "did", "does", "and", "with", "from", "that", "by", "was", "has", "have");

    private static final Pattern NEGATED = Pattern.compile(
            "\\b(?:not|no|never|none|nor|neither|without|cannot|unable|except|\\w+n['’]t)\\b",
            Pattern.CASE_INSENSITIVE);

    private static final int SHORT_WORD = 4;
    private static final int ENDING = 3;

    /**
     * @param around the passage with all that stands above it
     * @param best the sentence
     */
    static Signals of(String question, String around, String best, double passage, Sentence met) {
        List<MatchResult> telling =
                Words.in(question).stream().filter(Signals::tells).toList();
        Set<String> there = stems(around);
        boolean numberMissing = telling.stream()
                .map(MatchResult::group)
                .anyMatch(word -> Character.isDigit(word.charAt(0)) && !there.contains(stem(word)));
        if (Words.in(question).stream().noneMatch(word -> ENGLISH.contains(lower(word.group())))) {
            double worst = Math.max(met.worst(), met.mean() - EngineMatching.WORST_BELOW_MEAN);
            return new Signals(met.mean(), passage, worst, USUALLY_HELD, numberMissing, 0, false);
        }
        long held = telling.stream()
                .filter(word -> there.contains(stem(word.group())))
                .count();
        long names = telling.stream()
                .filter(word ->
                        word.start() > 0 && Character.isUpperCase(word.group().charAt(0)))
                .filter(word -> !there.contains(stem(word.group())))
                .count();
        return new Signals(
                met.mean(),
                passage,
                met.worst(),
                telling.isEmpty() ? USUALLY_HELD : (double) held / telling.size(),
                numberMissing,
                (int) Math.min(names, MOST_NAMES),
                NEGATED.matcher(question).find() && !NEGATED.matcher(best).find());
    }

    private static boolean tells(MatchResult word) {
        String group = word.group();
        return Character.isDigit(group.charAt(0)) || (group.length() > 1 && !StopWords.holds(group));
    }

    private static Set<String> stems(String text) {
        return Words.in(text).stream().map(word -> stem(word.group())).collect(Collectors.toSet());
    }

    /** Without what may be an ending: coarse, and enough to tell a word that stands there from one that does not. Numbers have none. */
    private static String stem(String word) {
        String lower = lower(word);
        return lower.length() <= SHORT_WORD || Character.isDigit(lower.charAt(0))
                ? lower
                : lower.substring(0, Math.max(SHORT_WORD, lower.length() - ENDING));
    }

    private static String lower(String word) {
        return word.toLowerCase(Locale.ROOT);
    }
}
