package io.groundwork.orchestration.assistants;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.orchestration.answering.Policy.Unsupported;
import io.groundwork.retrieval.CollectionId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What an assistant is told: what changes from revision to revision.
 *
 * @param title for people
 * @param description what it is for, for people; may be empty
 * @param route who writes
 * @param collections where it looks, as far as its caller may; empty: wherever the caller may
 * @param filters what documents' attributes must satisfy, as {@code file_search} takes it
 * @param prompt what is said to the model behind the rules of every answer
 * @param starters questions to begin with
 */
public record Brief(
        String title,
        String description,
        String route,
        List<CollectionId> collections,
        Optional<JsonNode> filters,
        Wording prompt,
        Policy policy,
        List<String> starters) {

    /** Most characters of a prompt in one language. */
    public static final int MOST_PROMPT = 8_000;

    /** Most characters of a prompt in all its languages together. */
    public static final int MOST_PROMPTS = 64_000;

    public static final int MOST_STARTERS = 6;

    public Brief {
        collections = List.copyOf(collections);
        starters = List.copyOf(starters);
        if (title.isBlank() || route.isBlank()) {
            throw new IllegalArgumentException("An assistant needs a title and a route");
        }
        if (starters.size() > MOST_STARTERS) {
            throw new IllegalArgumentException("More than %d starters".formatted(MOST_STARTERS));
        }
    }

    /**
     * How it is answered.
     *
     * @param unsupported what becomes of sentences that their passages do not hold; empty: as the installation is set
     * @param declining the score, in [0, 1], under which it declines; empty: as the installation is set
     * @param maxResults most passages to find, 1 to 50
     * @param ranker {@code ranking_options.ranker} of {@code file_search}
     * @param understand what a model is to do for the search, as {@code file_search} takes it
     */
    public record Policy(
            Optional<Unsupported> unsupported,
            OptionalDouble declining,
            int maxResults,
            Optional<String> ranker,
            Optional<JsonNode> understand) {

        public static final Policy USUAL =
                new Policy(Optional.empty(), OptionalDouble.empty(), 10, Optional.empty(), Optional.empty());

        public Policy {
            if (maxResults < 1 || maxResults > 50) {
                throw new IllegalArgumentException("%d results are not within 1 to 50".formatted(maxResults));
            }
            if (declining.isPresent() && !(declining.getAsDouble() >= 0 && declining.getAsDouble() <= 1)) {
                throw new IllegalArgumentException("%s is not within 0 to 1".formatted(declining.getAsDouble()));
            }
        }
    }
}
