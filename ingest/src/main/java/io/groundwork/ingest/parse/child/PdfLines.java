package io.groundwork.ingest.parse.child;

import io.groundwork.ingest.parse.child.PdfLine.Word;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDFontDescriptor;
import org.apache.pdfbox.text.TextPosition;

/** Collects a page's lines with where they stand and how large they are, in the order in which the page draws them. */
final class PdfLines extends PdfVisibleText {

    private static final Pattern BOLD_NAME = Pattern.compile("bold|black|heavy|demi|-medi|cmbx|sfbx|\\bbd\\b");

    private List<PdfLine> lines = new ArrayList<>();
    private List<Word> words = new ArrayList<>();
    private final Map<Float, Integer> sizes = new HashMap<>();
    private float height;
    private float top;
    private int characters;
    private int boldCharacters;
    private final List<TextPosition> glyphs = new ArrayList<>();
    private boolean fromTheRight;

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
        return PdfColumns.inReadingOrder(lines);
    }

    @Override
    protected void writeString(String word, List<TextPosition> positions) {
        if (word.isBlank() || positions.isEmpty()) {
            return;
        }
        TextPosition first = positions.getFirst();
        float size = 0;
        for (TextPosition each : positions) {
            size = Math.max(size, Math.round(each.getFontSizeInPt() * 2) / 2f);
        }
        // Text turned against its page stands in the margin: it is no heading, however large.
        boolean turned = Math.round(first.getDir()) != 0 && !isTurned(first);
        sizes.merge(turned ? 0 : size, word.length(), Integer::sum);
        if (isBold(first.getFont())) {
            boldCharacters += word.length();
        }
        characters += word.length();
        top = first.getYDirAdj();
        glyphs.addAll(positions);
        fromTheRight = fromTheRight || PdfRightToLeft.isIn(word);
        addParts(positions);
    }

    private static boolean isTurned(TextPosition position) {
        return position.getRotation() != 0;
    }

    /** What the library takes for a word may hold spaces, even wide ones. */
    private void addParts(List<TextPosition> positions) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (int i = 0; i < positions.size(); i++) {
            String character = positions.get(i).getUnicode();
            if (character == null || character.isBlank()) {
                add(text.toString(), positions.subList(from, i));
                text.setLength(0);
                from = i + 1;
            } else {
                text.append(character);
            }
        }
        add(text.toString(), positions.subList(from, positions.size()));
    }

    private void add(String word, List<TextPosition> positions) {
        if (word.isBlank() || positions.isEmpty()) {
            return;
        }
        float left = Float.MAX_VALUE;
        float right = 0;
        for (TextPosition each : positions) {
            left = Math.min(left, each.getXDirAdj());
            right = Math.max(right, each.getXDirAdj() + each.getWidthDirAdj());
        }
        words.add(new Word(word, left, right));
    }

    private static boolean isBold(PDFont font) {
        String name =
                font == null || font.getName() == null ? "" : font.getName().toLowerCase(Locale.ROOT);
        if (BOLD_NAME.matcher(name).find()) {
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
        if (!words.isEmpty()) {
            float size = sizes.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey)
                    .orElse(0f);
            List<Word> read = fromTheRight ? PdfRightToLeft.words(glyphs) : words;
            add(new PdfLine(read.isEmpty() ? words : read, size, boldCharacters * 2 > characters, top, height));
        }
        words = new ArrayList<>();
        glyphs.clear();
        fromTheRight = false;
        sizes.clear();
        characters = 0;
        boldCharacters = 0;
    }

    private void add(PdfLine line) {
        if (!lines.isEmpty() && lines.getLast().isContinuedBy(line)) {
            lines.set(lines.size() - 1, lines.getLast().with(line));
        } else {
            lines.add(line);
        }
    }
}
