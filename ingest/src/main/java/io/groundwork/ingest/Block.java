package io.groundwork.ingest;

import static java.util.Objects.requireNonNull;

/**
 * A piece of a document's structure, in reading order, as a span of its text.
 *
 * @param kind what it is
 * @param start offset of its first character in {@link ParsedDocument#text}, in UTF-16 code units
 * @param end offset one past its last character, in the same units
 * @param page the page on which it begins, counted from 1; 0 where the format has no pages
 * @param level depth of a heading, 1 the highest; 0 for everything else
 */
public record Block(Kind kind, int start, int end, int page, int level) {

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

    public Block {
        requireNonNull(kind, "kind");
        if (start < 0 || end <= start || page < 0 || level < 0) {
            throw new IllegalArgumentException(
                    "Bad %s block [%d, %d) page %d level %d".formatted(kind, start, end, page, level));
        }
        if ((kind == Kind.HEADING) != (level > 0)) {
            throw new IllegalArgumentException("Only a heading has a level: %s, level %d".formatted(kind, level));
        }
    }
}
