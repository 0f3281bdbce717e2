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

    /** What counts as a word where an answer's length is limited: what stands between spaces, and of scripts without spaces two characters. */
    private static final Pattern COUNTED = Pattern.compile("[{unspaced}]{1,2}|[^\\s{unspaced}]+"
            .replace(
                    "{unspaced}",
                    "\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}\\p{IsLao}\\p{IsKhmer}\\p{IsMyanmar}"));

    private Words() {}

    /** As a reader counts them who wants a short answer, in order. */
    static List<MatchResult> counted(String text) {
        return COUNTED.matcher(text).results().toList();
    }

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
