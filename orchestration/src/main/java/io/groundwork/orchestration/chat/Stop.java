package io.groundwork.orchestration.chat;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Ends a conversation from outside: its reader has gone, or its model was recalled. The first reason counts. Safe for use by many threads. */
public final class Stop {

    private ChatOutcome.@Nullable Failed reason;
    private @Nullable Runnable ending;

    /** Ends the conversation that this belongs to, now or as soon as it begins. */
    public void now(ChatOutcome.Failed why) {
        Runnable toRun;
        synchronized (this) {
            if (reason != null) {
                return;
            }
            reason = why;
            toRun = ending;
        }
        if (toRun != null) {
            toRun.run();
        }
    }

    /** One that ends with this one, and may end before it: of one try among several. The latest child counts. */
    public Stop child() {
        Stop child = new Stop();
        by(() -> reason().ifPresent(child::now));
        return child;
    }

    public synchronized Optional<ChatOutcome.Failed> reason() {
        return Optional.ofNullable(reason);
    }

    /** What to do to end it; done at once where it is to end already. */
    void by(Runnable how) {
        boolean now;
        synchronized (this) {
            ending = how;
            now = reason != null;
        }
        if (now) {
            how.run();
        }
    }
}
