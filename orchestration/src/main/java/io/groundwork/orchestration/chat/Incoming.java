package io.groundwork.orchestration.chat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A body as it comes in. All that came is read before the error that ended it is told: the JDK's own stream forgets what it holds when the connection breaks, and
 * the last words before a break would be lost. Asks for no more than one piece ahead of its reader. For one reader; any thread may close it.
 */
final class Incoming extends InputStream implements HttpResponse.BodySubscriber<InputStream> {

    private static final List<ByteBuffer> END = List.of(ByteBuffer.allocate(0));

    private final BlockingQueue<List<ByteBuffer>> pieces = new LinkedBlockingQueue<>();
    private List<ByteBuffer> piece = List.of();
    private int reached;
    private boolean ended;
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;
    private Flow.@Nullable Subscription source;

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        synchronized (this) {
            source = subscription;
        }
        if (closed) {
            subscription.cancel();
        } else {
            subscription.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> next) {
        pieces.add(next);
    }

    @Override
    public void onError(Throwable why) {
        failure = why;
        pieces.add(END);
    }

    @Override
    public void onComplete() {
        pieces.add(END);
    }

    @Override
    public int read() throws IOException {
        return reach() ? piece.get(reached).get() & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!reach()) {
            return -1;
        }
        int count = Math.min(length, piece.get(reached).remaining());
        piece.get(reached).get(into, offset, count);
        return count;
    }

    @Override
    public void close() {
        closed = true;
        pieces.add(END);
        Flow.Subscription from;
        synchronized (this) {
            from = source;
        }
        if (from != null) {
            from.cancel();
        }
    }

    /** Goes on to a buffer that has something left; false at the end. */
    private boolean reach() throws IOException {
        while (!ended) {
            if (closed) {
                throw new IOException("The stream is closed", failure);
            }
            if (reached < piece.size()) {
                if (piece.get(reached).hasRemaining()) {
                    return true;
                }
                reached++;
            } else {
                next();
            }
        }
        if (failure != null) {
            throw new IOException("The connection broke", failure);
        }
        return false;
    }

    private void next() throws IOException {
        try {
            List<ByteBuffer> taken = pieces.take();
            ended = taken == END && !closed;
            piece = taken == END ? List.of() : taken;
            reached = 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for more", e);
        }
        Flow.Subscription from;
        synchronized (this) {
            from = source;
        }
        if (!ended && from != null) {
            from.request(1);
        }
    }
}
