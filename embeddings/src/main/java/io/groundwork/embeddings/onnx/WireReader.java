package io.groundwork.embeddings.onnx;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

/**
 * Reads one message of the protobuf wire format, field by field; nothing is copied. For use by one thread.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Protocol buffers: encoding</a>
 */
final class WireReader {

    static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    static final int BYTES = 2;
    static final int FIXED_32 = 5;

    private final ByteBuffer bytes;
    private int field;
    private int type;

    WireReader(ByteBuffer message) {
        bytes = message.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Goes to the next field; false at the end. Each field is then read once, or skipped. */
    boolean next() {
        if (!bytes.hasRemaining()) {
            return false;
        }
        long tag = number();
        field = Math.toIntExact(tag >>> 3);
        type = (int) tag & 7;
        return true;
    }

    int field() {
        return field;
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte part = bytes.get();
            value |= (part & 0x7fL) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("A number of more than ten bytes");
    }

    /** Of a repeated field, which may come packed or one at a time. */
    void numbers(LongConsumer sink) {
        if (type == VARINT) {
            sink.accept(number());
            return;
        }
        WireReader packed = message();
        while (packed.bytes.hasRemaining()) {
            sink.accept(packed.number());
        }
    }

    /** A view of the bytes, in little-endian order. */
    ByteBuffer bytes() {
        int length = Math.toIntExact(number());
        if (length < 0 || length > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer view = bytes.slice(bytes.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(bytes.position() + length);
        return view;
    }

    WireReader message() {
        return new WireReader(bytes());
    }

    String text() {
        return StandardCharsets.UTF_8.decode(bytes()).toString();
    }

    void skip() {
        switch (type) {
            case VARINT -> number();
            case FIXED_64 -> bytes.getLong();
            case BYTES -> bytes();
            case FIXED_32 -> bytes.getInt();
            default -> throw new IllegalArgumentException("Unknown wire type " + type);
        }
    }
}
