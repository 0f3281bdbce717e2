package io.groundwork.ingest;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A span of one document: the unit that is embedded, stored, retrieved and cited.
 *
 * @param ordinal position within the document, counted from 0
 * @param text exactly the document's text from {@code start} to {@code end}; never blank
 * @param context what belongs to it but does not stand in it, such as the header of a table cut in two; may be empty.
 *     Embedded with the passage, never quoted as it
 * @param headings the headings above it, outermost first
 * @param start offset of its first character in the document's text, in UTF-16 code units
 * @param end offset one past its last character, in the same units
 * @param page the page on which it begins, counted from 1; 0 where the format has no pages
 * @param pageEnd the page on which it ends
 * @param rows which rows of a table it holds
 * @param section what it was cut from, with its neighbours
 */
public record Passage(
        int ordinal,
        String text,
        String context,
        List<String> headings,
        int start,
        int end,
        int page,
        int pageEnd,
        Rows rows,
        Section section) {

    /**
     * A range of the rows of one table, counted from 1 as its file counts them.
     *
     * @param sheet of the workbook; empty where tables have no names
     * @param first 0 where there is no table, or its rows are not known
     * @param last the same as {@code first} for a single row
     */
    public record Rows(String sheet, int first, int last) {

        /** Of what is no table. */
        public static final Rows NONE = new Rows("", 0, 0);

        public Rows {
            requireNonNull(sheet, "sheet");
            if (first < 0 || last < first || (first == 0 && last > 0)) {
                throw new IllegalArgumentException("Rows %d to %d".formatted(first, last));
            }
        }
    }

    /**
     * The part of a document under the same headings, or the slide, sheet or message, that passages were cut from.
     *
     * @param start offset of its first character in the document's text, in UTF-16 code units
     * @param end offset one past its last character
     */
    public record Section(int start, int end) {}

    private static final String CELLS = " | ";

    public Passage {
        requireNonNull(context, "context");
        headings = List.copyOf(headings);
        if (text.isBlank()) {
            throw new IllegalArgumentException("Blank passage %d".formatted(ordinal));
        }
        if (start < 0 || end - start != text.length()) {
            throw new IllegalArgumentException(
                    "Passage %d of %d characters spans [%d, %d)".formatted(ordinal, text.length(), start, end));
        }
        if (page < 0 || pageEnd < page) {
            throw new IllegalArgumentException("Passage %d on pages %d to %d".formatted(ordinal, page, pageEnd));
        }
        requireNonNull(rows, "rows");
        if (section.start() > start || section.end() < end) {
            throw new IllegalArgumentException("Passage %d [%d, %d) lies outside of its section [%d, %d)"
                    .formatted(ordinal, start, end, section.start(), section.end()));
        }
    }

    /** A passage that is a section of its own and no part of a table. */
    public Passage(
            int ordinal,
            String text,
            String context,
            List<String> headings,
            int start,
            int end,
            int page,
            int pageEnd) {
        this(ordinal, text, context, headings, start, end, page, pageEnd, Rows.NONE, new Section(start, end));
    }

    /**
     * The rows that a part of the passage stands in: exactly those where every line of the passage is a row and none of the file's is left
     * out between them, all of the passage's otherwise.
     *
     * @param from offset of the part's first character in the document's text
     * @param to offset one past its last character
     */
    public Rows rowsOf(int from, int to) {
        List<String> lines = text.lines().toList();
        if (rows.first() == 0
                || lines.size() != rows.last() - rows.first() + 1
                || !lines.stream().allMatch(line -> line.contains(CELLS))) {
            return rows;
        }
        int above = breaksBefore(from - start);
        int below = breaksBefore(Math.max(from, to - 1) - start);
        return new Rows(rows.sheet(), rows.first() + above, rows.first() + below);
    }

    private int breaksBefore(int offset) {
        return (int) text.chars().limit(offset).filter(c -> c == '\n').count();
    }

    /** What is embedded and searched by words: the document's title, the headings, the context, the text; a line each. */
    public String inContext(String title) {
        return above(title, headings, context) + text;
    }

    /** The lines that {@link #inContext} puts above a passage's text, each with its line break; empty when there are none. */
    public static String above(String title, List<String> headings, String context) {
        StringBuilder lines = new StringBuilder(120);
        if (!title.isBlank()) {
            lines.append(title).append('\n');
        }
        if (!headings.isEmpty() && !(headings.size() == 1 && headings.getFirst().equals(title))) {
            lines.append(String.join(" › ", headings)).append('\n');
        }
        if (!context.isBlank()) {
            lines.append(context).append('\n');
        }
        return lines.toString();
    }
}
