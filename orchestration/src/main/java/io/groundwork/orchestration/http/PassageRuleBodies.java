package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.ingest.chunk.PassageRules;
import io.groundwork.ingest.chunk.PassageRules.Size;
import io.groundwork.ingest.chunk.Profile;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads and writes how a collection is cut: {@code profile}, which is ours, and OpenAI's {@code chunking_strategy}. */
final class PassageRuleBodies {

    /** As OpenAI has it. */
    private static final int MOST_TOKENS = 4096;

    private static final String STATIC = "chunking_strategy.static";

    private PassageRuleBodies() {}

    /**
     * The rules as they are with what is given in its place.
     *
     * @param maxTokens the most that the embedding model takes of a passage
     */
    static PassageRules changed(
            PassageRules rules, @Nullable String profile, @Nullable JsonNode strategy, int maxTokens) {
        PassageRules changed = profile == null ? rules : rules.with(profile(profile));
        return strategy == null || strategy.isNull() ? changed : changed.with(size(strategy, maxTokens));
    }

    static Profile profile(String word) {
        return Profile.of(word)
                .orElseThrow(() -> Problem.INVALID_REQUEST.because(
                        "profile",
                        "There is no profile '%s'; there are %s."
                                .formatted(
                                        word,
                                        Arrays.stream(Profile.values())
                                                .map(Profile::word)
                                                .collect(Collectors.joining(", ")))));
    }

    private static Optional<Size> size(JsonNode strategy, int maxTokens) {
        JsonNode type = strategy.path("type");
        if (type.asText().equals("auto")) {
            return Optional.empty();
        }
        if (!type.asText().equals("static") || !strategy.path("static").isObject()) {
            throw Problem.INVALID_REQUEST.because(
                    "chunking_strategy",
                    "'chunking_strategy' must be {\"type\": \"auto\"}, or {\"type\": \"static\", \"static\": {…}} with"
                            + " 'max_chunk_size_tokens' and 'chunk_overlap_tokens'.");
        }
        int most = Math.min(MOST_TOKENS, maxTokens);
        int max = number(strategy.path("static"), "max_chunk_size_tokens", Size.LEAST, most);
        int overlap = number(strategy.path("static"), "chunk_overlap_tokens", 0, max / 2);
        return Optional.of(new Size(max, overlap));
    }

    private static int number(JsonNode sizes, String name, int least, int most) {
        JsonNode number = sizes.path(name);
        if (!number.isInt() || number.intValue() < least || number.intValue() > most) {
            String limit = name.startsWith("max")
                    ? "within %d and %d, the most that the embedding model and this API take".formatted(least, most)
                    : "within 0 and %d, half of 'max_chunk_size_tokens'".formatted(most);
            throw Problem.INVALID_REQUEST.because(
                    STATIC + "." + name, "'%s.%s' must be a whole number %s.".formatted(STATIC, name, limit));
        }
        return number.intValue();
    }

    /** OpenAI's form of the size of passages. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Strategy(
            String type, @JsonProperty("static") @Nullable StaticSizes sizes) {

        static Strategy of(PassageRules rules) {
            return rules.size()
                    .map(size -> new Strategy("static", new StaticSizes(size.maxTokens(), size.overlapTokens())))
                    .orElse(new Strategy("auto", null));
        }
    }

    record StaticSizes(
            @JsonProperty("max_chunk_size_tokens") int maxTokens,
            @JsonProperty("chunk_overlap_tokens") int overlapTokens) {}
}
