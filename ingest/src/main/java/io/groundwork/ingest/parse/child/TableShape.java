package io.groundwork.ingest.parse.child;

import java.util.ArrayList;
import java.util.List;

/** A table as it is kept: clean cells, no empty rows, no empty columns, rows of one width up to their last filled cell. */
final class TableShape {

    private static final int PROSE = 120;

    private TableShape() {}

    /**
     * What is left of a table.
     *
     * @param cells of each line
     * @param places of the lines among the rows that were given, counted from 0, in order
     */
    record Lines(List<List<String>> cells, List<Integer> places) {}

    static Lines tidy(List<List<String>> rows) {
        List<List<String>> clean = new ArrayList<>(rows.size());
        List<Integer> places = new ArrayList<>(rows.size());
        List<Boolean> filled = new ArrayList<>();
        for (int place = 0; place < rows.size(); place++) {
            List<String> row = rows.get(place);
            List<String> cells = new ArrayList<>(row.size());
            boolean any = false;
            for (int column = 0; column < row.size(); column++) {
                String cell = CleanText.line(row.get(column));
                cells.add(cell);
                if (filled.size() <= column) {
                    filled.add(false);
                }
                if (!cell.isEmpty()) {
                    filled.set(column, true);
                    any = true;
                }
            }
            if (any) {
                clean.add(cells);
                places.add(place);
            }
        }
        return new Lines(
                clean.stream().map(cells -> withoutEmptyColumns(cells, filled)).toList(), places);
    }

    private static List<String> withoutEmptyColumns(List<String> cells, List<Boolean> filled) {
        List<String> kept = new ArrayList<>(cells.size());
        for (int column = 0; column < cells.size(); column++) {
            if (filled.get(column)) {
                kept.add(cells.get(column));
            }
        }
        while (kept.size() > 1 && kept.getLast().isEmpty()) {
            kept.removeLast();
        }
        return kept;
    }

    /** Whether one column of cells is text that was boxed for its looks, and not a list of values. */
    static boolean isProse(List<List<String>> lines) {
        return lines.size() < 3
                || lines.stream().anyMatch(cells -> cells.getFirst().length() > PROSE);
    }
}
