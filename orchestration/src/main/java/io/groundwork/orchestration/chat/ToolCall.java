package io.groundwork.orchestration.chat;

/**
 * What a model wants done by a tool of the caller.
 *
 * @param id the model server's own, or one made here where it gave none; the result is sent back under it
 * @param arguments JSON text, as the model wrote it: it may be no valid JSON
 */
public record ToolCall(String id, String name, String arguments) {}
