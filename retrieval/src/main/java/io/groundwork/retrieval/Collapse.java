package io.groundwork.retrieval;

/** Which passages a search gives as one: the best of them, with word of where the others stand. */
public enum Collapse {
    /** Each by itself. */
    NONE,
    /** Those with the same text, context and last heading, but for case and white space. */
    SAME,
    /** Also those that share nine of ten runs of three words, and all numbers. */
    NEAR
}
