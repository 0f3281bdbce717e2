package io.groundwork.orchestration.models;

/** Tokens of the model that wrote; both 0 where the server does not count, and for the built-in model. */
public record Usage(int inputTokens, int outputTokens) {

    public static final Usage NONE = new Usage(0, 0);
}
