package io.groundwork.embeddings.remote;

import java.io.IOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A body that may take only so many bytes and so much time; {@link java.util.concurrent.TimeoutException} is the cause when it took more. The client's own limit of time ends with the headers: a server that hangs in the
 * middle of its answer would hold the caller for good.
 */
final class LimitedBody implements BodySubscriber<byte[]> {

    private final BodySubscriber<byte[]> inner = BodySubscribers.ofByteArray();
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final long limitBytes;
    private long seen;
    private volatile @Nullable Subscription subscription;

    private LimitedBody(long limitBytes, Duration time) {
        this.limitBytes = limitBytes;
        inner.getBody().whenComplete((bytes, failure) -> {
            if (failure == null) {
                body.complete(bytes);
            } else {
                body.completeExceptionally(failure);
            }
        });
        // The timer goes with the answer: it would keep the bytes of one long answered otherwise. What is said here
        // first runs last: the caller
        // learns why before the connection is closed.
        CompletableFuture<byte[]> unused = body.orTimeout(time.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((bytes, failure) -> {
                    if (failure != null) {
                        cancel();
                    }
                });
    }

    static BodyHandler<byte[]> handler(long limitBytes, Duration time) {
        return head -> new LimitedBody(limitBytes, time);
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        inner.onSubscribe(given);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        seen += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
        if (seen > limitBytes) {
            body.completeExceptionally(new TooLong("The answer is longer than %d bytes".formatted(limitBytes)));
        } else {
            inner.onNext(buffers);
        }
    }

    @Override
    public void onError(Throwable failure) {
        inner.onError(failure);
    }

    @Override
    public void onComplete() {
        inner.onComplete();
    }

    /** Asking again would bring as much. */
    static final class TooLong extends IOException {

        private static final long serialVersionUID = 1L;

        TooLong(String message) {
            super(message);
        }
    }

    private void cancel() {
        Subscription open = subscription;
        if (open != null) {
            open.cancel();
        }
    }
}
