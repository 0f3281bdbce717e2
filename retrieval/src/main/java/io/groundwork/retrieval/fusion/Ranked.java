package io.groundwork.retrieval.fusion;

import io.groundwork.retrieval.Stage;
import java.util.Map;

/**
 * A passage in the final order.
 *
 * @param passage its row
 * @param score in [0, 1], comparable within one list only
 * @param ranks its rank in each search that found it, counted from 1
 */
public record Ranked(long passage, double score, Map<Stage, Integer> ranks) {

    public Ranked {
        ranks = Map.copyOf(ranks);
    }
}
