package io.groundwork.retrieval.vector;

/**
 * One of the two places on a row of {@code passage} for a vector, the states of its tokens and the space that both are of. A collection says
 * which of them answers.
 */
public enum Slot {
    FIRST("embedding", "states", "space_id", "passage_space_"),
    SECOND("other_embedding", "other_states", "other_space_id", "passage_other_space_");

    private final String vector;
    private final String states;
    private final String space;
    private final String index;

    Slot(String vector, String states, String space, String index) {
        this.vector = vector;
        this.states = states;
        this.space = space;
        this.index = index;
    }

    /** @param number as the collection's row has it, 1 or 2 */
    public static Slot of(int number) {
        return number == FIRST.number() ? FIRST : SECOND;
    }

    public int number() {
        return this == FIRST ? 1 : 2;
    }

    public Slot other() {
        return this == FIRST ? SECOND : FIRST;
    }

    /**
     * A statement with the slot's columns in the places of {@code {vector}}, {@code {states}} and {@code {space}}; nothing in it comes from a
     * caller.
     */
    public String in(String statement) {
        return statement.replace("{vector}", vector).replace("{states}", states).replace("{space}", space);
    }

    /** Name of the HNSW index on the slot's vectors of a space. */
    public String index(Space of) {
        return index + of.id();
    }
}
