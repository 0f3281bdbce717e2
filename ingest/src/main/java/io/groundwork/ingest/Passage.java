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
 */
public record Passage(
        int ordinal, String text, String context, List<String> headings, int start, int end, int page, int pageEnd) {

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
