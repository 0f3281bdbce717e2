package io.groundwork.orchestration.local;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the little-endian values of a GGUF file's head one after the other, and never beyond the file or a head's greatest size. */
final class GgufCursor implements AutoCloseable {

    static final int TEXT = 8;
    static final int ARRAY = 9;

    /** The vocabularies of the largest models take some 15 MB. */
    private static final long LARGEST_HEAD = 256L << 20;

    /** The file is not what it says it is. The message is one sentence for the admin. */
    static final class Malformed extends IOException {
        private static final long serialVersionUID = 1;

        Malformed(String words) {
            super(words);
        }
    }

    private final DataInputStream in;
    private final long end;
    private long position;

    private GgufCursor(InputStream in, long end) {
        this.in = new DataInputStream(in);
        this.end = end;
    }

    static GgufCursor over(Path file) throws IOException {
        long size = Files.size(file);
        return new GgufCursor(
                new BufferedInputStream(Files.newInputStream(file), 64 << 10), Math.min(size, LARGEST_HEAD));
    }

    long position() {
        return position;
    }

    int i32() throws IOException {
        take(4);
        return Integer.reverseBytes(in.readInt());
    }

    long u32() throws IOException {
        return Integer.toUnsignedLong(i32());
    }

    long i64() throws IOException {
        take(8);
        return Long.reverseBytes(in.readLong());
    }

    /** A number of things of which each takes some bytes: there cannot be more than bytes are left. */
    long length() throws IOException {
        long length = i64();
        if (length < 0 || length > end - position) {
            throw cutShort();
        }
        return length;
    }

    long count(long most, String things) throws IOException {
        long count = i64();
        if (count < 0 || count > most) {
            throw new Malformed("It claims to have %s %s.".formatted(Long.toUnsignedString(count), things));
        }
        return count;
    }

    String text(int longest) throws IOException {
        return textUpTo(longest)
                .orElseThrow(() -> new Malformed("It has a name of more than %d bytes.".formatted(longest)));
    }

    /** Skipped and empty where it is longer. */
    Optional<String> textUpTo(int longest) throws IOException {
        long length = length();
        if (length > longest) {
            skip(length);
            return Optional.empty();
        }
        byte[] bytes = new byte[(int) length];
        take(length);
        in.readFully(bytes);
        return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    }

    /** One value of a type that has a size: a number, or 0 and 1 for what is false or true. */
    Object scalar(int type) throws IOException {
        return switch (type) {
            case 0 -> (long) (one() & 0xff);
            case 1 -> (long) one();
            case 2 -> (long) (two() & 0xffff);
            case 3 -> (long) two();
            case 4 -> u32();
            case 5 -> (long) i32();
            case 6 -> (double) Float.intBitsToFloat(i32());
            case 7 -> (long) one();
            case 10, 11 -> i64();
            case 12 -> Double.longBitsToDouble(i64());
            default -> throw unknown(type);
        };
    }

    static long size(int type) throws Malformed {
        return switch (type) {
            case 0, 1, 7 -> 1;
            case 2, 3 -> 2;
            case 4, 5, 6 -> 4;
            case 10, 11, 12 -> 8;
            default -> throw unknown(type);
        };
    }

    void skip(long count) throws IOException {
        take(count);
        in.skipNBytes(count);
    }

    byte one() throws IOException {
        take(1);
        return in.readByte();
    }

    private short two() throws IOException {
        take(2);
        return Short.reverseBytes(in.readShort());
    }

    private void take(long count) throws IOException {
        if (count > end - position) {
            throw cutShort();
        }
        position += count;
    }

    private Malformed cutShort() {
        return new Malformed(
                end == LARGEST_HEAD
                        ? "Its head is larger than any that is read here."
                        : "It ends in the middle of its head: the download may not be complete.");
    }

    private static Malformed unknown(int type) {
        return new Malformed("It holds a value of the unknown kind %s.".formatted(Integer.toUnsignedString(type)));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
