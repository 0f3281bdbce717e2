package io.groundwork.orchestration.local.child;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An answer that is being written. llama.cpp hands out its pieces to a thread of their own, as waiting for one blocks a thread in native
 * code; whoever reads them can go away at any time.
 */
final class Generation {

    /** A model that is writing gives a piece in less; one that is still reading the question takes longer. */
    private static final long PATIENCE_MILLIS = 300;

    /** What comes out of it. */
    sealed interface Event {

        record Text(String text) implements Event {}

        record End() implements Event {}

        record Failed(String words) implements Event {}
    }

    private final Llama llama;
    private final int completion;
    private final Runnable leftBehind;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean cancelled;

    Generation(Llama llama, int completion, Runnable leftBehind) {
        this.llama = llama;
        this.completion = completion;
        this.leftBehind = leftBehind;
        Thread.ofPlatform().name("generation-" + completion).daemon().start(this::receive);
    }

    private void receive() {
        try {
            while (true) {
                Llama.Piece piece = llama.receive(completion);
                if (piece.last()) {
                    if (!piece.text().isEmpty()) {
                        events.add(new Event.Text(piece.text()));
                    }
                    events.add(new Event.End());
                    return;
                }
                if (cancelled) {
                    llama.cancel(completion);
                    return;
                }
                events.add(new Event.Text(piece.text()));
            }
        } catch (EngineException e) {
            events.add(new Event.Failed(String.valueOf(e.getMessage())));
        } finally {
            over.countDown();
        }
    }

    /** The next event, if there is one within a second. */
    Optional<Event> next() throws InterruptedException {
        return Optional.ofNullable(events.poll(1, TimeUnit.SECONDS));
    }

    /** Nobody reads on. Returns when llama.cpp has been told, so that the next in turn need not wait for this one. */
    void cancel() throws InterruptedException {
        cancelled = true;
        if (!over.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
            llama.cancel(completion);
            // Its thread now waits in native code for a piece that never comes.
            leftBehind.run();
        }
    }
}
