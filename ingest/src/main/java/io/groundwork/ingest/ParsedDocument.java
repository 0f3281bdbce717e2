package io.groundwork.ingest;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a parser read out of a file.
 *
 * @param title the document's own title (its metadata or first heading); empty when it names none
 * @param mediaType the type found in the bytes, such as {@code application/pdf}
 * @param text all of its text in reading order; citations point into it
 * @param blocks its structure, in order and without overlap
 * @param pages how many pages it has; 0 where the format has none
 * @param warnings in words for an admin, what was left out or cut short; empty when all was read
 * @param language that most of its text is in, as BCP 47 writes it; empty when there is too little text to tell
 * @param partial how far the reading came, when a limit ended it; a warning says so too
 * @param mail the head of a message; empty for all else
 */
public record ParsedDocument(
        String title,
        String mediaType,
        String text,
        List<Block> blocks,
        int pages,
        List<String> warnings,
        String language,
        Optional<Partial> partial,
        Optional<MailHead> mail) {

    public ParsedDocument {
        requireNonNull(title, "title");
        requireNonNull(mediaType, "mediaType");
        requireNonNull(text, "text");
        requireNonNull(language, "language");
        requireNonNull(partial, "partial");
        requireNonNull(mail, "mail");
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

    /** A document read whole, in a language that is not known. */
    public ParsedDocument(
            String title, String mediaType, String text, List<Block> blocks, int pages, List<String> warnings) {
        this(title, mediaType, text, blocks, pages, warnings, "", Optional.empty());
    }

    /** A document that is no message. */
    public ParsedDocument(
            String title,
            String mediaType,
            String text,
            List<Block> blocks,
            int pages,
            List<String> warnings,
            String language,
            Optional<Partial> partial) {
        this(title, mediaType, text, blocks, pages, warnings, language, partial, Optional.empty());
    }

    /** The same under another title. */
    public ParsedDocument titled(String other) {
        return new ParsedDocument(other, mediaType, text, blocks, pages, warnings, language, partial, mail);
    }

    /** The same in a language that was found in its text. */
    public ParsedDocument in(String found) {
        return new ParsedDocument(title, mediaType, text, blocks, pages, warnings, found, partial, mail);
    }

    /** The same, a message. */
    public ParsedDocument headed(MailHead head) {
        return new ParsedDocument(
                title, mediaType, text, blocks, pages, warnings, language, partial, Optional.of(head));
    }

    /** The same, known to be only the beginning of what the file holds. */
    public ParsedDocument endedBy(Partial limit, String because) {
        List<String> more = new ArrayList<>(warnings);
        more.addFirst(limit.inWords(because));
        return new ParsedDocument(title, mediaType, text, blocks, pages, more, language, Optional.of(limit), mail);
    }
}
