package io.groundwork.ingest.parse.child;

import io.groundwork.ingest.Block;
import io.groundwork.ingest.parse.ParseOutcome;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The process's answer to one request, as it grows. For one thread. */
final class Answer {

    private final DataOutputStream pipe;
    private int sentCharacters;
    private int sentBlocks;

    Answer(DataOutputStream pipe) {
        this.pipe = pipe;
    }

    /** Hands on what {@code writer} has written since it was last asked. */
    void piece(BlockWriter writer, String named, String mediaType) {
        String text = writer.textFrom(sentCharacters);
        List<Block> blocks = writer.blocksFrom(sentBlocks);
        try {
            Exchange.writePiece(
                    pipe,
                    new Exchange.Piece(
                            writer.title(named),
                            mediaType,
                            text,
                            blocks,
                            writer.pages(),
                            writer.pagesKnown(),
                            writer.warnings()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sentCharacters += text.length();
        sentBlocks += blocks.size();
    }

    void end(ParseOutcome outcome) throws IOException {
        Exchange.writeOutcome(pipe, outcome, sentCharacters, sentBlocks);
    }
}
