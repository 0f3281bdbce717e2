package io.groundwork.orchestration.spaces;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.UUID;

/**
 * What two spaces of a collection make of the same questions, asked as people ask: all stages, the asker's own rights.
 *
 * @param from the space that answers, in words
 * @param to the one that is to
 * @param bank the questions whose answers are known
 * @param sample passages of the collection, each asked for by its own first words
 * @param latency of all these searches
 * @param bytes of the vectors
 * @param flips questions of the bank whose best document is another
 */
@JsonNaming(SnakeCaseStrategy.class)
record SpaceReport(
        String measuredAt,
        UUID measuredBy,
        String from,
        String to,
        Quality bank,
        Quality sample,
        Pair<Latency> latency,
        Pair<Long> bytes,
        List<Flip> flips) {

    /** One figure for each space. */
    record Pair<T>(T from, T to) {}

    /**
     * @param questions how many; all else is 0 without any
     * @param recallAt10 share of the expected documents among the first ten, mean
     * @param ndcgAt10 at ten, mean
     * @param overlapAt10 share of the first ten documents that both spaces give, mean
     * @param flipped questions whose best document is another
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Quality(
            int questions,
            @JsonProperty("recall_at_10") Pair<Double> recallAt10,
            @JsonProperty("ndcg_at_10") Pair<Double> ndcgAt10,
            @JsonProperty("overlap_at_10") double overlapAt10,
            int flipped) {}

    /** In milliseconds. */
    record Latency(double p50, double p99) {}

    /**
     * @param ranks of the first expected document, counted from 1; 0 when it is not among the first ten
     */
    record Flip(UUID id, String question, Pair<Integer> ranks) {}
}
