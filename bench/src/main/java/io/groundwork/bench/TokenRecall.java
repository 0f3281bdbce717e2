package io.groundwork.bench;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much of a reference's words a text holds: each word of the reference counts as often as it stands there, and is found as often as it
 * stands in the text. Words are compared without case, marks of Markdown are none, and an ideograph is a word.
 */
final class TokenRecall {

    private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("!?\\[([^\\[\\]]*)]\\((?:[^()\\s]|\\([^()\\s]*\\))*\\)");
    private static final Pattern WORD = Pattern.compile(
            "[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}]|[\\p{L}\\p{N}&&[^\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}]]+");
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");

    private TokenRecall() {}

    /** From 0 to 1; 1 when the reference has no word. */
    static double of(String markdown, String text) {
        Map<String, Integer> wanted = words(plain(markdown));
        Map<String, Integer> there = words(text);
        long all = 0;
        long found = 0;
        for (Map.Entry<String, Integer> each : wanted.entrySet()) {
            all += each.getValue();
            found += Math.min(each.getValue(), there.getOrDefault(each.getKey(), 0));
        }
        return all == 0 ? 1 : (double) found / all;
    }

    private static String plain(String markdown) {
        String text = COMMENT.matcher(markdown).replaceAll(" ");
        text = LINK.matcher(text).replaceAll(link -> Matcher.quoteReplacement(link.group(1)));
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&");
    }

    private static Map<String, Integer> words(String text) {
        String even = MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKC))
                .replaceAll("")
                .toLowerCase(Locale.ROOT);
        Map<String, Integer> counts = new HashMap<>();
        Matcher word = WORD.matcher(even);
        while (word.find()) {
            counts.merge(word.group(), 1, Integer::sum);
        }
        return counts;
    }
}
