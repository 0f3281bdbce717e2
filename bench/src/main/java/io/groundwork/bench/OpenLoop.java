package io.groundwork.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;

/**
 * Requests that arrive at a fixed rate, whatever has become of those before. A latency is counted from the planned arrival, so that a server that stands
 * still is charged for all who wait meanwhile.
 *
 * @param rate a second
 * @param mostWaiting requests under way, beyond which an arrival counts as failed
 */
record OpenLoop(int rate, Duration time, int mostWaiting) {

    private static final String TOO_MANY = "too many wait already";

    OpenLoop(int rate, Duration time) {
        this(rate, time, 4_000);
    }

    /**
     * @param latencies of those that were answered well
     * @param errors how often which came
     */
    record Load(List<Duration> latencies, Map<String, Integer> errors, double perSecond) {

        int failed() {
            return errors.values().stream().mapToInt(Integer::intValue).sum();
        }

        Latencies sorted() {
            return Latencies.of(latencies);
        }
    }

    /**
     * Blocks until the last answer is there.
     *
     * @param request given its planned time, by {@link System#nanoTime}; answers what went wrong, or an empty text
     */
    Load run(LongFunction<String> request) {
        Queue<Duration> latencies = new ConcurrentLinkedQueue<>();
        Queue<String> errors = new ConcurrentLinkedQueue<>();
        AtomicInteger waiting = new AtomicInteger();
        long start = System.nanoTime();
        long arrivals = rate * time.toMillis() / 1_000;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (long i = 0; i < arrivals; i++) {
                long planned = start + i * 1_000_000_000L / rate;
                awaitTime(planned);
                if (waiting.incrementAndGet() > mostWaiting) {
                    waiting.decrementAndGet();
                    errors.add(TOO_MANY);
                    continue;
                }
                threads.execute(() -> {
                    try {
                        String error = request.apply(planned);
                        if (error.isEmpty()) {
                            latencies.add(Duration.ofNanos(System.nanoTime() - planned));
                        } else {
                            errors.add(error);
                        }
                    } catch (RuntimeException e) {
                        errors.add(e.toString());
                    } finally {
                        waiting.decrementAndGet();
                    }
                });
            }
        }
        Map<String, Integer> counted = new TreeMap<>();
        errors.forEach(error -> counted.merge(error, 1, Integer::sum));
        List<Duration> all = new ArrayList<>(latencies);
        return new Load(all, counted, all.size() / ((System.nanoTime() - start) / 1e9));
    }

    private static void awaitTime(long planned) {
        for (long left = planned - System.nanoTime(); left > 0; left = planned - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
