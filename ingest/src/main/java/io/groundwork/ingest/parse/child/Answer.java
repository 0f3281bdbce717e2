package io.groundwork.ingest.parse.child;

import io.groundwork.ingest.Block;
import io.groundwork.ingest.parse.ParseOutcome;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
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

    /**
     * Hands on a file that lies within the file.
     *
     * @param bytes read to their end; a failure to read them takes back what was handed on
     * @param most how many there may be
     * @return how many there were; -1 when there were more, and it was taken back
     */
    long part(String name, String mediaType, InputStream bytes, long most) throws IOException {
        byte[] chunk = new byte[Exchange.CHUNK_BYTES];
        int length = bytes.readNBytes(chunk, 0, chunk.length);
        if (length == 0) {
            return 0;
        }
        Exchange.beginPart(pipe, name, mediaType);
        boolean complete = false;
        try {
            long sum = 0;
            for (; length > 0; length = bytes.readNBytes(chunk, 0, chunk.length)) {
                sum += length;
                if (sum > most) {
                    return -1;
                }
                Exchange.writePartBytes(pipe, chunk, length);
            }
            complete = true;
            return sum;
        } finally {
            Exchange.endPart(pipe, complete);
        }
    }

    void end(ParseOutcome outcome) throws IOException {
        Exchange.writeOutcome(pipe, outcome, sentCharacters, sentBlocks);
    }
}
