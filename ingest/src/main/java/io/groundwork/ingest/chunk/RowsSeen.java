package io.groundwork.ingest.chunk;

import io.groundwork.ingest.Block;
import io.groundwork.ingest.Passage;
import java.util.Optional;

/** Gathers which rows a passage holds. Rows of several tables, which no range could tell apart, are none. For one passage. */
final class RowsSeen {

    private Optional<Block> table = Optional.empty();
    private int first;
    private int last;
    private boolean several;

    /** A whole block, which may be no table. */
    void add(Block block, String text) {
        if (!block.rows().isEmpty()) {
            int lines = (int) text.substring(block.start(), block.end()).lines().count();
            add(block, block.row(0));
            add(block, block.row(lines - 1));
        }
    }

    /** A line of a table; {@code row} is 0 for all others. */
    void add(Block block, int row) {
        if (row == 0) {
            return;
        }
        if (table.isEmpty()) {
            table = Optional.of(block);
            first = row;
        }
        several |= !isSameTable(block);
        first = Math.min(first, row);
        last = Math.max(last, row);
    }

    private boolean isSameTable(Block block) {
        return table.filter(known -> known.equals(block)
                        || (!known.sheet().isEmpty() && known.sheet().equals(block.sheet())))
                .isPresent();
    }

    Passage.Rows rows() {
        return several
                ? Passage.Rows.NONE
                : table.map(block -> new Passage.Rows(block.sheet(), first, last))
                        .orElse(Passage.Rows.NONE);
    }
}
