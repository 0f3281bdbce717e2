package io.groundwork.orchestration.understanding;

import java.util.Locale;

/**
 * What is searched.
 *
 * @param language of a translation, as BCP 47 writes it; else empty
 */
public record Query(Kind kind, String text, String language) {

    Query(Kind kind, String text) {
        this(kind, text, "");
    }

    /** What stands for the whole question weighs more than what a model made of it: of the first ten hits a single further query gives three or four. */
    double weight() {
        return kind == Kind.QUESTION || kind == Kind.STANDALONE ? 1.5 : 1;
    }

    /** The same for queries that a search would not tell apart. */
    String plain() {
        return text.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }

    /** What a query is to the question; those that a model may make in the order in which they are searched. */
    public enum Kind {
        /** The question as it was asked. */
        QUESTION,
        /** The same, to be understood without the conversation. */
        STANDALONE,
        /** One of the questions that it consists of. */
        PART,
        TRANSLATION,
        /** The same in other words. */
        VARIANT,
        /** Asked upon reading what had been found. */
        FOLLOW_UP
    }
}
