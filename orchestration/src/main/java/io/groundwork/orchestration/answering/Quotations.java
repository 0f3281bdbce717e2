package io.groundwork.orchestration.answering;

import io.groundwork.ingest.chunk.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;

/** Finds what of a sentence was taken over word for word. */
final class Quotations {

    private static final int FEWEST_WORDS = 5;
    private static final int FEWEST_CHARACTERS = 25;

    private Quotations() {}

    /** Spans of {@code sentence}, in order, of at least five words and 25 characters that stand in {@code source}; a capital may differ where one begins. */
    static List<Span> of(String sentence, String source) {
        List<MatchResult> words = Words.in(sentence);
        List<MatchResult> there = Words.in(source);
        List<Span> found = new ArrayList<>();
        for (int from = 0; from + FEWEST_WORDS <= words.size(); ) {
            int longest = 0;
            for (int at = 0; at + FEWEST_WORDS <= there.size(); at++) {
                longest = Math.max(longest, run(sentence, words, from, source, there, at));
            }
            int start = words.get(from).start();
            int end = longest == 0 ? start : words.get(from + longest - 1).end();
            if (longest >= FEWEST_WORDS && end - start >= FEWEST_CHARACTERS) {
                found.add(new Span(start, end));
                from += longest;
            } else {
                from++;
            }
        }
        return List.copyOf(found);
    }

    /** How many words from there on are the same, with the same between them. */
    private static int run(
            String sentence, List<MatchResult> words, int from, String source, List<MatchResult> there, int at) {
        if (!words.get(from).group().equalsIgnoreCase(there.get(at).group())) {
            return 0;
        }
        int run = 1;
        while (from + run < words.size()
                && at + run < there.size()
                && words.get(from + run).group().equals(there.get(at + run).group())
                && between(sentence, words, from + run).equals(between(source, there, at + run))) {
            run++;
        }
        return run;
    }

    private static String between(String text, List<MatchResult> words, int word) {
        return text.substring(words.get(word - 1).end(), words.get(word).start())
                .replaceAll("\\s+", " ");
    }
}
