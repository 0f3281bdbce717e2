package io.groundwork.orchestration.routing;

import java.time.Duration;

/** Settings for tests: short waits. */
record RoutingSettings(int maxConcurrent, int maxWaiting) implements RoutingConfig {

    static RoutingSettings plain() {
        return new RoutingSettings(16, 16);
    }

    @Override
    public Duration queue() {
        return Duration.ofMillis(300);
    }

    @Override
    public int failures() {
        return 3;
    }

    @Override
    public Duration pause() {
        return Duration.ofMillis(400);
    }

    @Override
    public Duration longestPause() {
        return Duration.ofSeconds(2);
    }

    @Override
    public Duration retryAfter() {
        return Duration.ofMillis(10);
    }
}
