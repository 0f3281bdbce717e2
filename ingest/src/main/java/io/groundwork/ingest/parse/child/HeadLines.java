package io.groundwork.ingest.parse.child;

import java.nio.charset.StandardCharsets;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.FieldBuilder;
import org.apache.james.mime4j.stream.RawField;
import org.apache.james.mime4j.util.ByteArrayBuffer;
import org.apache.james.mime4j.util.RecycledByteArrayBuffer;

/**
 * Builds the fields of a head and keeps the lines that are none. A part of a message without fields must begin with a blank line
 * (RFC 2046, 5.1); where a writer forgot it, the part's first lines stand where fields should.
 */
final class HeadLines implements FieldBuilder {

    private final FieldBuilder fields;
    private final StringBuilder others = new StringBuilder();
    private boolean anyField;

    HeadLines(FieldBuilder fields) {
        this.fields = fields;
    }

    /** A head begins. */
    void begin() {
        others.setLength(0);
        anyField = false;
    }

    /** The lines of a head that has no field at all, as text with the blank line that ended it; empty where it has one. */
    String text() {
        return anyField || others.isEmpty() ? "" : others + "\n";
    }

    @Override
    public RawField build() throws MimeException {
        try {
            RawField field = fields.build();
            anyField |= field != null;
            return field;
        } catch (MimeException e) {
            RecycledByteArrayBuffer line = fields.getRaw();
            if (line != null && !anyField) {
                others.append(new String(line.buffer(), 0, line.length(), StandardCharsets.UTF_8));
            }
            throw e;
        }
    }

    @Override
    public void reset() {
        fields.reset();
    }

    @Override
    public void append(ByteArrayBuffer line) throws MimeException {
        fields.append(line);
    }

    @Override
    public RecycledByteArrayBuffer getRaw() {
        return fields.getRaw();
    }

    @Override
    public void release() {
        fields.release();
    }
}
