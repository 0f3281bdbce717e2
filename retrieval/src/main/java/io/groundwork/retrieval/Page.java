package io.groundwork.retrieval;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A part of a list, which is ordered by age.
 *
 * @param after the item before the first one wanted; empty from the start. One that is gone yields an empty page
 * @param limit most items, over 0; ask for one more than is shown to learn whether there are more
 */
public record Page<K>(Optional<K> after, int limit, Order order) {

    /** Which end a list begins at. */
    public enum Order {
        OLDEST_FIRST,
        NEWEST_FIRST
    }

    public Page {
        requireNonNull(after, "after");
        requireNonNull(order, "order");
        if (limit < 1) {
            throw new IllegalArgumentException("Limit %d is not over 0".formatted(limit));
        }
    }

    /** The first page. */
    public static <K> Page<K> first(int limit, Order order) {
        return new Page<>(Optional.empty(), limit, order);
    }
}
