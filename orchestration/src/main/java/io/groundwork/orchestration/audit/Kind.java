package io.groundwork.orchestration.audit;

/** What was decided. */
public enum Kind {
    /** An answer from documents. */
    GROUNDED,
    /** A model's own words. */
    CHAT,
    /** What a model made of a question, so that more is found. */
    UNDERSTANDING,
    /** What named a person in the record was made unreadable. */
    ERASURE
}
