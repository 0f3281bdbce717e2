package io.groundwork.ingest;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a parser read out of a file.
 *
 * @param title the document's own title (its metadata or first heading); empty when it names none
 * @param mediaType the type found in the bytes, such as {@code application/pdf}
 * @param text all of its text in reading order; citations point into it
 * @param blocks its structure, in order and without overlap
 * @param pages how many pages it has; 0 where the format has none
 * @param warnings in words for an admin, what was left out or cut short; empty when all was read
 */
public record ParsedDocument(
        String title, String mediaType, String text, List<Block> blocks, int pages, List<String> warnings) {

    public ParsedDocument {
        requireNonNull(title, "title");
        requireNonNull(mediaType, "mediaType");
        requireNonNull(text, "text");
        blocks = List.copyOf(blocks);
        warnings = List.copyOf(warnings);
        int from = 0;
        for (Block block : blocks) {
            if (block.start() < from || block.end() > text.length()) {
                throw new IllegalArgumentException(
                        "%s does not follow %d within %d characters".formatted(block, from, text.length()));
            }
            from = block.end();
        }
    }

    /** The same under another title. */
    public ParsedDocument titled(String other) {
        return new ParsedDocument(other, mediaType, text, blocks, pages, warnings);
    }
}
