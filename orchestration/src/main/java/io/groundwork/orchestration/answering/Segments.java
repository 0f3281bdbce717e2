package io.groundwork.orchestration.answering;

import io.groundwork.embeddings.LateInteraction.Segment;
import io.groundwork.embeddings.LateInteraction.Text;
import io.groundwork.ingest.Passage;
import io.groundwork.ingest.chunk.Sentences;
import io.groundwork.ingest.chunk.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What of a passage can stand in an answer: its sentences, and the rows of its tables. A heading cannot, and no question either.
 *
 * @param passage where they stand
 * @param spans of the passage's text, in order
 */
record Segments(Passage passage, List<Span> spans) {

    /** How the ingest module writes a table: a row a line, its cells parted like this. */
    private static final String CELLS = " | ";

    private static final Pattern ENDED = Pattern.compile("[.!:;…。！]['\"”’)\\]]*$");
    private static final Pattern ITEM = Pattern.compile("^(?:[-*+•●◦▪‣·–]|\\(?\\d{1,3}[.)])\\s");
    private static final Pattern FIGURE = Pattern.compile("\\p{N}");
    private static final int HEADING_WORDS = 12;

    Segments {
        spans = List.copyOf(spans);
    }

    static Segments of(Passage passage) {
        return of(passage, List.of());
    }

    /** @param headings spans of the passage's text that are headings of its document */
    static Segments of(Passage passage, List<Span> headings) {
        List<Span> spans = new ArrayList<>();
        String text = passage.text();
        int prose = 0;
        boolean inTable = false;
        for (int line = 0; line < text.length(); ) {
            int end = endOfLine(text, line);
            boolean row = text.substring(line, end).contains(CELLS);
            if (row) {
                addProse(passage, prose, line, spans);
                if (inTable || !namesColumns(text, line, end)) {
                    addRow(text, line, end, spans);
                }
                prose = Math.min(end + 1, text.length());
            }
            inTable = row;
            line = end + 1;
        }
        addProse(passage, prose, text.length(), spans);
        spans.removeIf(span ->
                headings.stream().anyMatch(heading -> span.start() < heading.end() && heading.start() < span.end()));
        return new Segments(passage, spans);
    }

    /** A table's first row that holds no figure, above one that does: it says what stands in the columns, and nothing itself. */
    private static boolean namesColumns(String text, int start, int end) {
        if (end >= text.length()) {
            return false;
        }
        String next = text.substring(end + 1, endOfLine(text, end + 1));
        return next.contains(CELLS)
                && FIGURE.matcher(next).find()
                && !FIGURE.matcher(text.substring(start, end)).find();
    }

    private static int endOfLine(String text, int from) {
        int newline = text.indexOf('\n', from);
        return newline < 0 ? text.length() : newline;
    }

    private static void addRow(String text, int start, int end, List<Span> spans) {
        int first = start;
        int last = end;
        while (first < last && Character.isWhitespace(text.charAt(first))) {
            first++;
        }
        while (last > first && Character.isWhitespace(text.charAt(last - 1))) {
            last--;
        }
        if (first < last) {
            spans.add(new Span(first, last));
        }
    }

    private static void addProse(Passage passage, int start, int end, List<Span> spans) {
        List<Span> sentences = start < end ? Sentences.of(passage.text(), start, end) : List.of();
        for (int i = 0; i < sentences.size(); i++) {
            String sentence = sentences.get(i).of(passage.text());
            boolean leads = start == 0 && i == 0 && sentences.size() > 1;
            if (!sentence.endsWith("?") && !isHeading(sentence, passage) && !(leads && looksLikeTitle(sentence))) {
                spans.add(sentences.get(i));
            }
        }
    }

    private static boolean isHeading(String sentence, Passage passage) {
        String plain = plain(sentence);
        return passage.headings().stream().anyMatch(heading -> plain(heading).equals(plain));
    }

    private static boolean looksLikeTitle(String sentence) {
        return !ENDED.matcher(sentence).find()
                && !ITEM.matcher(sentence).find()
                && Words.in(sentence).size() <= HEADING_WORDS;
    }

    private static String plain(String words) {
        return words.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }

    /** The same, where no span has more words than so many. */
    Segments within(int mostWords) {
        return new Segments(
                passage,
                spans.stream()
                        .flatMap(span -> Clauses.of(passage.text(), span, mostWords).stream())
                        .toList());
    }

    /** The passage under its headings, as it is encoded: they often name what its sentences only point at. */
    Text encoded() {
        String above = above();
        return new Text(
                above + passage.text(),
                spans.stream()
                        .map(span -> new Segment(above.length() + span.start(), above.length() + span.end()))
                        .toList());
    }

    private String above() {
        StringBuilder above = new StringBuilder();
        if (!passage.headings().isEmpty()) {
            above.append(String.join(" › ", passage.headings())).append('\n');
        }
        if (!passage.context().isBlank()) {
            above.append(passage.context()).append('\n');
        }
        return above.toString();
    }
}
