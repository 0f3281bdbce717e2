package io.groundwork.orchestration.understanding;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How questions are understood by a chat model, where that is asked for. */
@ConfigMapping(prefix = "groundwork.understanding")
public interface UnderstandingConfig {

    /** The time for it where a request names none. */
    @WithDefault("PT3S")
    Duration budget();

    /** The most that a request may name. */
    @WithDefault("PT30S")
    Duration longestBudget();

    /** Queries that are searched beside the question at most, before any follow-up. */
    @WithDefault("8")
    int queries();

    /** The same question in other words at most. */
    @WithDefault("3")
    int variants();

    /** Questions that one is taken apart into at most. */
    @WithDefault("4")
    int parts();

    /** Languages that a question is put in at most, the most frequent among the documents first. */
    @WithDefault("3")
    int languages();

    /** Share of the documents, in [0, 1], that a language must have for a question to be put in it. */
    @WithDefault("0.05")
    double languageShare();

    /** How often the model may ask on, upon reading what was found. */
    @WithDefault("2")
    int followUps();

    /** Passages that it reads then, best first. */
    @WithDefault("5")
    int passages();

    /** Characters of each of them. */
    @WithDefault("1500")
    int passageCharacters();

    /** Characters of a conversation that it reads, the latest turns first. */
    @WithDefault("6000")
    int conversationCharacters();

    /** Longest reply of the model, in its own tokens. */
    @WithDefault("800")
    int replyTokens();

    /** Searches of further queries that run at once in this process, each with a connection to the database. */
    @WithDefault("6")
    int searches();
}
