package io.groundwork.orchestration.chat;

/**
 * Tokens of the model that wrote.
 *
 * @param inputTokens 0 for the built-in model
 * @param outputTokens with those of its thinking
 */
public record Usage(int inputTokens, int outputTokens) {

    public static final Usage NONE = new Usage(0, 0);

    public int total() {
        return inputTokens + outputTokens;
    }
}
