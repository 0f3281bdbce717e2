package io.groundwork.orchestration.answering;

import io.groundwork.ingest.chunk.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
        Map<String, List<Integer>> places = places(there);
        List<Span> found = new ArrayList<>();
        for (int from = 0; from + FEWEST_WORDS <= words.size(); ) {
            int longest = 0;
            for (int at : places.getOrDefault(lower(words.get(from)), List.of())) {
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

    /** Where each word stands, in lower case, as far as enough follow it. */
    private static Map<String, List<Integer>> places(List<MatchResult> words) {
        Map<String, List<Integer>> places = new HashMap<>();
        for (int at = 0; at + FEWEST_WORDS <= words.size(); at++) {
            places.computeIfAbsent(lower(words.get(at)), word -> new ArrayList<>())
                    .add(at);
        }
        return places;
    }

    private static String lower(MatchResult word) {
        return word.group().toLowerCase(Locale.ROOT);
    }

    /** How many words from there on are the same, with the same between them; the first are. */
    private static int run(
            String sentence, List<MatchResult> words, int from, String source, List<MatchResult> there, int at) {
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
