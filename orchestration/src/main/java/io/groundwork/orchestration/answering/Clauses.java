package io.groundwork.orchestration.answering;

import io.groundwork.ingest.chunk.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Cuts what is too long to be quoted whole into about equal parts, where a clause ends if one does nearby. */
final class Clauses {

    private static final Pattern ENDED = Pattern.compile("[,;:|)\\]–—，；：、）]$");

    private Clauses() {}

    /** The span alone where it has no more words than {@code mostWords}, see {@link Words#counted}. */
    static List<Span> of(String text, Span span, int mostWords) {
        List<MatchResult> words = Words.counted(span.of(text));
        if (words.size() <= mostWords) {
            return List.of(span);
        }
        int parts = Math.ceilDiv(words.size(), mostWords);
        List<Span> cut = new ArrayList<>();
        int from = 0;
        for (int left = parts; left > 0; left--) {
            int to = left == 1 ? words.size() : end(words, from, left, mostWords);
            cut.add(new Span(
                    span.start() + words.get(from).start(),
                    span.start() + words.get(to - 1).end()));
            from = to;
        }
        return List.copyOf(cut);
    }

    /** One past the last word of the next part: as near to its even share as a clause ends, so that no part is too long. */
    private static int end(List<MatchResult> words, int from, int left, int mostWords) {
        int even = from + Math.ceilDiv(words.size() - from, left);
        int least = Math.max(from + 1, words.size() - (left - 1) * mostWords);
        int most = Math.min(from + mostWords, words.size() - (left - 1));
        for (int off = 0; off <= (even - from) / 2; off++) {
            for (int to : List.of(even - off, even + off)) {
                if (least <= to
                        && to <= most
                        && ENDED.matcher(words.get(to - 1).group()).find()) {
                    return to;
                }
            }
        }
        return Math.clamp(even, least, most);
    }
}
