package io.groundwork.retrieval.vector;

import io.groundwork.retrieval.Permitted;

/**
 * Collections whose vectors are of one space and stand in one slot: what is compared there is comparable.
 *
 * @param permitted the scope, within these collections
 * @param passages how many these collections hold
 */
public record VectorPlace(Space space, Slot slot, Permitted permitted, long passages) {}
