package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.chat.Message;
import io.groundwork.orchestration.chat.Message.Role;
import io.groundwork.orchestration.chat.Part;
import io.groundwork.orchestration.chat.ToolCall;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads conversations as both of OpenAI's APIs write them: a string, turns with a role, or the items of the Responses API, among them
 * calls of functions and their results.
 */
final class Messages {

    /** Of one request, and of what a response goes on from. */
    static final int MAX_MESSAGES = 500;

    /** Its base64 is read on its own: a pattern over megabytes would not end well. */
    private static final Pattern PICTURE = Pattern.compile("data:image/[a-zA-Z0-9.+-]{1,40};base64,");

    private Messages() {}

    /** @param field what the conversation is called in the request */
    static List<Message> read(String field, @Nullable JsonNode input) {
        if (input != null) {
            Nul.check(field, input);
        }
        if (input != null && input.isTextual()) {
            return List.of(new Message(Role.USER, input.textValue()));
        }
        if (input == null || !input.isArray() || input.isEmpty() || input.size() > MAX_MESSAGES) {
            throw Problem.INVALID_REQUEST.because(
                    field, "'%s' must be a string or a list of 1 to %d messages.".formatted(field, MAX_MESSAGES));
        }
        List<Message> messages = stored(field, input);
        if (messages.isEmpty()) {
            throw Problem.INVALID_REQUEST.because(field, "'%s' holds nothing that is said.".formatted(field));
        }
        return messages;
    }

