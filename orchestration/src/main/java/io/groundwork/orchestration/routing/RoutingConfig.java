package io.groundwork.orchestration.routing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How requests find their model. */
@ConfigMapping(prefix = "groundwork.routing")
public interface RoutingConfig {

    /** Most requests at once to one server of a model whose card says no other number. */
    @WithDefault("256")
    int maxConcurrent();

    /** Longest wait for a place at a server that has all hands full, where the route says no other. */
    @WithDefault("5s")
    Duration queue();

    /** Most requests that wait for one server; the next are told to come back. */
    @WithDefault("512")
    int maxWaiting();

    /** Failures in a row after which a server is left alone. */
    @WithDefault("5")
    int failures();

    /** How long it is left alone at first; twice as long after each further failure, up to {@link #longestPause}. */
    @WithDefault("2s")
    Duration pause();

    @WithDefault("60s")
    Duration longestPause();

    /** Wait before the one other try of the only server that could answer. */
    @WithDefault("300ms")
    Duration retryAfter();
}
