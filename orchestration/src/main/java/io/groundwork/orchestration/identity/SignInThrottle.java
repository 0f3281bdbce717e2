package io.groundwork.orchestration.identity;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Slows down the guessing of passwords: ten failures for one address within five minutes, and no more tries for that address
 * until the oldest of them is five minutes old. Counts on this node alone. Safe for use by many threads.
 */
@Singleton
public final class SignInThrottle {

    private static final int MAX_FAILURES = 10;
    private static final int MAX_ADDRESSES = 10_000;
    private static final Duration WINDOW = Duration.ofMinutes(5);

    private final Map<String, Deque<Instant>> failures = new ConcurrentHashMap<>();

    /** How long to wait before the next try; zero when one may try now. */
    public Duration wait(String email, Instant now) {
        Deque<Instant> recent = failures.computeIfPresent(key(email), (key, times) -> prune(times, now));
        if (recent == null) {
            return Duration.ZERO;
        }
        synchronized (recent) {
            return recent.size() < MAX_FAILURES
                    ? Duration.ZERO
                    : Duration.between(now, recent.getFirst().plus(WINDOW));
        }
    }

    public void failed(String email, Instant now) {
        if (failures.size() >= MAX_ADDRESSES) {
            failures.entrySet().removeIf(entry -> prune(entry.getValue(), now) == null);
        }
        Deque<Instant> times = failures.computeIfAbsent(key(email), key -> new ArrayDeque<>());
        synchronized (times) {
            times.addLast(now);
            if (times.size() > MAX_FAILURES) {
                times.removeFirst();
            }
        }
    }

    public void succeeded(String email) {
        failures.remove(key(email));
    }

    private static @org.jspecify.annotations.Nullable Deque<Instant> prune(Deque<Instant> times, Instant now) {
        synchronized (times) {
            times.removeIf(time -> time.plus(WINDOW).isBefore(now));
            return times.isEmpty() ? null : times;
        }
    }

    private static String key(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }
}
