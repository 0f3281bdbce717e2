package io.groundwork.retrieval.fusion;

import io.groundwork.retrieval.Candidate;
import io.groundwork.retrieval.Stage;
import java.util.List;

/**
 * What one search found.
 *
 * @param stage the search
 * @param weight what its ranks count for in fusion, over 0
 * @param candidates best first, each passage once
 */
public record Ranking(Stage stage, double weight, List<Candidate> candidates) {

    public Ranking {
        if (!(weight > 0)) {
            throw new IllegalArgumentException("Weight %s of %s is not over 0".formatted(weight, stage));
        }
        candidates = List.copyOf(candidates);
    }
}
