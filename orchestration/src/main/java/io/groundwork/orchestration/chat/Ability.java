package io.groundwork.orchestration.chat;

/** What a model server can do or not; found out by trying ({@code models.Probe}), not believed. */
public enum Ability {
    /** Reads a system message; else its words are put before the first question. */
    SYSTEM_ROLE,
    /** Reads turns in any order; else neighbours of one role are joined and system words stand first. */
    FREE_TURNS,
    /** Asks for tools in OpenAI's form. */
    TOOLS,
    /** Keeps to a JSON schema. */
    JSON_SCHEMA,
    /** Sees pictures. */
    IMAGES,
    /** Tells its thinking apart from its answer. */
    REASONING,
    /** Says at a stream's end how many tokens it took. */
    STREAM_USAGE
}
