package io.groundwork.retrieval.rerank;

import java.util.HashMap;
import java.util.Map;

/** Scores as standard deviations from their mean, so that those of different kinds can be added. */
final class Deviations {

    private Deviations() {}

    /** By passage; all are 0 where all scores are equal. */
    static Map<Long, Double> of(Map<Long, Double> scores) {
        double mean =
                scores.values().stream().mapToDouble(score -> score).average().orElse(0);
        double variance = scores.values().stream()
                .mapToDouble(score -> (score - mean) * (score - mean))
                .average()
                .orElse(0);
        double deviation = Math.sqrt(variance);
        Map<Long, Double> deviations = new HashMap<>();
        scores.forEach(
                (passage, score) -> deviations.put(passage, deviation > 1e-12 ? (score - mean) / deviation : 0.0));
        return deviations;
    }
}
