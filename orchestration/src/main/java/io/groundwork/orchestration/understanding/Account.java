package io.groundwork.orchestration.understanding;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * How a question was understood.
 *
 * @param model who thought; empty where there was none
 * @param why it ended, for the person who asked; empty when it is done
 * @param turns how often the model was asked
 * @param took from the question to its hits
 * @param queries the question first; the ranks of a hit count by their places here
 */
public record Account(String model, Ending ending, String why, int turns, Duration took, List<Tried> queries) {

    public Account {
        queries = List.copyOf(queries);
    }

    /** Why it ended. */
    public enum Ending {
        /** All was said and searched. */
        DONE,
        /** The time for it was spent. */
        TIME,
        /** There is no model, or it cannot be reached, or its server failed. */
        AWAY,
        /** What it said is not of the form that it was asked for, or too long. */
        UNUSABLE
    }

    /**
     * @param found how many hits it had; empty where it was not searched to its end
     * @param took how long the search took; zero where it came to no end
     */
    public record Tried(Query query, OptionalInt found, Duration took) {}

    /** How many were searched to their end. */
    public long searched() {
        return queries.stream().filter(tried -> tried.found().isPresent()).count();
    }
}
