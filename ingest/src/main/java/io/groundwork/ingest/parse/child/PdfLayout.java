package io.groundwork.ingest.parse.child;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From printed lines back to structure: headings by their size, weight and numbering, paragraphs by gaps and indents, tables by columns
 * that line up. What is repeated at the edge of most pages is left out.
 */
final class PdfLayout {

    private static final Pattern ITEM = Pattern.compile(
            "^([\\u2022\\u25CF\\u25E6\\u25AA\\u25AB\\u25A0\\u2023\\u2219\\u00B7\\uF0B7\\uF0A7\\u2013*-]|\\(?(?:\\d{1,2}|[a-z])[.)])\\s+(?=\\S)");
    private static final Pattern BULLET = Pattern.compile("^[^\\p{L}\\p{N}(]\\s+.*");
    private static final Pattern NUMBERED =
            Pattern.compile("^(?:[A-Z]\\.?|\\d{1,2})(\\.\\d{1,2}){0,3}\\.?\\s+\\p{Lu}.*");
    private static final Pattern DIGITS = Pattern.compile("\\d+");
    private static final int MAX_HEADING = 120;
    private static final float LARGER = 1.12f;
    private static final float EDGE = 0.09f;
    private static final int PAGES_TO_JUDGE = 4;

    private final BlockWriter writer;
    private final Map<Float, Long> charactersBySize = new TreeMap<>();
    private final Map<String, Integer> seenOn = new HashMap<>();
    private int pagesSeen;
    private float bodySize = 10;
    private List<Float> headingSizes = List.of();
    private Set<String> running = Set.of();

    private final StringBuilder paragraph = new StringBuilder();
    private String marker = "";
    private boolean heading;
    private int level;

    PdfLayout(BlockWriter writer) {
        this.writer = writer;
    }

    /** Looks at pages before they are written: what is usual in this document is told by all that were looked at. */
    void look(List<List<PdfLine>> pages) {
        for (List<PdfLine> page : pages) {
            Set<String> here = new HashSet<>();
            for (PdfLine line : page) {
                charactersBySize.merge(line.size(), (long) line.text().length(), Long::sum);
                if (isAtEdge(line)) {
                    here.add(shape(line));
                }
            }
            here.forEach(shape -> seenOn.merge(shape, 1, Integer::sum));
        }
        pagesSeen += pages.size();
        bodySize = charactersBySize.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(10f);
        headingSizes = charactersBySize.keySet().stream()
                .filter(size -> size > bodySize * LARGER)
                .sorted(Comparator.reverseOrder())
                .toList();
        running = runningLines();
    }

    private Set<String> runningLines() {
        if (pagesSeen < PAGES_TO_JUDGE) {
            return Set.of();
        }
        int most = Math.max(3, pagesSeen * 2 / 5);
        Set<String> running = new HashSet<>();
        seenOn.forEach((shape, count) -> {
            if (count >= most) {
                running.add(shape);
            }
        });
        return running;
    }

    private static boolean isAtEdge(PdfLine line) {
        return line.top() < line.height() * EDGE || line.top() > line.height() * (1 - EDGE);
    }

    private static String shape(PdfLine line) {
        return DIGITS.matcher(line.text()).replaceAll("#");
    }

    void write(List<PdfLine> page) {
        List<PdfLine> lines = page.stream()
                .filter(line -> !(isAtEdge(line) && running.contains(shape(line))))
                .toList();
        float lineGap = usualGap(lines);
        int next = 0;
        while (next < lines.size()) {
            PdfTable table = PdfTable.at(lines, next);
            if (table.exists()) {
                end();
                writer.table(table.rows());
                next = table.end();
            } else {
                add(lines, next, lineGap);
                next++;
            }
        }
        end();
    }

