package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.groundwork.orchestration.chat.Message;
import io.groundwork.orchestration.chat.Message.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads conversations as both of OpenAI's APIs write them: a string, or turns with a role and text. */
final class Conversations {

    private static final int MAX_MESSAGES = 500;

    private Conversations() {}

    /** @param field what the conversation is called in the request */
    static List<Message> read(String field, @Nullable JsonNode input) {
        if (input != null && input.isTextual()) {
            return List.of(new Message(Role.USER, input.textValue()));
        }
        if (input == null || !input.isArray() || input.isEmpty() || input.size() > MAX_MESSAGES) {
            throw Problem.INVALID_REQUEST.because(
                    field, "'%s' must be a string or a list of 1 to %d messages.".formatted(field, MAX_MESSAGES));
        }
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < input.size(); i++) {
            messages.add(message("%s[%d]".formatted(field, i), input.get(i)));
        }
        return messages;
    }

    /** As {@link #read} reads it. */
    static ArrayNode write(List<Message> messages) {
        ArrayNode written = JsonNodeFactory.instance.arrayNode();
        for (Message message : messages) {
            written.addObject()
                    .put("role", message.role().name().toLowerCase(Locale.ROOT))
                    .put("content", message.text());
        }
        return written;
    }

    private static Message message(String path, JsonNode node) {
        String type = node.path("type").asText("message");
        if (!type.equals("message")) {
            throw Problem.INVALID_REQUEST.because(
                    path, "'%s' is of the type '%s', which is not served here.".formatted(path, type));
        }
        Role role =
                switch (node.path("role").asText("")) {
                    case "system", "developer" -> Role.SYSTEM;
                    case "user" -> Role.USER;
                    case "assistant" -> Role.ASSISTANT;
                    default ->
                        throw Problem.INVALID_REQUEST.because(
                                path + ".role",
                                "'%s.role' must be system, developer, user or assistant.".formatted(path));
                };
        return new Message(role, text(path + ".content", node.path("content")));
    }

    private static String text(String path, JsonNode content) {
        if (content.isTextual()) {
            return content.textValue();
        }
        if (!content.isArray()) {
            throw Problem.INVALID_REQUEST.because(
                    path, "'%s' must be a string or a list of text parts.".formatted(path));
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            String type = part.path("type").asText("");
            if (!type.equals("text") && !type.equals("input_text") && !type.equals("output_text")) {
                throw Problem.INVALID_REQUEST.because(
                        path, "Parts of the type '%s' are not served here; text is.".formatted(type));
            }
            text.append(part.path("text").asText(""));
        }
        return text.toString();
    }
}
