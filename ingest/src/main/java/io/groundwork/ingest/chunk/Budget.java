package io.groundwork.ingest.chunk;

import io.groundwork.ingest.IngestConfig;
import java.util.Optional;

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

    /** The defaults for documents cut by a profile, which is not {@link Profile#AUTO}. */
    public static Budget of(Profile profile, Optional<PassageRules.Size> size, int maxTokens) {
        return of(maxTokens).by(profile, size);
    }

    /**
     * What the installation has configured, for documents cut by a profile, which is not {@link Profile#AUTO}.
     *
     * @param size in place of the configured one, as far as the model allows
     */
    public static Budget of(IngestConfig config, Profile profile, Optional<PassageRules.Size> size, int maxTokens) {
        return of(config, maxTokens).by(profile, size);
    }

    /**
     * Rows of a table are found the better the more of them share a passage: there it is filled as far as the model allows, up to twice the
     * usual size. Slides, questions and messages are never joined. Only running text, and what somebody wants so, overlaps.
     */
    private Budget by(Profile profile, Optional<PassageRules.Size> size) {
        int max = size.map(given -> Math.min(maxTokens, given.maxTokens())).orElse(maxTokens);
        int target = size.isPresent() ? max : targetTokens;
        int overlap = size.map(PassageRules.Size::overlapTokens).orElse(0);
        return switch (profile) {
            case AUTO, PROSE -> fitted(max, target, size.isPresent() ? overlap : overlapTokens, minTokens);
            case TABLES -> fitted(max, 2 * target, overlap, minTokens);
            case CODE -> fitted(max, target, 0, minTokens);
            case MAIL, QA, SLIDES -> fitted(max, target, overlap, 0);
        };
    }

    private static Budget fitted(int maxTokens, int target, int overlap, int min) {
        int fitting = Math.min(target, maxTokens);
        return new Budget(maxTokens, fitting, Math.min(overlap, fitting / 2), Math.min(min, fitting));
    }
}
