package io.groundwork.ingest.parse.child;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.groundwork.ingest.Block;
import io.groundwork.ingest.MailHead;
import io.groundwork.ingest.ParsedDocument;
import io.groundwork.ingest.Partial;
import io.groundwork.ingest.parse.ParseOutcome;
import io.groundwork.ingest.parse.ParseOutcome.Parsed;
import io.groundwork.ingest.parse.ParseOutcome.TooCostly;
import io.groundwork.ingest.parse.ParseOutcome.Unreadable;
import io.groundwork.ingest.parse.ParseOutcome.Unsupported;
import io.groundwork.ingest.parse.Room;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The words that both sides of the pipe speak. Numbers are big-endian; a string is its length in bytes and its UTF-8.
 *
 * <p>The process says {@link #READY} once. Then, for each file: name, declared media type, the room for files within it, chunks of bytes each
 * with its length before it, and a length of 0. The answer is any number of pieces of the document, as far as it has been read, each after a byte
 * {@code B}, and of files that lay within it, each after a byte {@code F} and as its name, media type, chunks, a length of 0, and whether it is
 * whole; then one byte for the kind of outcome, and its parts: of a document what the pieces did not have.
 */
public final class Exchange {

    /** Says that the process has started and speaks this version of the exchange. */
    public static final int READY = 0x47570004;

    /** The status with which the process ends when its heap is used up: that of {@code -XX:+ExitOnOutOfMemoryError}. */
    public static final int OUT_OF_MEMORY = 3;

    static final int CHUNK_BYTES = 64 << 10;
    private static final int MAX_STRING_BYTES = 256 << 20;
    private static final int MAX_BLOCKS = 100_000_000;

    private Exchange() {}

    /** What the platform asks, up to the bytes. */
    record Request(String fileName, String declaredMediaType, Room room) {}

    /** Asks; {@code bytes} is read to its end. A failure of {@code bytes} is told from one of the pipe by {@link SourceFailure}. */
    public static void writeRequest(
            DataOutputStream pipe, String fileName, String declaredMediaType, Room room, InputStream bytes)
            throws IOException {
        writeString(pipe, fileName);
        writeString(pipe, declaredMediaType);
        pipe.writeInt(room.levels());
        pipe.writeInt(room.files());
        pipe.writeLong(room.bytes());
        byte[] chunk = new byte[CHUNK_BYTES];
        int length;
        while ((length = fill(bytes, chunk)) > 0) {
            pipe.writeInt(length);
            pipe.write(chunk, 0, length);
        }
        pipe.writeInt(0);
        pipe.flush();
    }

    private static int fill(InputStream bytes, byte[] chunk) throws SourceFailure {
        try {
            return bytes.readNBytes(chunk, 0, chunk.length);
        } catch (IOException e) {
            throw new SourceFailure(e);
        }
    }

    /** The file's bytes could not be fetched; the pipe is in the middle of a request. */
    public static final class SourceFailure extends IOException {
        private static final long serialVersionUID = 1;

        SourceFailure(IOException cause) {
            super(cause);
        }
    }

    static Request readRequest(DataInputStream pipe) throws IOException {
        return new Request(
                readString(pipe), readString(pipe), new Room(pipe.readInt(), pipe.readInt(), pipe.readLong()));
    }

    /** A file that lies within the file: its bytes follow through {@link #writePartBytes}. */
    static void beginPart(DataOutputStream pipe, String name, String mediaType) throws IOException {
        pipe.writeByte('F');
        writeString(pipe, name);
        writeString(pipe, mediaType);
    }

    static void writePartBytes(DataOutputStream pipe, byte[] chunk, int length) throws IOException {
        pipe.writeInt(length);
        pipe.write(chunk, 0, length);
    }

    static void endPart(DataOutputStream pipe, boolean complete) throws IOException {
        pipe.writeInt(0);
        pipe.writeBoolean(complete);
        pipe.flush();
    }

    private static boolean readPart(DataInputStream pipe, PartSink sink) throws IOException {
        PartSink.Incoming part = sink.take(readString(pipe), readString(pipe));
        boolean complete = false;
        try {
            byte[] chunk = new byte[CHUNK_BYTES];
            int length;
            while ((length = pipe.readInt()) > 0) {
                if (length > chunk.length) {
                    throw new StreamCorruptedException("A chunk of %d bytes".formatted(length));
                }
                pipe.readFully(chunk, 0, length);
                part.write(chunk, length);
            }
            complete = pipe.readBoolean();
        } finally {
            part.end(complete);
        }
        return complete;
    }

    /** Copies the request's bytes out of the pipe, all of them, whatever {@code to} does with them. */
    static void readBytes(DataInputStream pipe, OutputStream to) throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        int length;
        while ((length = pipe.readInt()) > 0) {
            if (length > chunk.length) {
                throw new StreamCorruptedException("A chunk of %d bytes".formatted(length));
            }
            pipe.readFully(chunk, 0, length);
            to.write(chunk, 0, length);
        }
    }

    /**
     * What was read since the last piece.
     *
     * @param pagesRead how many pages are complete
     * @param pages how many there are; 0 where the format has none
     */
    record Piece(
            String title,
            String mediaType,
            String text,
            List<Block> blocks,
            int pagesRead,
            int pages,
            List<String> warnings) {}

    static void writePiece(DataOutputStream pipe, Piece piece) throws IOException {
        pipe.writeByte('B');
        writeString(pipe, piece.title());
        writeString(pipe, piece.mediaType());
        writeString(pipe, piece.text());
        writeBlocks(pipe, piece.blocks());
        pipe.writeInt(piece.pagesRead());
        pipe.writeInt(piece.pages());
        writeStrings(pipe, piece.warnings());
        pipe.flush();
    }

    /** @param sentCharacters how many characters of a document's text went before it in pieces, and {@code sentBlocks} of its blocks */
    static void writeOutcome(DataOutputStream pipe, ParseOutcome outcome, int sentCharacters, int sentBlocks)
            throws IOException {
        switch (outcome) {
            case Parsed parsed -> {
                pipe.writeByte('P');
                writeDocument(pipe, parsed.document(), sentCharacters, sentBlocks);
            }
            case Unsupported unsupported -> {
                pipe.writeByte('S');
                writeString(pipe, unsupported.mediaType());
                writeString(pipe, unsupported.reason());
            }
            case Unreadable unreadable -> {
                pipe.writeByte('U');
                writeString(pipe, unreadable.reason());
            }
            case TooCostly tooCostly -> {
                pipe.writeByte('C');
                writeString(pipe, tooCostly.reason());
            }
        }
        pipe.flush();
    }

    /**
     * The answer to the last request.
     *
     * @param draft gathers the pieces that come before it; empty at first
     * @param parts takes the files within the file, which come before it too
     * @throws IOException when the process has ended, says what no outcome is, or sends more than there is room for
     */
    public static ParseOutcome readOutcome(DataInputStream pipe, Draft draft, PartSink parts) throws IOException {
        try {
            int kind = pipe.readUnsignedByte();
            for (; kind == 'B' || kind == 'F'; kind = pipe.readUnsignedByte()) {
                if (kind == 'B') {
                    draft.add(readPiece(pipe));
                } else if (readPart(pipe, parts)) {
                    draft.addPart();
                }
            }
            return switch (kind) {
                case 'P' -> new Parsed(readDocument(pipe, draft));
                case 'S' -> new Unsupported(readString(pipe), readString(pipe));
                case 'U' -> new Unreadable(readString(pipe));
                case 'C' -> new TooCostly(readString(pipe));
                default -> throw new StreamCorruptedException("An outcome of kind %d".formatted(kind));
            };
        } catch (IllegalArgumentException e) {
            throw new IOException("The parser's process sent a document that contradicts itself", e);
        }
    }

    private static Piece readPiece(DataInputStream pipe) throws IOException {
        return new Piece(
                readString(pipe),
                readString(pipe),
                readString(pipe),
                readBlocks(pipe),
                pipe.readInt(),
                pipe.readInt(),
                readStrings(pipe));
    }

    private static void writeDocument(
            DataOutputStream pipe, ParsedDocument document, int sentCharacters, int sentBlocks) throws IOException {
        writeString(pipe, document.title());
        writeString(pipe, document.mediaType());
        writeString(pipe, document.text().substring(sentCharacters));
        writeBlocks(
                pipe, document.blocks().subList(sentBlocks, document.blocks().size()));
        pipe.writeInt(document.pages());
        writeStrings(pipe, document.warnings());
        writeString(pipe, document.language());
        pipe.writeBoolean(document.partial().isPresent());
        if (document.partial().isPresent()) {
            Partial partial = document.partial().get();
            pipe.writeInt(partial.read());
            pipe.writeInt(partial.known());
            writeString(pipe, partial.unit());
        }
        pipe.writeBoolean(document.mail().isPresent());
        if (document.mail().isPresent()) {
            writeMail(pipe, document.mail().get());
        }
    }

    private static void writeMail(DataOutputStream pipe, MailHead mail) throws IOException {
        writeString(pipe, mail.messageId());
        writeString(pipe, mail.inReplyTo());
        writeStrings(pipe, mail.references());
        writeString(pipe, mail.from());
        writeStrings(pipe, mail.to());
        writeString(pipe, mail.sent());
    }

    private static MailHead readMail(DataInputStream pipe) throws IOException {
        return new MailHead(
                readString(pipe),
                readString(pipe),
                readStrings(pipe),
                readString(pipe),
                readStrings(pipe),
                readString(pipe));
    }

    private static void writeBlocks(DataOutputStream pipe, List<Block> blocks) throws IOException {
        pipe.writeInt(blocks.size());
        for (Block block : blocks) {
            pipe.writeByte(letter(block.kind()));
            pipe.writeInt(block.start());
            pipe.writeInt(block.end());
            pipe.writeInt(block.page());
            pipe.writeInt(block.level());
            if (block.kind() == Block.Kind.TABLE) {
                writeString(pipe, block.sheet());
                writeRows(pipe, block.rows());
            }
        }
    }

    private static void writeRows(DataOutputStream pipe, List<Block.Numbering> rows) throws IOException {
        pipe.writeInt(rows.size());
        for (Block.Numbering numbering : rows) {
            pipe.writeInt(numbering.line());
            pipe.writeInt(numbering.row());
        }
    }

    private static void writeStrings(DataOutputStream pipe, List<String> values) throws IOException {
        pipe.writeInt(values.size());
        for (String value : values) {
            writeString(pipe, value);
        }
    }

    private static int letter(Block.Kind kind) {
        return switch (kind) {
            case HEADING -> 'H';
            case PARAGRAPH -> 'P';
            case LIST_ITEM -> 'L';
            case TABLE -> 'T';
            case CODE -> 'C';
            case CAPTION -> 'A';
            case FOOTNOTE -> 'F';
            case NOTE -> 'N';
            case QUOTE -> 'Q';
        };
    }

    private static Block.Kind kind(int letter) throws IOException {
        return switch (letter) {
            case 'H' -> Block.Kind.HEADING;
            case 'P' -> Block.Kind.PARAGRAPH;
            case 'L' -> Block.Kind.LIST_ITEM;
            case 'T' -> Block.Kind.TABLE;
            case 'C' -> Block.Kind.CODE;
            case 'A' -> Block.Kind.CAPTION;
            case 'F' -> Block.Kind.FOOTNOTE;
            case 'N' -> Block.Kind.NOTE;
            case 'Q' -> Block.Kind.QUOTE;
            default -> throw new StreamCorruptedException("A block of kind %d".formatted(letter));
        };
    }

    private static ParsedDocument readDocument(DataInputStream pipe, Draft draft) throws IOException {
        String title = readString(pipe);
        String mediaType = readString(pipe);
        draft.add(readString(pipe), readBlocks(pipe));
        return new ParsedDocument(
                title,
                mediaType,
                draft.text(),
                draft.blocks(),
                pipe.readInt(),
                readStrings(pipe),
                readString(pipe),
                pipe.readBoolean()
                        ? Optional.of(new Partial(pipe.readInt(), pipe.readInt(), readString(pipe)))
                        : Optional.empty(),
                pipe.readBoolean() ? Optional.of(readMail(pipe)) : Optional.empty());
    }

    private static List<Block> readBlocks(DataInputStream pipe) throws IOException {
        int count = readCount(pipe, MAX_BLOCKS);
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Block.Kind kind = kind(pipe.readUnsignedByte());
            int start = pipe.readInt();
            int end = pipe.readInt();
            int page = pipe.readInt();
            int level = pipe.readInt();
            blocks.add(
                    kind == Block.Kind.TABLE
                            ? new Block(kind, start, end, page, level, readString(pipe), readRows(pipe))
                            : new Block(kind, start, end, page, level));
        }
        return blocks;
    }

    private static List<Block.Numbering> readRows(DataInputStream pipe) throws IOException {
        int count = readCount(pipe, MAX_BLOCKS);
        List<Block.Numbering> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(new Block.Numbering(pipe.readInt(), pipe.readInt()));
        }
        return rows;
    }

    private static List<String> readStrings(DataInputStream pipe) throws IOException {
        int count = readCount(pipe, 10_000);
        List<String> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(readString(pipe));
        }
        return values;
    }

    private static int readCount(DataInputStream pipe, int most) throws IOException {
        int count = pipe.readInt();
        if (count < 0 || count > most) {
            throw new StreamCorruptedException("A list of %d".formatted(count));
        }
        return count;
    }

    private static void writeString(DataOutputStream pipe, String value) throws IOException {
        byte[] bytes = value.getBytes(UTF_8);
        pipe.writeInt(bytes.length);
        pipe.write(bytes);
    }

    private static String readString(DataInputStream pipe) throws IOException {
        int length = readCount(pipe, MAX_STRING_BYTES);
        byte[] bytes = pipe.readNBytes(length);
        if (bytes.length < length) {
            throw new StreamCorruptedException("A string ends after %d of %d bytes".formatted(bytes.length, length));
        }
        return new String(bytes, UTF_8);
    }
}
