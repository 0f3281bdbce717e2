package io.groundwork.ingest.parse.child;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.tika.detect.EncodingDetector;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.parser.txt.Icu4jEncodingDetector;

/** Bytes of text to characters: a byte order mark decides, then whether they are UTF-8, then Tika's detectors' guess. */
final class TextDecoding {

    private static final Charset UTF_32BE = Charset.forName("UTF-32BE");
    private static final Charset UTF_32LE = Charset.forName("UTF-32LE");
    private static final int SAMPLE = 4096;
    private static final long MOST_BYTES_PER_CHARACTER = 4;

    private final EncodingDetector guessing;

    TextDecoding(EncodingDetector guessing) {
        this.guessing = guessing;
    }

    /** The stream's text, as far as it can be kept: what can only be too long for {@code writer} is not decoded to its end. */
    String decode(InputStream stream, Metadata metadata, BlockWriter writer) throws IOException {
        long most = writer.limits().outputCharacters() * MOST_BYTES_PER_CHARACTER;
        byte[] bytes = stream.readNBytes((int) Math.min(Integer.MAX_VALUE - 16, most + 1));
        if (bytes.length > most) {
            bytes = Arrays.copyOf(bytes, wholeCharacters(bytes, (int) most));
            writer.endsEarly(BlockWriter.tooLong(writer.limits()));
        }
        Optional<Mark> mark = mark(bytes);
        if (mark.isPresent()) {
            int skip = mark.get().length();
            return new String(bytes, skip, bytes.length - skip, mark.get().charset());
        }
        Optional<String> unicode = strictly(bytes);
        return unicode.isPresent() ? unicode.get() : new String(bytes, guess(bytes, metadata));
    }

    /** A little less than {@code length}, so that it parts no character of UTF-8. */
    private static int wholeCharacters(byte[] bytes, int length) {
        int end = length / 4 * 4;
        while (end > length - 8 && bytes[end] < 0) {
            end -= 4;
        }
        return end;
    }

    private record Mark(Charset charset, int length) {}

    private static Optional<Mark> mark(byte[] bytes) {
        if (starts(bytes, 0, 0, 0xFE, 0xFF)) {
            return Optional.of(new Mark(UTF_32BE, 4));
        }
        if (starts(bytes, 0xFF, 0xFE, 0, 0)) {
            return Optional.of(new Mark(UTF_32LE, 4));
        }
        if (starts(bytes, 0xEF, 0xBB, 0xBF)) {
            return Optional.of(new Mark(UTF_8, 3));
        }
        if (starts(bytes, 0xFE, 0xFF)) {
            return Optional.of(new Mark(UTF_16BE, 2));
        }
        return starts(bytes, 0xFF, 0xFE) ? Optional.of(new Mark(UTF_16LE, 2)) : wideWithoutMark(bytes);
    }

    private static boolean starts(byte[] bytes, int... values) {
        if (bytes.length < values.length) {
            return false;
        }
        for (int i = 0; i < values.length; i++) {
            if ((bytes[i] & 0xFF) != values[i]) {
                return false;
            }
        }
        return true;
    }

    /** Western text in UTF-16 or UTF-32 has its zeros at the same places throughout. */
    private static Optional<Mark> wideWithoutMark(byte[] bytes) {
        int length = Math.min(bytes.length, SAMPLE) / 4 * 4;
        int[] zeros = new int[4];
        for (int i = 0; i < length; i++) {
            if (bytes[i] == 0) {
                zeros[i % 4]++;
            }
        }
        int most = length / 4 * 7 / 10;
        if (length < 8 || zeros[0] + zeros[1] + zeros[2] + zeros[3] < most) {
            return Optional.empty();
        }
        if (zeros[1] > most && zeros[2] > most && zeros[3] > most && zeros[0] == 0) {
            return Optional.of(new Mark(UTF_32LE, 0));
        }
        if (zeros[0] > most && zeros[1] > most && zeros[2] > most && zeros[3] == 0) {
            return Optional.of(new Mark(UTF_32BE, 0));
        }
        if (zeros[1] > most && zeros[3] > most && zeros[0] + zeros[2] == 0) {
            return Optional.of(new Mark(UTF_16LE, 0));
        }
        return zeros[0] > most && zeros[2] > most && zeros[1] + zeros[3] == 0
                ? Optional.of(new Mark(UTF_16BE, 0))
                : Optional.empty();
    }

    private static Optional<String> strictly(byte[] bytes) {
        try {
            CharBuffer characters = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return Optional.of(characters.toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private Charset guess(byte[] bytes, Metadata metadata) throws IOException {
        byte[] sample = bytes.length > 256 << 10 ? Arrays.copyOf(bytes, 256 << 10) : bytes;
        try (TikaInputStream stream = TikaInputStream.get(sample)) {
            Charset guess = guessing.detect(stream, metadata);
            if (guess != null && guess.equals(UTF_8) && isMostlyUtf8(sample)) {
                return guess;
            }
            // Short texts in windows-1251 are often taken for those of an old Macintosh, of which there are hardly any.
            boolean cannotBe = guess == null
                    || guess.name().startsWith("x-Mac")
                    || guess.equals(UTF_8)
                    || guess.equals(StandardCharsets.US_ASCII);
            return cannotBe ? byStatistics(sample) : guess;
        }
    }

    /** What the page or its sender says is wrong, then: the letters' frequencies tell. */
    private static Charset byStatistics(byte[] sample) throws IOException {
        try (TikaInputStream stream = TikaInputStream.get(sample)) {
            Charset guess = new Icu4jEncodingDetector().detect(stream, new Metadata());
            return guess == null || guess.equals(UTF_8) ? Charset.forName("windows-1252") : guess;
        }
    }

    /** Whether it is UTF-8 with a broken character here and there. */
    private static boolean isMostlyUtf8(byte[] sample) {
        String text = new String(sample, UTF_8);
        long broken = text.chars().filter(c -> c == '\uFFFD').count();
        long beyondAscii = text.chars().filter(c -> c > 0x7F).count();
        return broken * 20 < beyondAscii;
    }

    /** Whether the bytes begin as UTF-16 or UTF-32 text does. */
    static boolean isWide(byte[] bytes) {
        return mark(bytes).filter(mark -> !mark.charset().equals(UTF_8)).isPresent();
    }

    /** Text for which {@link #isWide} holds. */
    static String decodeWide(byte[] bytes) {
        Mark mark = mark(bytes).orElseThrow();
        return new String(bytes, mark.length(), bytes.length - mark.length(), mark.charset());
    }
}
