package io.groundwork.bench;

import java.time.Duration;
import java.util.List;

/** Times of many requests, as percentiles by the nearest rank: p95 of 100 is the 95th of them in order, never a value between two. */
record Latencies(List<Duration> sorted) {

    static Latencies of(List<Duration> times) {
        return new Latencies(times.stream().sorted().toList());
    }

    /** @param share above 0 and up to 1, such as .95 */
    Duration percentile(double share) {
        if (sorted.isEmpty()) {
            throw new IllegalStateException("Nothing was timed");
        }
        int rank = (int) Math.ceil(share * sorted.size());
        return sorted.get(Math.max(1, rank) - 1);
    }

    /** In milliseconds. */
    double millis(double share) {
        return percentile(share).toNanos() / 1e6;
    }
}
