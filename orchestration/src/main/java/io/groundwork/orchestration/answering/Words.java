package io.groundwork.orchestration.answering;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The words of a text. */
final class Words {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

    private Words() {}

    /** With their places, in order. */
    static List<MatchResult> in(String text) {
        return WORD.matcher(text).results().toList();
    }

    /** Each once, in lower case, without those that say little. */
    static Set<String> telling(String text) {
        Set<String> words = new HashSet<>();
        for (MatchResult word : in(text)) {
            if (!StopWords.holds(word.group())) {
                words.add(word.group().toLowerCase(Locale.ROOT));
            }
        }
        return words;
    }
}
