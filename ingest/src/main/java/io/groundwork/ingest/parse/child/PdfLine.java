package io.groundwork.ingest.parse.child;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A line of a PDF page as it is printed. Lengths are in points, from the page's top left.
 *
 * @param cells the line's words, parted where a gap is too wide to be a space
 * @param size the font size of most of its characters
 * @param bold whether most of its characters are bold
 * @param top baseline's distance from the top of the page
 * @param height of the page
 */
record PdfLine(List<Cell> cells, float size, boolean bold, float top, float height) {

    /** Words that stand together, from {@code left} to {@code right}. */
    record Cell(String text, float left, float right) {}

    PdfLine {
        cells = List.copyOf(cells);
    }

    String text() {
        return cells.stream().map(Cell::text).collect(Collectors.joining(" "));
    }

    float left() {
        return cells.getFirst().left();
    }

    float right() {
        return cells.getLast().right();
    }
}
