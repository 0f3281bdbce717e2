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
 * @param wishes what is to be otherwise than the collections are set, each of which is searched by its own settings
 * @param widening what is given with each hit
 */
public record SearchRequest(
        String query,
        List<CollectionId> collections,
        Optional<Filter> filter,
        int limit,
        List<Wish> wishes,
        Widening widening) {

    public SearchRequest {
        requireNonNull(query, "query");
        requireNonNull(filter, "filter");
        requireNonNull(widening, "widening");
        collections = List.copyOf(collections);
        wishes = List.copyOf(wishes);
        if (limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("Limit %d is not within 1 to 1000".formatted(limit));
        }
    }

    /** A search for passages alone. */
    public SearchRequest(
            String query, List<CollectionId> collections, Optional<Filter> filter, int limit, List<Wish> wishes) {
        this(query, collections, filter, limit, wishes, Widening.NONE);
    }

    /** A search for passages alone, by these stages whatever the collections say. */
    public SearchRequest(
            String query, List<CollectionId> collections, Optional<Filter> filter, int limit, Set<Stage> stages) {
        this(query, collections, filter, limit, List.of(new Wish.Stages(stages)));
    }
}
