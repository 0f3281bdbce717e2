package io.groundwork.ingest.parse.child;

import io.groundwork.ingest.parse.child.PdfLine.Word;
import java.util.ArrayList;
import java.util.List;

/**
 * Columns of prose side by side. Most programs draw one after the other, and nothing is to be done; where a page was drawn line by line across both,
 * each printed line holds two that have nothing to do with each other. They are told from a table by their length, and by the blank strip
 * that parts them at the same place from top to bottom.
 */
final class PdfColumns {

    private static final int FEWEST_LINES = 6;
    private static final int PROSE_CHARACTERS = 22;
    private static final float MOST_SHIFT = 4;
    private static final float INDENT = 30;

    private PdfColumns() {}

    static List<PdfLine> inReadingOrder(List<PdfLine> lines) {
        List<PdfLine> ordered = new ArrayList<>();
        int next = 0;
        while (next < lines.size()) {
            int end = endOfColumns(lines, next);
            if (end > next) {
                float start =
                        lines.get(next).words().get(parting(lines.get(next))).left();
                List<PdfLine> right = new ArrayList<>();
                for (PdfLine line : lines.subList(next, end)) {
                    int parting = partingAt(line, start);
                    if (parting > 0) {
                        ordered.add(part(line, 0, parting));
                    }
                    if (parting < line.words().size()) {
                        right.add(part(line, parting, line.words().size()));
                    }
                }
                ordered.addAll(right);
                next = end;
            } else {
                ordered.add(lines.get(next++));
            }
        }
        return ordered;
    }

    /** One past the last line from {@code first} on that is parted where the first one is; {@code first} where these are no columns. */
    private static int endOfColumns(List<PdfLine> lines, int first) {
        if (!isTwoLines(lines.get(first))) {
            return first;
        }
        float start = lines.get(first).words().get(parting(lines.get(first))).left();
        int end = first;
        int full = 0;
        for (int i = first; i < lines.size(); i++) {
            PdfLine line = lines.get(i);
            boolean below = i == first || line.top() > lines.get(i - 1).top();
            if (!below || partingAt(line, start) < 0) {
                break;
            }
            if (isTwoLines(line)) {
                full++;
                end = i + 1;
            }
        }
        return full >= FEWEST_LINES ? end : first;
    }

    /** Index of the first word of the right column, which begins at {@code start}; -1 where the line stands across. */
    private static int partingAt(PdfLine line, float start) {
        List<Word> words = line.words();
        int parting = 0;
        while (parting < words.size() && words.get(parting).left() < start - MOST_SHIFT) {
            parting++;
        }
        boolean leftEnds = parting == 0 || words.get(parting - 1).right() < start;
        boolean rightBegins = parting == words.size() || words.get(parting).left() < start + INDENT;
        return leftEnds && rightBegins ? parting : -1;
    }

    private static boolean isTwoLines(PdfLine line) {
        if (line.parts() != 2) {
            return false;
        }
        int parting = parting(line);
        return length(line, 0, parting) >= PROSE_CHARACTERS
                && length(line, parting, line.words().size()) >= PROSE_CHARACTERS;
    }

    /** Index of the first word beyond the widest gap. */
    private static int parting(PdfLine line) {
        int widest = 1;
        for (int i = 2; i < line.words().size(); i++) {
            if (gapBefore(line, i) > gapBefore(line, widest)) {
                widest = i;
            }
        }
        return widest;
    }

    private static float gapBefore(PdfLine line, int word) {
        return line.words().get(word - 1).gapTo(line.words().get(word));
    }

    private static int length(PdfLine line, int from, int to) {
        return line.words().subList(from, to).stream()
                .map(Word::text)
                .mapToInt(String::length)
                .sum();
    }

    private static PdfLine part(PdfLine line, int from, int to) {
        return new PdfLine(line.words().subList(from, to), line.size(), line.bold(), line.top(), line.height());
    }
}
