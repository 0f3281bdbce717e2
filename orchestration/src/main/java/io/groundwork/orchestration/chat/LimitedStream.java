package io.groundwork.orchestration.chat;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Fails when more comes than an answer may be long, so that an endless one does not fill the memory. */
final class LimitedStream extends FilterInputStream {

    private long left;

    LimitedStream(InputStream in, long limitBytes) {
        super(in);
        this.left = limitBytes;
    }

    @Override
    public int read() throws IOException {
        int one = super.read();
        count(one < 0 ? 0 : 1);
        return one;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        count(Math.max(read, 0));
        return read;
    }

    private void count(int bytes) throws IOException {
        left -= bytes;
        if (left < 0) {
            throw new IOException("The model server sent more than an answer may hold");
        }
    }
}
