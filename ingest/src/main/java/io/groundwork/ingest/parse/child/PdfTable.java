package io.groundwork.ingest.parse.child;

import io.groundwork.ingest.parse.child.PdfLine.Cell;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Finds lines whose gaps line up into columns, and reads them as a table. */
final class PdfTable {

    private static final int MIN_ROWS = 3;
    private static final int MAX_COLUMNS = 30;

    private PdfTable() {}

    /** One past the last line of the table that begins at {@code from}; {@code from} when none begins there. */
    static int endOf(List<PdfLine> lines, int from) {
        int end = from;
        int rows = 0;
        while (end < lines.size() && belongs(lines, from, end)) {
            if (lines.get(end).cells().size() > 1) {
                rows++;
            }
            end++;
        }
        // A table ends with a row, not with the wrapped line of a cell.
        while (end > from && lines.get(end - 1).cells().size() == 1) {
            end--;
        }
        return rows >= MIN_ROWS ? end : from;
    }

    private static boolean belongs(List<PdfLine> lines, int from, int index) {
        PdfLine line = lines.get(index);
        if (index == from) {
            return line.cells().size() > 1;
        }
        PdfLine above = lines.get(index - 1);
        float gap = line.top() - above.top();
        if (gap < 0 || gap > Math.max(line.size(), above.size()) * 3.2f) {
            return false;
        }
        // One line of one cell may stand between two rows: a cell that went on, or a group's name.
        boolean continues = above.cells().size() > 1
                && index + 1 < lines.size()
                && lines.get(index + 1).cells().size() > 1
                && line.text().length() < 60;
        return line.cells().size() > 1 || continues;
    }

    /** The cells by column; empty when the gaps do not line up, as in text that only happens to have some. */
    static List<List<String>> rows(List<PdfLine> lines) {
        List<float[]> columns = columns(lines);
        if (columns.size() < 2 || columns.size() > MAX_COLUMNS) {
            return List.of();
        }
        List<List<String>> rows = new ArrayList<>();
        for (PdfLine line : lines) {
            List<String> row = new ArrayList<>(Collections.nCopies(columns.size(), ""));
            for (Cell cell : line.cells()) {
                int column = columnOf(cell, columns);
                row.set(column, row.get(column).isEmpty() ? cell.text() : row.get(column) + " " + cell.text());
            }
            rows.add(row);
        }
        return rows;
    }

    /** The stretches of the page's width that cells of most rows keep to: those of rows with the most cells decide. */
    private static List<float[]> columns(List<PdfLine> lines) {
        int most = lines.stream().mapToInt(line -> line.cells().size()).max().orElse(0);
        List<float[]> stretches = new ArrayList<>();
        for (PdfLine line : lines) {
            if (line.cells().size() * 2 > most) {
                for (Cell cell : line.cells()) {
                    stretches.add(new float[] {cell.left(), cell.right()});
                }
            }
        }
        stretches.sort((a, b) -> Float.compare(a[0], b[0]));
        List<float[]> columns = new ArrayList<>();
        for (float[] each : stretches) {
            float[] last = columns.isEmpty() ? null : columns.getLast();
            if (last != null && each[0] < last[1]) {
                last[1] = Math.max(last[1], each[1]);
            } else {
                columns.add(each.clone());
            }
        }
        return columns;
    }

    private static int columnOf(Cell cell, List<float[]> columns) {
        int best = 0;
        float bestDistance = Float.MAX_VALUE;
        float middle = (cell.left() + cell.right()) / 2;
        for (int i = 0; i < columns.size(); i++) {
            float[] column = columns.get(i);
            float distance = middle < column[0] ? column[0] - middle : Math.max(0, middle - column[1]);
            if (distance < bestDistance) {
                bestDistance = distance;
                best = i;
            }
        }
        return best;
    }
}
