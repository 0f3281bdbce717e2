package io.groundwork.ingest.parse.child;

import io.groundwork.ingest.parse.child.PdfLine.Word;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Lines whose gaps line up into columns.
 *
 * @param end one past its last line
 * @param rows its cells, the header first
 */
record PdfTable(int end, List<List<String>> rows) {

    private static final int MIN_ROWS = 3;
    private static final int MAX_COLUMNS = 30;
    private static final int MAX_HEADER_FRAGMENTS = 20;
    private static final int MAX_FRAGMENT = 60;
    private static final int MAX_CELL_THAT_GOES_ON = 60;

    /** No table begins there. */
    static final PdfTable NONE = new PdfTable(-1, List.of());

    PdfTable {
        rows = List.copyOf(rows);
    }

    boolean exists() {
        return end >= 0;
    }

    /** The table that begins at {@code from}, the fragments of a printed header above its first row included. */
    static PdfTable at(List<PdfLine> lines, int from) {
        for (int first = from; first < Math.min(lines.size(), from + MAX_HEADER_FRAGMENTS); first++) {
            int end = endOf(lines, first);
            if (end > first) {
                List<Column> columns = columns(lines.subList(first, end));
                if (columns.size() < 2 || columns.size() > MAX_COLUMNS) {
                    return NONE;
                }
                List<List<String>> rows = rows(lines.subList(first, end), columns);
                if (first > from) {
                    List<PdfLine> above = lines.subList(from, first);
                    if (!areHeader(above, lines.get(first), columns)) {
                        return NONE;
                    }
                    rows.addFirst(header(above, columns));
                }
                return new PdfTable(end, rows);
            }
            if (lines.get(first).text().length() > MAX_FRAGMENT) {
                return NONE;
            }
        }
        return NONE;
    }

    private static int endOf(List<PdfLine> lines, int from) {
        int end = from;
        int rows = 0;
        while (end < lines.size() && belongs(lines, from, end)) {
            if (lines.get(end).parts() > 1) {
                rows++;
            }
            end++;
        }
        // A table ends with a row, not with the wrapped line of a cell.
        while (end > from && lines.get(end - 1).parts() == 1) {
            end--;
        }
        return rows >= MIN_ROWS ? end : from;
    }

    private static boolean belongs(List<PdfLine> lines, int from, int index) {
        PdfLine line = lines.get(index);
        if (index == from) {
            return line.parts() > 1;
        }
        PdfLine above = lines.get(index - 1);
        if (!isClose(above, line)) {
            return false;
        }
        // One line of one part may stand between two rows: a cell that went on, or a group's name.
        boolean goesOn = above.parts() > 1
                && index + 1 < lines.size()
                && lines.get(index + 1).parts() > 1
                && line.text().length() < MAX_CELL_THAT_GOES_ON;
        return line.parts() > 1 || goesOn;
    }

    private static boolean isClose(PdfLine above, PdfLine line) {
        float gap = line.top() - above.top();
        return gap >= 0 && gap <= Math.max(line.size(), above.size()) * 3.2f;
    }

    /** Whether short lines, each near the row below and no larger, stand over at least half of the columns. */
    private static boolean areHeader(List<PdfLine> fragments, PdfLine row, List<Column> columns) {
        Set<Integer> over = new HashSet<>();
        float farthest = row.size() * (1.5f + 1.5f * Math.min(2, fragments.size()));
        for (PdfLine line : fragments) {
            float above = row.top() - line.top();
            if (above <= 0
                    || above > farthest
                    || line.size() > row.size() * 1.1f
                    || line.text().endsWith(".")) {
                return false;
            }
            for (Word word : line.words()) {
                int column = columnOf(word, columns);
                if (columns.get(column).distanceTo(word) > row.size() * 3) {
                    return false;
                }
                over.add(column);
            }
        }
        return over.size() >= 2 && over.size() * 2 >= columns.size();
    }

    private static List<String> header(List<PdfLine> fragments, List<Column> columns) {
        List<PdfLine> downwards = fragments.stream()
                .sorted(Comparator.comparingDouble(PdfLine::top))
                .toList();
        List<String> header = new ArrayList<>(Collections.nCopies(columns.size(), ""));
        for (List<String> row : rows(downwards, columns)) {
            for (int i = 0; i < row.size(); i++) {
                header.set(i, (header.get(i) + " " + row.get(i)).strip());
            }
        }
        return header;
    }

    private static final class Column {
        private float left;
        private float right;

        Column(Word word) {
            left = word.left();
            right = word.right();
        }

        /** From the word's middle to the column's edge; 0 within it. */
        float distanceTo(Word word) {
            float middle = word.middle();
            return middle < left ? left - middle : Math.max(0, middle - right);
        }
    }

    /** The stretches of the page's width that words keep to in all rows: what parts them is blank from top to bottom. */
    private static List<Column> columns(List<PdfLine> lines) {
        int most = lines.stream().mapToInt(PdfLine::parts).max().orElse(0);
        List<Word> words = new ArrayList<>();
        int rows = 0;
        float size = 0;
        for (PdfLine line : lines) {
            if (line.parts() * 2 > most) {
                words.addAll(line.words());
                rows++;
                size = Math.max(size, line.size());
            }
        }
        // Few rows may have spaces above each other by chance; wide ones they have not.
        float blank = size * (rows >= 6 ? 0.45f : 1.0f);
        words.sort((a, b) -> Float.compare(a.left(), b.left()));
        List<Column> columns = new ArrayList<>();
        for (Word word : words) {
            Column last = columns.isEmpty() ? null : columns.getLast();
            if (last != null && word.left() < last.right + blank) {
                last.right = Math.max(last.right, word.right());
            } else {
                columns.add(new Column(word));
            }
        }
        return columns;
    }

    private static List<List<String>> rows(List<PdfLine> lines, List<Column> columns) {
        List<List<String>> rows = new ArrayList<>();
        for (PdfLine line : lines) {
            List<String> row = new ArrayList<>(Collections.nCopies(columns.size(), ""));
            for (Word word : line.words()) {
                int column = columnOf(word, columns);
                row.set(column, row.get(column).isEmpty() ? word.text() : row.get(column) + " " + word.text());
            }
            rows.add(row);
        }
        return rows;
    }

    private static int columnOf(Word word, List<Column> columns) {
        int best = 0;
        float bestDistance = Float.MAX_VALUE;
        for (int i = 0; i < columns.size(); i++) {
            float distance = columns.get(i).distanceTo(word);
            if (distance < bestDistance) {
                bestDistance = distance;
                best = i;
            }
        }
        return best;
    }
}
