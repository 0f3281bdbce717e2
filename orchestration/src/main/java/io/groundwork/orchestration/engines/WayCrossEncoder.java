package io.groundwork.orchestration.engines;

import io.groundwork.embeddings.CrossEncoder;
import java.time.Duration;
import java.util.List;

/** A cross-encoder at the end of some {@link Ways}. */
final class WayCrossEncoder implements CrossEncoder {

    private final String name;
    private final int maxTokens;
    private final Scale scale;
    private final Duration longest;
    private final Ways<CrossEncoder> ways;

    WayCrossEncoder(String name, int maxTokens, Scale scale, Duration longest, Ways<CrossEncoder> ways) {
        this.name = name;
        this.maxTokens = maxTokens;
        this.scale = scale;
        this.longest = longest;
        this.ways = ways;
    }

    @Override
    public String model() {
        return name;
    }

    @Override
    public int maxTokens() {
        return maxTokens;
    }

    @Override
    public Scale scale() {
        return scale;
    }

    @Override
    public Duration longest() {
        return longest;
    }

    /** Of the time that it may take, waiting for a process takes what it takes. */
    @Override
    public Relevance score(String query, List<String> passages, Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        return ways.ask(
                within,
                engine -> engine.score(query, passages, Duration.ofNanos(Math.max(0, deadline - System.nanoTime()))));
    }
}
