package io.groundwork.ingest.chunk;

import io.groundwork.ingest.IngestConfig;

/**
 * How large passages may be, in tokens of the embedding model.
 *
 * @param maxTokens the most that {@link io.groundwork.ingest.Passage#inContext} may make: the model's limit less its special tokens
 * @param targetTokens what passages are filled up to when a section does not fit into one
 * @param overlapTokens what neighbouring passages share at most; 0: nothing
 * @param minTokens sections shorter than this are joined with their neighbours
 */
public record Budget(int maxTokens, int targetTokens, int overlapTokens, int minTokens) {

    public Budget {
        if (maxTokens < 16 || targetTokens < 8 || targetTokens > maxTokens) {
            throw new IllegalArgumentException(
                    "Passages of %d tokens do not go with at most %d".formatted(targetTokens, maxTokens));
        }
        if (overlapTokens < 0 || overlapTokens > targetTokens / 2 || minTokens < 0 || minTokens > targetTokens) {
            throw new IllegalArgumentException("Passages of %d tokens cannot overlap by %d or be at least %d"
                    .formatted(targetTokens, overlapTokens, minTokens));
        }
    }

    /** The defaults, for a model that takes {@code maxTokens} besides its special tokens. */
    public static Budget of(int maxTokens) {
        return fitted(maxTokens, 400, 40, 48);
    }

    /** What the installation has configured, as far as the model allows. */
    public static Budget of(IngestConfig config, int maxTokens) {
        return fitted(maxTokens, config.passageTokens(), config.passageOverlapTokens(), config.passageMinTokens());
    }

    private static Budget fitted(int maxTokens, int target, int overlap, int min) {
        int fitting = Math.min(target, maxTokens);
        return new Budget(maxTokens, fitting, Math.min(overlap, fitting / 2), Math.min(min, fitting));
    }
}
