package io.groundwork.orchestration.transfer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Reads objects of JSON, one a line, packed by gzip or not. Holds one line at a time. For one thread. */
final class LineReader {

    private static final int FIRST_BYTES = 1 << 16;
    private static final int GZIP_FIRST = 0x1f;

    private static final ObjectReader JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Line.MOST_BYTES)
                            .maxNestingDepth(16)
                            .maxNumberLength(40)
                            .build())
                    .build())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    private final InputStream in;
    private final Runnable alive;
    private final byte[] chunk = new byte[FIRST_BYTES];
    private int from;
    private int to;
    private byte[] line = new byte[FIRST_BYTES];
    private long number;
    private int length;

    /** @param alive is called now and then while bytes arrive */
    LineReader(InputStream in, Runnable alive) {
        this.in = unpacked(in);
        this.alive = alive;
    }

    /** Of the line that was read last, counted from 1. */
    long number() {
        return number;
    }

    /** Of the line that was read last. */
    int bytes() {
        return length;
    }

    /**
     * The next line; empty at the end.
     *
     * @throws BadLineException when it is too long, no object of JSON, or the bytes end otherwise than they should
     */
    Optional<Fields> next() {
        number++;
        if (!read()) {
            return Optional.empty();
        }
        if (length == 0) {
            throw new BadLineException(number, "there is nothing in it.");
        }
        try {
            JsonNode read = JSON.readTree(text());
            if (!read.isObject()) {
                throw new BadLineException(number, "this is not an object of JSON.");
            }
            return Optional.of(Fields.of(number, read));
        } catch (JsonProcessingException e) {
            throw new BadLineException(number, "this is not JSON (%s).".formatted(words(e)), e);
        }
    }

    private String text() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(line, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadLineException(number, "this is not UTF-8.", e);
        }
    }

    /** Without what it quotes of the line. */
    private static String words(JsonProcessingException e) {
        String message = String.valueOf(e.getOriginalMessage());
        if (message.startsWith("Duplicate field")) {
            return "a field stands there twice";
        }
        return e.getClass().getSimpleName().equals("StreamConstraintsException")
                ? "a number or a nesting is too large"
                : "it breaks off, or a character is out of place, at column %d"
                        .formatted(e.getLocation() == null ? 0 : e.getLocation().getColumnNr());
    }

    /** @return false at the end */
    private boolean read() {
        length = 0;
        while (true) {
            if (from == to && !fill()) {
                return length > 0;
            }
            int end = from;
            while (end < to && chunk[end] != '\n') {
                end++;
            }
            append(end);
            if (end < to) {
                from = end + 1;
                return true;
            }
            from = to;
        }
    }

    private void append(int end) {
        int more = end - from;
        if (length + more > Line.MOST_BYTES) {
            throw new BadLineException(
                    number, "it is longer than the %d MiB that a line may have.".formatted(Line.MOST_BYTES >> 20));
        }
        if (length + more > line.length) {
            line = Arrays.copyOf(line, Math.clamp(2L * (length + more), FIRST_BYTES, Line.MOST_BYTES));
        }
        System.arraycopy(chunk, from, line, length, more);
        length += more;
    }

    private boolean fill() {
        try {
            alive.run();
            to = Math.max(0, in.read(chunk));
            from = 0;
            return to > 0;
        } catch (IOException e) {
            throw new BadLineException(number, "what was sent breaks off here, or cannot be unpacked.", e);
        }
    }

    private static InputStream unpacked(InputStream in) {
        try {
            PushbackInputStream looked = new PushbackInputStream(in, 1);
            int first = looked.read();
            if (first >= 0) {
                looked.unread(first);
            }
            return first == GZIP_FIRST ? new GZIPInputStream(looked, FIRST_BYTES) : looked;
        } catch (IOException e) {
            throw new BadLineException(1, "what was sent cannot be unpacked.", e);
        }
    }
}