    private static float usualGap(List<PdfLine> lines) {
        List<Float> gaps = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            float gap = lines.get(i).top() - lines.get(i - 1).top();
            if (gap > 0 && gap < 60) {
                gaps.add(gap);
            }
        }
        gaps.sort(Comparator.naturalOrder());
        return gaps.isEmpty() ? 12 : gaps.get(gaps.size() / 2);
    }

    private void add(List<PdfLine> lines, int index, float usualGap) {
        PdfLine line = lines.get(index);
        PdfLine above = index == 0 ? null : lines.get(index - 1);
        String text = line.text().strip();
        int headingLevel = headingLevel(lines, index, usualGap);
        boolean sameHeading = heading && headingLevel == level && above != null && isNear(above, line, usualGap * 1.4f);
        if (headingLevel > 0) {
            if (!sameHeading) {
                end();
                heading = true;
                level = headingLevel;
            }
            append(text);
            return;
        }
        if (heading) {
            end();
        }
        Matcher item = ITEM.matcher(text);
        if (item.find()
                && (BULLET.matcher(text).matches() || startsParagraph(above, line, usualGap) || !marker.isEmpty())) {
            end();
            String found = item.group(1);
            marker = BULLET.matcher(text).matches() ? "-" : found;
            append(text.substring(item.end()));
            return;
        }
        if (startsParagraph(above, line, usualGap)) {
            end();
        }
        append(text);
    }

    private boolean startsParagraph(@org.jspecify.annotations.Nullable PdfLine above, PdfLine line, float usualGap) {
        if (above == null || paragraph.isEmpty()) {
            return true;
        }
        if (Math.abs(above.size() - line.size()) > bodySize * 0.12f) {
            return true;
        }
        float gap = line.top() - above.top();
        if (gap < 0) {
            // The next column, or the next box: the sentence may go on.
            return endsSentence(above);
        }
        if (gap > Math.max(usualGap, line.size() * 1.15f) * 1.35f) {
            return true;
        }
        boolean indented = marker.isEmpty() && line.left() > above.left() + line.size() * 0.8f && gap > 0.5f;
        boolean afterShortLine = above.right() < line.right() - line.size() * 6;
        return endsSentence(above) && (indented || afterShortLine);
    }

    private static boolean endsSentence(PdfLine line) {
        String text = line.text().strip();
        return text.isEmpty() || ".!?:\u3002".indexOf(text.charAt(text.length() - 1)) >= 0;
    }

    private static boolean isNear(PdfLine above, PdfLine line, float most) {
        float gap = line.top() - above.top();
        return gap >= 0 && gap <= Math.max(most, line.size() * 1.7f);
    }

    /** 0 when the line is no heading. */
    private int headingLevel(List<PdfLine> lines, int index, float usualGap) {
        PdfLine line = lines.get(index);
        String text = line.text().strip();
        if (text.length() > MAX_HEADING || text.length() < 2 || text.chars().noneMatch(Character::isLetter)) {
            return 0;
        }
        int rank = headingSizes.indexOf(line.size());
        if (rank >= 0 && !isLargePassage(lines, index)) {
            return Math.min(rank + 1, 3);
        }
        if (!line.bold()
                || (text.endsWith(".") && !NUMBERED.matcher(text).matches())
                || text.endsWith(",")
                || text.endsWith(";")) {
            return 0;
        }
        PdfLine above = index == 0 ? null : lines.get(index - 1);
        PdfLine below = index + 1 == lines.size() ? null : lines.get(index + 1);
        boolean apart = above == null || line.top() - above.top() > usualGap * 1.25f || line.top() < above.top();
        boolean leads = below != null && !below.bold();
        if (NUMBERED.matcher(text).matches()) {
            return Math.min(
                    6,
                    3
                            + (int) text.split("\\s", 2)[0]
                                    .chars()
                                    .filter(c -> c == '.')
                                    .count());
        }
        return apart && leads && text.length() <= 80 && !endsSentence(line) ? 4 : 0;
    }

    /** Large print that goes on for lines is emphasis, not a heading. */
    private static boolean isLargePassage(List<PdfLine> lines, int index) {
        int alike = 1;
        float size = lines.get(index).size();
        for (int i = index - 1; i >= 0 && lines.get(i).size() == size; i--) {
            alike++;
        }
        for (int i = index + 1; i < lines.size() && lines.get(i).size() == size; i++) {
            alike++;
        }
        return alike > 4;
    }

    private void append(String text) {
        int length = paragraph.length();
        boolean hyphenated = length > 1
                && (paragraph.charAt(length - 1) == '-' || paragraph.charAt(length - 1) == '\u00AD')
                && Character.isLetter(paragraph.charAt(length - 2))
                && !text.isEmpty()
                && Character.isLowerCase(text.charAt(0));
        if (hyphenated) {
            paragraph.setLength(length - 1);
        } else if (length > 0) {
            paragraph.append(' ');
        }
        paragraph.append(text);
    }

    private void end() {
        if (!paragraph.isEmpty()) {
            if (heading) {
                writer.heading(level, paragraph);
            } else if (marker.isEmpty()) {
                writer.paragraph(paragraph);
            } else {
                writer.listItem(marker, paragraph);
            }
        }
        paragraph.setLength(0);
        marker = "";
        heading = false;
        level = 0;
    }
}
