package io.groundwork.bench;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All queries of a set under one configuration.
 *
 * @param queries by query id
 */
record Measured(Configuration configuration, Map<String, Query> queries) {

    Measured {
        queries = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(queries));
    }

    /**
     * @param ranking of up to {@link Ranking#PASSAGES} passages
     * @param latency of the same search for ten passages, which is what a person waits for
     */
    record Query(Ranking ranking, Measures measures, java.time.Duration latency) {}

    Measures mean() {
        return Measures.mean(all().stream().map(Query::measures).toList());
    }

    Latencies latencies() {
        return Latencies.of(all().stream().map(Query::latency).toList());
    }

    private Collection<Query> all() {
        return queries.values();
    }
}
