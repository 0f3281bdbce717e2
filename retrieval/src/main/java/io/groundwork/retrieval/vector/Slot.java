package io.groundwork.retrieval.vector;

/** One of the two places for a vector on a row of {@code passage}. A collection says which of them answers. */
public enum Slot {
    FIRST("embedding", "space_id", "passage_space_"),
    SECOND("other_embedding", "other_space_id", "passage_other_space_");

    private final String vector;
    private final String space;
    private final String index;

    Slot(String vector, String space, String index) {
        this.vector = vector;
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

    /** A statement with the slot's columns in the places of {@code {vector}} and {@code {space}}; nothing in it comes from a caller. */
    public String in(String statement) {
        return statement.replace("{vector}", vector).replace("{space}", space);
    }

    /** Name of the HNSW index on the slot's vectors of a space. */
    public String index(Space of) {
        return index + of.id();
    }
}
