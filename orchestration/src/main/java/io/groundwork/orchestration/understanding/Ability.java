package io.groundwork.orchestration.understanding;

/** What a chat model can do for a search. */
public enum Ability {
    /** Says what a question means that goes on with a conversation. */
    CONDENSE,
    /** Puts it in other words. */
    EXPAND,
    /** Takes apart what is asked by way of something else, and goes on asking with what was found. */
    DECOMPOSE,
    /** Puts it in the languages of the documents. */
    TRANSLATE
}
