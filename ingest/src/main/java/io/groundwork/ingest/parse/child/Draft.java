package io.groundwork.ingest.parse.child;

import io.groundwork.ingest.Block;
import io.groundwork.ingest.ParsedDocument;
import io.groundwork.ingest.Partial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a process has read of a file so far, gathered on the platform's side: it is there when the process no longer is. For one thread. */
public final class Draft {

    private final StringBuilder text = new StringBuilder();
    private final List<Block> blocks = new ArrayList<>();
    private Exchange.@Nullable Piece last;
    private int parts;

    void add(Exchange.Piece piece) {
        add(piece.text(), piece.blocks());
        last = piece;
    }

    void add(String more, List<Block> moreBlocks) {
        text.append(more);
        blocks.addAll(moreBlocks);
    }

    /** A file that lay within it has come. */
    void addPart() {
        parts++;
    }

    String text() {
        return text.toString();
    }

    List<Block> blocks() {
        return blocks;
    }

    /**
     * What was read until the process was lost; empty when it had not come to anything.
     *
     * @param because the second half of a sentence for an admin
     */
    public Optional<ParsedDocument> beginning(String because) {
        if (last == null || blocks.isEmpty()) {
            return Optional.empty();
        }
        Partial limit = parts > 0
                ? new Partial(parts, 0, "files")
                : last.pages() > 0
                        ? new Partial(last.pagesRead(), last.pages(), "pages")
                        : new Partial(text.length(), 0, "characters");
        return Optional.of(
                new ParsedDocument(last.title(), last.mediaType(), text(), blocks, last.pages(), last.warnings())
                        .endedBy(limit, because));
    }
}
