package io.groundwork.retrieval;

/** Which of a collection's two spaces is meant. */
public enum Side {
    /** The one whose vectors answer now. */
    ANSWERING,
    /** The one that is being built, stands ready, or answered before. */
    OTHER
}
