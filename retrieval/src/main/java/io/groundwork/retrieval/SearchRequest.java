package io.groundwork.retrieval;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One search.
 *
 * @param query in the asker's words
 * @param collections where to look; one that the scope may not read yields nothing
 * @param filter what the documents' attributes must satisfy
 * @param limit most hits to return, 1 to 1000
 * @param stages which parts run; at least one of {@link Stage#LEXICAL} and {@link Stage#VECTOR}
 * @param widening what is given with each hit
 */
public record SearchRequest(
        String query,
        List<CollectionId> collections,
        Optional<Filter> filter,
        int limit,
        Set<Stage> stages,
        Widening widening) {

    public SearchRequest {
        requireNonNull(query, "query");
        requireNonNull(filter, "filter");
        requireNonNull(widening, "widening");
        collections = List.copyOf(collections);
        stages = Set.copyOf(stages);
        if (limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("Limit %d is not within 1 to 1000".formatted(limit));
        }
        if (!stages.contains(Stage.LEXICAL) && !stages.contains(Stage.VECTOR)) {
            throw new IllegalArgumentException("A search needs the lexical or the vector stage");
        }
    }

    /** A search for passages alone. */
    public SearchRequest(
            String query, List<CollectionId> collections, Optional<Filter> filter, int limit, Set<Stage> stages) {
        this(query, collections, filter, limit, stages, Widening.NONE);
    }
}
