package io.groundwork.orchestration.chat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One turn of a conversation.
 *
 * @param parts what is said, in order; empty only where the assistant asks for tools and says nothing
 * @param calls what the assistant asks tools for; empty for the others
 * @param answers of a tool's result: the id of the call that it belongs to
 */
public record Message(Role role, List<Part> parts, List<ToolCall> calls, Optional<String> answers) {

    public Message {
        parts = List.copyOf(parts);
        calls = List.copyOf(calls);
        if (answers.isPresent() != (role == Role.TOOL)) {
            throw new IllegalArgumentException("A tool's result names the call that it answers, and nothing else does");
        }
        if (!calls.isEmpty() && role != Role.ASSISTANT) {
            throw new IllegalArgumentException("Only the assistant asks for tools");
        }
    }

    public Message(Role role, String text) {
        this(role, List.of(new Part.Text(text)), List.of(), Optional.empty());
    }

    /** All that is said in words. */
    public String text() {
        return parts.stream()
                .filter(Part.Text.class::isInstance)
                .map(part -> ((Part.Text) part).text())
                .collect(Collectors.joining());
    }

    public boolean hasImages() {
        return parts.stream().anyMatch(Part.Image.class::isInstance);
    }

    /** Who speaks. */
    public enum Role {
        SYSTEM,
        USER,
        ASSISTANT,
        TOOL
    }
}
