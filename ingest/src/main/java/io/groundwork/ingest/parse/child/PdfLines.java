package io.groundwork.ingest.parse.child;

import io.groundwork.ingest.parse.child.PdfLine.Cell;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDFontDescriptor;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;

/** Collects a page's lines with where they stand and how large they are, in the order in which the page draws them. */
final class PdfLines extends PDFTextStripper {

    /** A gap wider than so many font sizes parts columns; a space, even a justified one, is narrower. */
    private static final float COLUMN_GAP = 1.6f;

    private List<PdfLine> lines = new ArrayList<>();
    private List<Cell> cells = new ArrayList<>();
    private final Map<Float, Integer> sizes = new HashMap<>();
    private float height;
    private float top;
    private int characters;
    private int boldCharacters;

    PdfLines() {
        setSuppressDuplicateOverlappingText(true);
        setAddMoreFormatting(false);
    }

    /** @param page counted from 1 */
    List<PdfLine> of(PDDocument document, int page) throws IOException {
        lines = new ArrayList<>();
        height = document.getPage(page - 1).getCropBox().getHeight();
        setStartPage(page);
        setEndPage(page);
        writeText(document, Writer.nullWriter());
        endLine();
        return lines;
    }

    @Override
    protected void writeString(String word, List<TextPosition> positions) {
        if (word.isBlank() || positions.isEmpty()) {
            return;
        }
        float left = Float.MAX_VALUE;
        float right = 0;
        float size = 0;
        for (TextPosition each : positions) {
            left = Math.min(left, each.getXDirAdj());
            right = Math.max(right, each.getXDirAdj() + each.getWidthDirAdj());
            size = Math.max(size, Math.round(each.getFontSizeInPt() * 2) / 2f);
        }
        TextPosition first = positions.getFirst();
        if (isBold(first.getFont())) {
            boldCharacters += word.length();
        }
        characters += word.length();
        sizes.merge(size, word.length(), Integer::sum);
        top = first.getYDirAdj();
        append(new Cell(word, left, right), size);
    }

    private void append(Cell word, float size) {
        if (!cells.isEmpty()) {
            Cell last = cells.getLast();
            float gap = word.left() - last.right();
            if (gap <= COLUMN_GAP * Math.max(size, 4) && gap > -COLUMN_GAP * 200) {
                cells.set(
                        cells.size() - 1,
                        new Cell(
                                last.text() + " " + word.text(),
                                Math.min(last.left(), word.left()),
                                Math.max(last.right(), word.right())));
                return;
            }
        }
        cells.add(word);
    }

    private static boolean isBold(PDFont font) {
        String name =
                font == null || font.getName() == null ? "" : font.getName().toLowerCase(Locale.ROOT);
        if (name.contains("bold") || name.contains("black") || name.contains("heavy")) {
            return true;
        }
        PDFontDescriptor descriptor = font == null ? null : font.getFontDescriptor();
        return descriptor != null && (descriptor.isForceBold() || descriptor.getFontWeight() >= 600);
    }

    @Override
    protected void writeLineSeparator() {
        endLine();
    }

    @Override
    protected void writeParagraphEnd() {
        endLine();
    }

    @Override
    protected void writePageEnd() {
        endLine();
    }

    private void endLine() {
        if (!cells.isEmpty()) {
            float size = sizes.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey)
                    .orElse(0f);
            lines.add(new PdfLine(cells, size, boldCharacters * 2 > characters, top, height));
        }
        cells = new ArrayList<>();
        sizes.clear();
        characters = 0;
        boldCharacters = 0;
    }
}
