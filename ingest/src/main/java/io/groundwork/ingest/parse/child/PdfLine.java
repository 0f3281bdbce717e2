package io.groundwork.ingest.parse.child;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A line of a PDF page as it is printed. Lengths are in points, from the page's top left.
 *
 * @param words in the order in which they are read
 * @param size the font size of most of its characters
 * @param bold whether most of its characters are bold
 * @param top baseline's distance from the top of the page
 * @param height of the page
 */
record PdfLine(List<Word> words, float size, boolean bold, float top, float height) {

    /** A gap wider than so many font sizes parts columns; a space, even a justified one, is narrower. */
    private static final float COLUMN_GAP = 1.6f;

    /** From {@code left} to {@code right}. */
    record Word(String text, float left, float right) {

        /** Between the two, whichever of them stands further left. */
        float gapTo(Word other) {
            return Math.max(other.left - right, left - other.right);
        }

        float middle() {
            return (left + right) / 2;
        }
    }

    PdfLine {
        words = List.copyOf(words);
    }

    String text() {
        return words.stream().map(Word::text).collect(Collectors.joining(" "));
    }

    float left() {
        return (float) words.stream().mapToDouble(Word::left).min().orElse(0);
    }

    float right() {
        return (float) words.stream().mapToDouble(Word::right).max().orElse(0);
    }

    /** Into how many parts gaps too wide for a space part it. */
    int parts() {
        int parts = 1;
        for (int i = 1; i < words.size(); i++) {
            if (words.get(i - 1).gapTo(words.get(i)) > COLUMN_GAP * Math.max(size, 4)) {
                parts++;
            }
        }
        return parts;
    }

    /** Whether {@code next} stands on the same baseline, further on in the direction of reading: the same line, drawn in two goes. */
    boolean isContinuedBy(PdfLine next) {
        boolean further = PdfRightToLeft.isIn(text()) ? next.right() < left() + 1 : next.left() > right() - 1;
        return Math.abs(next.top - top) < Math.min(size, next.size) * 0.35f && further;
    }

    PdfLine with(PdfLine next) {
        List<Word> all = new ArrayList<>(words);
        all.addAll(next.words);
        boolean longer = text().length() >= next.text().length();
        return new PdfLine(all, longer ? size : next.size, longer ? bold : next.bold, top, height);
    }
}
