package io.groundwork.ingest.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Fails when more is read than is wanted: what a server sends without end must not fill this machine. */
final class LimitedStream extends FilterInputStream {

    private final long limitBytes;
    private long taken;

    LimitedStream(InputStream inner, long limitBytes) {
        super(inner);
        this.limitBytes = limitBytes;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        return read < 0 ? read : count(1, read);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        return read < 0 ? read : count(read, read);
    }

    private int count(int bytes, int result) throws IOException {
        taken += bytes;
        if (taken > limitBytes) {
            throw new IOException("More than %d bytes".formatted(limitBytes));
        }
        return result;
    }
}
