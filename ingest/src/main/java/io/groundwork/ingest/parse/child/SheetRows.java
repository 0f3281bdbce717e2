package io.groundwork.ingest.parse.child;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The numbers that a workbook gives the rows it holds: its parts are read before Tika reads them, which tells the rows one after the other and not
 * which those are. For one thread.
 */
final class SheetRows implements Sheets.Numbers {

    private static final String FOLDER = "xl/";

    private final Map<String, String> idsByName = new HashMap<>();
    private final Map<String, String> partsById = new HashMap<>();
    private final Map<String, Counted> rowsByPart = new HashMap<>();

    /** The rows of one part; a new entry wherever one is left out. */
    private static final class Counted {
        private final NavigableMap<Integer, Integer> runs = new TreeMap<>();
        private int told;
        private int last;
        private boolean inOrder = true;
    }

    void sheet(String name, String relation) {
        idsByName.putIfAbsent(CleanText.line(name), relation);
    }

    /** @param target as the workbook's relations have it: from its own folder, or from the root of the package */
    void relation(String id, String target) {
        partsById.put(id, target.startsWith("/") ? target.substring(1) : FOLDER + target);
    }

    /** The next row of a part; one that does not say its number follows the one before. */
    void row(String part, String number) {
        Counted rows = rowsByPart.computeIfAbsent(part, name -> new Counted());
        int row = number.matches("\\d{1,9}") ? Integer.parseInt(number) : rows.last + 1;
        rows.inOrder &= row > rows.last;
        rows.told++;
        if (row != rows.last + 1 || rows.told == 1) {
            rows.runs.put(rows.told, row);
        }
        rows.last = row;
    }

    @Override
    public int of(String sheet, int told) {
        Counted rows = rowsByPart.get(partsById.getOrDefault(idsByName.getOrDefault(sheet, ""), ""));
        if (rows == null || !rows.inOrder || told > rows.told) {
            return 0;
        }
        Map.Entry<Integer, Integer> run = rows.runs.floorEntry(told);
        return run.getValue() + told - run.getKey();
    }
}
