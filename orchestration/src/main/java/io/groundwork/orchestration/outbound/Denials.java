package io.groundwork.orchestration.outbound;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The latest refusals, newest first, and how many there were since the start. Safe for use by many threads. */
final class Denials {

    private static final int KEPT = 100;

    private final Deque<Outbound.Denial> latest = new ArrayDeque<>(KEPT);
    private long count;

    /** Keeps where to, never the path or query: those may hold secrets. */
    synchronized void add(Purpose purpose, URI url, String reason) {
        if (latest.size() == KEPT) {
            latest.removeLast();
        }
        String host = url.getHost() == null ? "" : url.getHost();
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        latest.addFirst(new Outbound.Denial(Instant.now(), purpose, host + port, reason));
        count++;
    }

    synchronized List<Outbound.Denial> latest() {
        return List.copyOf(latest);
    }

    synchronized long count() {
        return count;
    }
}
