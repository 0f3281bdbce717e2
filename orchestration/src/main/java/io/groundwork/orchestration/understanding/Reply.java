package io.groundwork.orchestration.understanding;

import java.util.List;

/** What came of asking a model. */
sealed interface Reply {

    /** @param queries in the order in which they are to be searched; none where it had nothing to add */
    record Usable(List<Query> queries) implements Reply {

        public Usable {
            queries = List.copyOf(queries);
        }
    }

    record Unusable() implements Reply {}

    /** The time was spent before it had replied. */
    record Late() implements Reply {}

    /** @param words why, for the person who asked */
    record Away(String words) implements Reply {}
}
