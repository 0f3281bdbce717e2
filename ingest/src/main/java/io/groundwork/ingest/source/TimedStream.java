package io.groundwork.ingest.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Closes itself when its time is up, however slowly bytes drip: the client's own limit ends with the headers. */
final class TimedStream extends FilterInputStream {

    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean expired;

    TimedStream(InputStream inner, Duration limit) {
        super(inner);
        Thread.ofVirtual().name("source-deadline").start(() -> await(limit));
    }

    @Override
    public int read() throws IOException {
        return inTime(super.read());
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return inTime(super.read(buffer, offset, length));
    }

    /** A stream that was closed while it was read may look as if it had come to its end. */
    private int inTime(int read) throws IOException {
        if (expired) {
            throw new IOException("It took too long");
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        super.close();
    }

    private void await(Duration limit) {
        try {
            if (!closed.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                expired = true;
                super.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            closed.countDown(); // whoever reads finds out
        }
    }
}