    /** The same of what was accepted once: of any length, also none. */
    static List<Message> stored(String field, JsonNode items) {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            item("%s[%d]".formatted(field, i), items.get(i), messages);
        }
        return messages;
    }

    /**
     * Holds that each call has its result before the conversation goes on, and each result its call: chat templates fail at others, each
     * in words of its own.
     */
    static void checkCalls(String field, List<Message> messages) {
        Set<String> open = new LinkedHashSet<>();
        for (Message message : messages) {
            String answered = message.answers().orElse("");
            if (message.role() == Role.TOOL) {
                if (!open.remove(answered)) {
                    throw Problem.INVALID_REQUEST.because(
                            field,
                            "'%s' has a result of the call '%s', which is not open.".formatted(field, shown(answered)));
                }
            } else {
                checkAnswered(field, open);
                message.calls().forEach(call -> open.add(call.id()));
            }
        }
        checkAnswered(field, open);
    }

    private static void checkAnswered(String field, Set<String> open) {
        open.stream().findFirst().ifPresent(id -> {
            throw Problem.INVALID_REQUEST.because(
                    field, "'%s' has no result of the call '%s' behind it.".formatted(field, shown(id)));
        });
    }

    /** The words alone, as an answer from documents reads them: without calls, results and pictures. */
    static List<Message> wordsOf(List<Message> messages) {
        return messages.stream()
                .filter(message ->
                        message.role() != Role.TOOL && !message.text().isBlank())
                .map(message -> new Message(message.role(), message.text()))
                .toList();
    }

    /** As items of the Responses API, which {@link #read} reads. */
    static ArrayNode write(List<Message> messages) {
        ArrayNode written = JsonNodeFactory.instance.arrayNode();
        for (Message message : messages) {
            if (message.role() == Role.TOOL) {
                written.addObject()
                        .put("type", "function_call_output")
                        .put("call_id", message.answers().orElseThrow())
                        .put("output", message.text());
                continue;
            }
            if (!message.parts().isEmpty()) {
                written.addObject()
                        .put("type", "message")
                        .put("role", message.role().name().toLowerCase(Locale.ROOT))
                        .set("content", content(message));
            }
            for (ToolCall call : message.calls()) {
                written.addObject()
                        .put("type", "function_call")
                        .put("call_id", call.id())
                        .put("name", call.name())
                        .put("arguments", call.arguments());
            }
        }
        return written;
    }

    private static ArrayNode content(Message message) {
        ArrayNode content = JsonNodeFactory.instance.arrayNode();
        boolean output = message.role() == Role.ASSISTANT;
        for (Part part : message.parts()) {
            switch (part) {
                case Part.Text(String text) -> {
                    ObjectNode words = content.addObject()
                            .put("type", output ? "output_text" : "input_text")
                            .put("text", text);
                    if (output) {
                        words.putArray("annotations");
                        words.putArray("logprobs");
                    }
                }
                case Part.Image image ->
                    content.addObject()
                            .put("type", "input_image")
                            .put("image_url", image.dataUrl())
                            .put("detail", image.detail().orElse("auto"));
            }
        }
        return content;
    }

    private static void item(String path, JsonNode node, List<Message> messages) {
        String type = node.path("type").asText("message");
        switch (type) {
            case "message" -> messages.add(message(path, node));
            case "function_call" -> call(path, node, messages);
            case "function_call_output" ->
                messages.add(new Message(
                        Role.TOOL,
                        texts(path + ".output", node.path("output")),
                        List.of(),
                        Optional.of(id(path + ".call_id", node.path("call_id")))));
            case "reasoning", "file_search_call" -> {} // clients send back all that they were given
            default ->
                throw Problem.INVALID_REQUEST.because(
                        path, "'%s' is of the type '%s', which is not served here.".formatted(path, shown(type)));
        }
    }

    /** Calls stand behind the words that they came with, and behind one another: one turn of the assistant. */
    private static void call(String path, JsonNode node, List<Message> messages) {
        ToolCall call = new ToolCall(
                id(path + ".call_id", node.path("call_id")),
                text(path + ".name", node.path("name")),
                text(path + ".arguments", node.path("arguments")));
        if (!messages.isEmpty() && messages.getLast().role() == Role.ASSISTANT) {
            Message before = messages.removeLast();
            List<ToolCall> calls = new ArrayList<>(before.calls());
            calls.add(call);
            messages.add(new Message(Role.ASSISTANT, before.parts(), calls, Optional.empty()));
        } else {
            messages.add(new Message(Role.ASSISTANT, List.of(), List.of(call), Optional.empty()));
        }
    }

    private static Message message(String path, JsonNode node) {
        JsonNode content = node.path("content");
        return switch (node.path("role").asText("")) {
            case "system", "developer" ->
                new Message(Role.SYSTEM, texts(path + ".content", content), List.of(), Optional.empty());
            case "user" -> new Message(Role.USER, parts(path + ".content", content), List.of(), Optional.empty());
            case "assistant" -> assistant(path, node, content);
            case "tool" ->
                new Message(
                        Role.TOOL,
                        texts(path + ".content", content),
                        List.of(),
                        Optional.of(id(path + ".tool_call_id", node.path("tool_call_id"))));
            default ->
                throw Problem.INVALID_REQUEST.because(
                        path + ".role",
                        "'%s.role' must be system, developer, user, assistant or tool.".formatted(path));
        };
    }

    private static Message assistant(String path, JsonNode node, JsonNode content) {
        List<ToolCall> calls = new ArrayList<>();
        for (JsonNode call : node.path("tool_calls")) {
            String at = "%s.tool_calls[%d]".formatted(path, calls.size());
            calls.add(new ToolCall(
                    id(at + ".id", call.path("id")),
                    text(at + ".function.name", call.path("function").path("name")),
                    text(at + ".function.arguments", call.path("function").path("arguments"))));
        }
        boolean silent = content.isNull()
                || content.isMissingNode()
                || (content.isTextual() && content.textValue().isEmpty())
                || (content.isArray() && content.isEmpty());
        return new Message(
                Role.ASSISTANT,
                silent && !calls.isEmpty() ? List.of() : texts(path + ".content", content),
                calls,
                Optional.empty());
    }

    private static List<Part> texts(String path, JsonNode content) {
        List<Part> parts = parts(path, content);
        if (parts.stream().anyMatch(Part.Image.class::isInstance)) {
            throw Problem.INVALID_REQUEST.because(
                    path, "'%s' holds a picture; only the user shows some.".formatted(path));
        }
        return parts;
    }

    private static List<Part> parts(String path, JsonNode content) {
        if (content.isTextual()) {
            return List.of(new Part.Text(content.textValue()));
        }
        if (!content.isArray()) {
            throw Problem.INVALID_REQUEST.because(path, "'%s' must be a string or a list of parts.".formatted(path));
        }
        List<Part> parts = new ArrayList<>();
        for (JsonNode part : content) {
            String type = part.path("type").asText("");
            parts.add(
                    switch (type) {
                        case "text", "input_text", "output_text" ->
                            new Part.Text(part.path("text").asText(""));
                        case "refusal" -> new Part.Text(part.path("refusal").asText(""));
                        case "image_url", "input_image" -> image(path, part);
                        default ->
                            throw Problem.INVALID_REQUEST.because(
                                    path,
                                    "Parts of the type '%s' are not served here; text and images are."
                                            .formatted(shown(type)));
                    });
        }
        return parts.isEmpty() ? List.of(new Part.Text("")) : parts;
    }

    private static Part image(String path, JsonNode part) {
        JsonNode address = part.path("image_url");
        String url = address.isObject() ? address.path("url").asText("") : address.asText("");
        String detail = address.isObject()
                ? address.path("detail").asText("")
                : part.path("detail").asText("");
        if (!url.regionMatches(true, 0, "data:", 0, 5)) {
            throw Problem.INVALID_REQUEST.because(
                    path,
                    "A picture in '%s' must come along as a data URL (data:image/png;base64,…): no server is sent to fetch one."
                            .formatted(path));
        }
        int comma = url.indexOf(',');
        if (comma < 0 || !PICTURE.matcher(url.substring(0, comma + 1)).matches() || !isBase64(url, comma + 1)) {
            throw Problem.INVALID_REQUEST.because(
                    path, "A picture in '%s' is not of the form data:image/png;base64,….".formatted(path));
        }
        return new Part.Image(url, Optional.of(detail).filter(Set.of("low", "high", "auto")::contains));
    }

    private static boolean isBase64(String url, int from) {
        int end = url.length();
        while (end > from && url.charAt(end - 1) == '=') {
            end--;
        }
        for (int i = from; i < end; i++) {
            char at = url.charAt(i);
            boolean fits = (at >= 'A' && at <= 'Z')
                    || (at >= 'a' && at <= 'z')
                    || (at >= '0' && at <= '9')
                    || at == '+'
                    || at == '/';
            if (!fits) {
                return false;
            }
        }
        return end > from && url.length() - end <= 2;
    }

    private static String id(String field, JsonNode node) {
        String id = text(field, node);
        if (id.isBlank() || id.length() > 200) {
            throw Problem.INVALID_REQUEST.because(field, "'%s' must have 1 to 200 characters.".formatted(field));
        }
        return id;
    }

    private static String text(String field, JsonNode node) {
        if (!node.isTextual()) {
            throw Problem.INVALID_REQUEST.because(field, "'%s' must be a text.".formatted(field));
        }
        return node.textValue();
    }

    private static String shown(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", "");
        return plain.length() > 80 ? plain.substring(0, 80) + "…" : plain;
    }
}
