package io.groundwork.embeddings.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A message of the protobuf wire format that is being put together from views: large fields are not copied. For use by one thread. */
final class WireMessage {

    private final List<ByteBuffer> parts = new ArrayList<>();
    private long length;

    WireMessage number(int field, long value) {
        ByteBuffer bytes = ByteBuffer.allocate(20);
        varint(bytes, tag(field, WireReader.VARINT));
        varint(bytes, value);
        return add(bytes.flip());
    }

    WireMessage decimal(int field, float value) {
        ByteBuffer bytes = ByteBuffer.allocate(14).order(ByteOrder.LITTLE_ENDIAN);
        varint(bytes, tag(field, WireReader.FIXED_32));
        return add(bytes.putFloat(value).flip());
    }

    WireMessage text(int field, String value) {
        return bytes(field, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
    }

    WireMessage bytes(int field, ByteBuffer value) {
        return header(field, value.remaining()).add(value.duplicate());
    }

    WireMessage message(int field, WireMessage value) {
        return header(field, value.length).append(value);
    }

    /** Adds the fields of another message to this one's. */
    WireMessage append(WireMessage other) {
        parts.addAll(other.parts);
        length += other.length;
        return this;
    }

    private WireMessage header(int field, long size) {
        ByteBuffer bytes = ByteBuffer.allocate(20);
        varint(bytes, tag(field, WireReader.BYTES));
        varint(bytes, size);
        return add(bytes.flip());
    }

    private WireMessage add(ByteBuffer part) {
        parts.add(part);
        length += part.remaining();
        return this;
    }

    private static long tag(int field, int type) {
        return ((long) field << 3) | type;
    }

    private static void varint(ByteBuffer bytes, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes.put((byte) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        bytes.put((byte) rest);
    }

    void writeTo(WritableByteChannel channel) throws IOException {
        for (ByteBuffer part : parts) {
            ByteBuffer rest = part.duplicate();
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        }
    }
}
