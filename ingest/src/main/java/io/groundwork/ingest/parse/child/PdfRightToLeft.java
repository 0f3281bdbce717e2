package io.groundwork.ingest.parse.child;

import io.groundwork.ingest.parse.child.PdfLine.Word;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.apache.pdfbox.text.TextPosition;

/**
 * A printed line that holds Arabic, Hebrew or another script written from the right. The page draws its glyphs in any order, so they are sorted by
 * where they stand, parted into words at the gaps, and put into the order in which they are read: from the right, and what is written from
 * the left (Latin words, numbers) within it from the left.
 */
final class PdfRightToLeft {

    /** A gap wider than this share of the font size parts words. */
    private static final float GAP = 0.18f;

    private PdfRightToLeft() {}

    private enum Direction {
        RIGHT_TO_LEFT,
        LEFT_TO_RIGHT,
        NONE
    }

    /** One glyph, which may be several characters; blank for a gap. */
    private record Glyph(String text, float left, float right, Direction direction) {

        boolean isGap() {
            return text.isBlank();
        }
    }

    static boolean isIn(CharSequence text) {
        return text.codePoints().anyMatch(c -> directionOf(c) == Direction.RIGHT_TO_LEFT);
    }

    /** @param positions of one line, in any order */
    static List<Word> words(List<TextPosition> positions) {
        List<Glyph> glyphs = withGaps(positions);
        long fromRight = count(glyphs, Direction.RIGHT_TO_LEFT);
        long fromLeft = count(glyphs, Direction.LEFT_TO_RIGHT);
        List<Glyph> ordered = fromRight * 2 >= fromLeft
                ? reversedBut(Direction.LEFT_TO_RIGHT, glyphs.reversed())
                : reversedBut(Direction.RIGHT_TO_LEFT, glyphs);
        return parted(ordered);
    }

    private static long count(List<Glyph> glyphs, Direction direction) {
        return glyphs.stream().filter(glyph -> glyph.direction() == direction).count();
    }

    private static List<Glyph> withGaps(List<TextPosition> positions) {
        List<TextPosition> sorted = positions.stream()
                .filter(each -> each.getUnicode() != null)
                .sorted(Comparator.comparingDouble(TextPosition::getXDirAdj))
                .toList();
        List<Glyph> glyphs = new ArrayList<>();
        float right = Float.MAX_VALUE;
        for (TextPosition each : sorted) {
            float left = each.getXDirAdj();
            float size = Math.max(1, each.getFontSizeInPt());
            if (left - right > size * GAP) {
                glyphs.add(new Glyph(" ", right, left, Direction.NONE));
            }
            String text = Normalizer.normalize(each.getUnicode(), Normalizer.Form.NFKC);
            glyphs.add(new Glyph(text, left, left + each.getWidthDirAdj(), direction(text)));
            right = left + each.getWidthDirAdj();
        }
        return glyphs;
    }

    private static Direction direction(String text) {
        return text.codePoints()
                .mapToObj(PdfRightToLeft::directionOf)
                .filter(each -> each != Direction.NONE)
                .findFirst()
                .orElse(Direction.NONE);
    }

    /** Digits are read from the left in every script. */
    private static Direction directionOf(int codePoint) {
        return switch (Character.getDirectionality(codePoint)) {
            case Character.DIRECTIONALITY_RIGHT_TO_LEFT, Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC ->
                Direction.RIGHT_TO_LEFT;
            case Character.DIRECTIONALITY_LEFT_TO_RIGHT,
                    Character.DIRECTIONALITY_EUROPEAN_NUMBER,
                    Character.DIRECTIONALITY_ARABIC_NUMBER -> Direction.LEFT_TO_RIGHT;
            default -> Direction.NONE;
        };
    }

    /** Turns each stretch of {@code inner} round, with what has no direction of its own between two of them. */
    private static List<Glyph> reversedBut(Direction inner, List<Glyph> glyphs) {
        List<Glyph> ordered = new ArrayList<>();
        int next = 0;
        while (next < glyphs.size()) {
            if (glyphs.get(next).direction() != inner) {
                ordered.add(glyphs.get(next++));
                continue;
            }
            int end = next + 1;
            for (int i = end;
                    i < glyphs.size()
                            && (glyphs.get(i).direction() == inner
                                    || glyphs.get(i).direction() == Direction.NONE);
                    i++) {
                if (glyphs.get(i).direction() == inner) {
                    end = i + 1;
                }
            }
            List<Glyph> stretch = new ArrayList<>(glyphs.subList(next, end));
            Collections.reverse(stretch);
            ordered.addAll(stretch);
            next = end;
        }
        return ordered;
    }

    private static List<Word> parted(List<Glyph> glyphs) {
        List<Word> words = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        float left = Float.MAX_VALUE;
        float right = 0;
        for (Glyph glyph : glyphs) {
            if (glyph.isGap()) {
                if (!text.isEmpty()) {
                    words.add(new Word(text.toString(), left, right));
                    text.setLength(0);
                    left = Float.MAX_VALUE;
                    right = 0;
                }
            } else {
                text.append(glyph.text());
                left = Math.min(left, glyph.left());
                right = Math.max(right, glyph.right());
            }
        }
        if (!text.isEmpty()) {
            words.add(new Word(text.toString(), left, right));
        }
        return words;
    }
}
