package io.groundwork.ingest.chunk;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * How the documents of a collection are cut.
 *
 * @param size empty: as the profile and the installation have it
 */
public record PassageRules(Profile profile, Optional<Size> size) {

    /** What a collection has that nobody has decided about. */
    public static final PassageRules DEFAULT = new PassageRules(Profile.AUTO, Optional.empty());

    public PassageRules {
        requireNonNull(profile, "profile");
        requireNonNull(size, "size");
    }

    /**
     * In tokens of the embedding model.
     *
     * @param maxTokens the most of a passage, with title, headings and context
     * @param overlapTokens what neighbouring passages share at most, at most half of {@code maxTokens}
     */
    public record Size(int maxTokens, int overlapTokens) {

        /** Smaller passages say too little to be found. */
        public static final int LEAST = 100;

        public Size {
            if (maxTokens < LEAST || overlapTokens < 0 || overlapTokens > maxTokens / 2) {
                throw new IllegalArgumentException(
                        "Passages of %d tokens cannot overlap by %d".formatted(maxTokens, overlapTokens));
            }
        }
    }

    public PassageRules with(Profile other) {
        return new PassageRules(other, size);
    }

    public PassageRules with(Optional<Size> other) {
        return new PassageRules(profile, other);
    }

    /** In one word, to be compared with another: {@code tables/300/20}. */
    public String word() {
        return size.map(given -> "%s/%d/%d".formatted(profile.word(), given.maxTokens(), given.overlapTokens()))
                .orElse(profile.word());
    }
}
