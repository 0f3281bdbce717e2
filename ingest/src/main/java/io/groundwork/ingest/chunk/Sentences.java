package io.groundwork.ingest.chunk;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds sentences by the rules of Unicode (UAX 29, as the JDK has them), mended where they fail on real prose: abbreviations, initials,
 * numbers of sections and figures, and lines that are wrapped rather than ended. Thread-safe.
 */
public final class Sentences {

    private static final Set<String> ABBREVIATIONS = Set.of(
            "dr", "mr", "mrs", "ms", "prof", "st", "jr", "sr", "rev", "gen", "col", "capt", "sgt", "hon", "fig", "figs",
            "eq", "eqs", "sec", "sect", "ch", "chap", "vol", "vols", "no", "nos", "nr", "art", "para", "pp", "p", "ed",
            "eds", "al", "cf", "vs", "v", "viz", "approx", "ca", "inc", "ltd", "corp", "co", "dept", "univ", "e.g",
            "i.e", "u.s", "u.k", "u.n", "d.c", "ph.d", "m.d", "a.m", "p.m", "resp", "ref", "refs", "tab", "app", "jan",
            "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "bzw", "ggf", "vgl", "abs",
            "z.b", "d.h", "u.a", "bspw", "inkl", "bd", "hr", "hrn", "fr", "dipl", "ing", "sog");

    /** After these a capital letter may well begin a sentence. */
    private static final Set<String> OFTEN_LAST = Set.of(
            "al", "inc", "ltd", "corp", "co", "jr", "sr", "u.s", "u.k", "u.n", "a.m", "p.m", "d.c", "ph.d", "m.d", "no",
            "p", "v");

    /** Words that begin sentences and no surnames. */
    private static final Set<String> STARTERS = Set.of(
            "The",
            "A",
            "An",
            "It",
            "This",
            "That",
            "These",
            "Those",
            "In",
            "On",
            "At",
            "For",
            "From",
            "With",
            "We",
            "He",
            "She",
            "They",
            "You",
            "I",
            "There",
            "However",
            "But",
            "And",
            "Or",
            "If",
            "When",
            "While",
            "As",
            "To",
            "Our",
            "Its",
            "Their",
            "Each",
            "Some",
            "All",
            "No",
            "Not",
            "What",
            "Why",
            "How",
            "Both",
            "Such",
            "Then",
            "Thus",
            "Here",
            "After",
            "Before",
            "Since",
            "Although");

    private static final Pattern STARTS_ITEM = Pattern.compile("^\\s*(?:[-*+•●◦▪‣·–]|\\(?\\d{1,3}[.)])\\s");
    private static final int WRAPPED_LINE = 45;

    private Sentences() {}

    /** The sentences of all of {@code text}, in order, without the white space between them. */
    public static List<Span> of(String text) {
        return of(text, 0, text.length());
    }

    /** The sentences of {@code text} from {@code start} to {@code end}; their spans point into {@code text}. */
    public static List<Span> of(String text, int start, int end) {
        List<Span> sentences = new ArrayList<>();
        int from = start;
        for (int i = start; i < end; i++) {
            if (text.charAt(i) == '\n' && endsLine(text, from, i, end)) {
                addSentences(text, from, i, sentences);
                from = i + 1;
            }
        }
        addSentences(text, from, end, sentences);
        return sentences;
    }

    /** Whether the line break at {@code at} ends what stands before it, or only wraps it. */
    private static boolean endsLine(String text, int from, int at, int end) {
        int lineStart = Math.max(from, text.lastIndexOf('\n', at - 1) + 1);
        if (at + 1 >= end || text.charAt(at + 1) == '\n' || at - lineStart < WRAPPED_LINE) {
            return true;
        }
        int nextEnd = text.indexOf('\n', at + 1);
        int nextStop = Math.min(end, nextEnd < 0 ? end : nextEnd);
        return STARTS_ITEM
                .matcher(text.substring(at + 1, Math.min(nextStop, at + 12)))
                .find();
    }

    private static void addSentences(String text, int start, int end, List<Span> sentences) {
        if (start >= end) {
            return;
        }
        // A wrapped line reads on: for the rules, its break is a space.
        String part = text.substring(start, end).replace('\n', ' ');
        BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ROOT);
        breaks.setText(part);
        int from = 0;
        for (int to = breaks.next(); to != BreakIterator.DONE; to = breaks.next()) {
            if (to < part.length() && readsOn(part, from, to)) {
                continue;
            }
            add(part, from, to, start, sentences);
            from = to;
        }
        add(part, from, part.length(), start, sentences);
    }

    private static void add(String part, int from, int to, int offset, List<Span> sentences) {
        int first = from;
        int last = to;
        while (first < last && isSpace(part.charAt(first))) {
            first++;
        }
        while (last > first && isSpace(part.charAt(last - 1))) {
            last--;
        }
        if (first < last) {
            sentences.add(new Span(offset + first, offset + last));
        }
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    /** Whether the full stop before {@code to} belongs to an abbreviation, an initial or a number, and the sentence goes on. */
    private static boolean readsOn(String part, int from, int to) {
        int stop = to;
        while (stop > from && isSpace(part.charAt(stop - 1))) {
            stop--;
        }
        if (stop <= from || part.charAt(stop - 1) != '.') {
            return false;
        }
        int wordStart = stop - 1;
        while (wordStart > from
                && !isSpace(part.charAt(wordStart - 1))
                && "([{\"'“‘".indexOf(part.charAt(wordStart - 1)) < 0) {
            wordStart--;
        }
        String word = part.substring(wordStart, stop - 1);
        String lower = word.toLowerCase(Locale.ROOT);
        char next = part.charAt(to);
        if (word.length() == 1 && Character.isUpperCase(word.charAt(0))) {
            // "by J. Smith", but "vitamin C. It helps".
            return Character.isUpperCase(next) && !STARTERS.contains(firstWord(part, to));
        }
        if (ABBREVIATIONS.contains(lower)) {
            return !OFTEN_LAST.contains(lower) || !Character.isUpperCase(next);
        }
        // "3. Results" and "1.2. Scope": the number belongs to what follows it.
        return wordStart == from
                && !word.isEmpty()
                && word.length() <= 6
                && word.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.');
    }

    private static String firstWord(String part, int from) {
        int end = from;
        while (end < part.length() && Character.isLetter(part.charAt(end))) {
            end++;
        }
        return part.substring(from, end);
    }
}
