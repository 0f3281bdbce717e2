package io.groundwork.ingest;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * A piece of a document's structure, in reading order, as a span of its text.
 *
 * @param kind what it is
 * @param start offset of its first character in {@link ParsedDocument#text}, in UTF-16 code units
 * @param end offset one past its last character, in the same units
 * @param page the page on which it begins, counted from 1; 0 where the format has no pages
 * @param level depth of a heading, 1 the highest; 0 for everything else
 * @param sheet of the workbook that a table fills; empty for all others
 * @param rows how the lines of a table are numbered in the file, in order; empty where that is not known
 */
public record Block(
        Kind kind,
        int start,
        int end,
        int page,
        int level,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String sheet,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Numbering> rows) {

    /** What a block is. A table's text holds a row a line, its cells parted by {@code " | "}, the header first. */
    public enum Kind {
        HEADING,
        PARAGRAPH,
        LIST_ITEM,
        TABLE,
        CODE,
        /** The words below or above a figure or table. */
        CAPTION,
        /** Stands after the paragraph that refers to it. */
        FOOTNOTE,
        /** What was written about the text and is not part of it: a speaker's notes after their slide, a reviewer's comments. */
        NOTE,
        /** What another wrote, and a message repeats: never in one passage with what its own writer wrote. */
        QUOTE
    }

    /**
     * From one line of a table on, the rows of the file follow each other without a gap, until the next numbering begins.
     *
     * @param line of the table, counted from 0
     * @param row in which it stands, counted from 1
     */
    public record Numbering(int line, int row) {

        public Numbering {
            if (line < 0 || row < 1) {
                throw new IllegalArgumentException("Line %d cannot be row %d".formatted(line, row));
            }
        }
    }

    public Block {
        requireNonNull(kind, "kind");
        // Blocks are stored, and those from before rows were counted have none.
        sheet = requireNonNullElse(sheet, "");
        rows = List.copyOf(requireNonNullElse(rows, List.of()));
        if (start < 0 || end <= start || page < 0 || level < 0) {
            throw new IllegalArgumentException(
                    "Bad %s block [%d, %d) page %d level %d".formatted(kind, start, end, page, level));
        }
        if ((kind == Kind.HEADING) != (level > 0)) {
            throw new IllegalArgumentException("Only a heading has a level: %s, level %d".formatted(kind, level));
        }
    }

    /** A block whose lines, if it has any, are not numbered. */
    public Block(Kind kind, int start, int end, int page, int level) {
        this(kind, start, end, page, level, "", List.of());
    }

    /** The row of the file in which a line of the table stands, counted from 1; 0 where that is not known. */
    public int row(int line) {
        int below = 0;
        int above = rows.size();
        while (below < above) {
            int middle = (below + above) / 2;
            if (rows.get(middle).line() <= line) {
                below = middle + 1;
            } else {
                above = middle;
            }
        }
        return below == 0
                ? 0
                : rows.get(below - 1).row() + line - rows.get(below - 1).line();
    }
}
