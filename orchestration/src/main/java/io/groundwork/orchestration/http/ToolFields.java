package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.orchestration.chat.Tools;
import io.groundwork.orchestration.chat.Tools.Choice;
import io.groundwork.orchestration.chat.Tools.Tool;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a model may ask the caller to do, as both of OpenAI's APIs write it. */
final class ToolFields {

    private static final int MOST_TOOLS = 128;
    private static final int MOST_CHARACTERS = 1_000_000;
    private static final String NAME = "[a-zA-Z0-9_-]{1,64}";

    private ToolFields() {}

    /** {@code tools} of Chat Completions: {@code {"type": "function", "function": {…}}}. */
    static List<Tool> ofCompletions(@Nullable JsonNode tools) {
        if (tools == null || tools.isNull()) {
            return List.of();
        }
        if (!tools.isArray()) {
            throw wrong("tools", "'tools' must be a list.");
        }
        List<Tool> read = new ArrayList<>();
        for (JsonNode tool : tools) {
            String path = "tools[%d]".formatted(read.size());
            String type = tool.path("type").asText("");
            if (!type.equals("function")) {
                throw wrong(
                        path + ".type", "Tools of the type '%s' are not served here; 'function' is.".formatted(type));
            }
            read.add(tool(path + ".function", tool.path("function")));
        }
        return read;
    }

    /** A function as it is declared: {@code name}, {@code description}, {@code parameters}, {@code strict}. */
    static Tool tool(String path, JsonNode function) {
        JsonNode parameters = function.path("parameters");
        if (!parameters.isMissingNode() && !parameters.isNull() && !parameters.isObject()) {
            throw wrong(path + ".parameters", "'%s.parameters' must be a JSON schema.".formatted(path));
        }
        return new Tool(
                name(path + ".name", function.path("name")),
                Optional.ofNullable(function.path("description").textValue()),
                parameters.isObject() ? Optional.of(parameters.toString()) : Optional.empty(),
                function.path("strict").asBoolean(false));
    }

    /** A name as OpenAI allows them. */
    static String name(String field, JsonNode name) {
        if (!name.isTextual() || !name.textValue().matches(NAME)) {
            throw wrong(field, "'%s' must be 1 to 64 letters, digits, underscores and dashes.".formatted(field));
        }
        return name.textValue();
    }

    /** Puts together what is offered with what is asked of it. */
    static Tools of(List<Tool> offered, @Nullable JsonNode choice, @Nullable Boolean parallel) {
        if (offered.size() > MOST_TOOLS) {
            throw wrong("tools", "'tools' holds %d; at most %d are read.".formatted(offered.size(), MOST_TOOLS));
        }
        Set<String> names = new HashSet<>();
        long characters = 0;
        for (Tool tool : offered) {
            if (!names.add(tool.name())) {
                throw wrong("tools", "'tools' names '%s' twice.".formatted(tool.name()));
            }
            characters += tool.name().length()
                    + tool.description().map(String::length).orElse(0)
                    + tool.parameters().map(String::length).orElse(0);
        }
        if (characters > MOST_CHARACTERS) {
            throw Problem.TOO_LARGE.because(
                    "tools", "'tools' has %d characters; at most %d are read.".formatted(characters, MOST_CHARACTERS));
        }
        Choice chosen = choice(choice, names);
        return offered.isEmpty() ? Tools.NONE : new Tools(offered, chosen, Optional.ofNullable(parallel));
    }

    private static Choice choice(@Nullable JsonNode choice, Set<String> names) {
        if (choice == null || choice.isNull()) {
            return new Choice.Auto();
        }
        if (choice.isTextual()) {
            return switch (choice.textValue()) {
                case "auto" -> new Choice.Auto();
                case "none" -> new Choice.None();
                case "required" -> {
                    if (names.isEmpty()) {
                        throw wrong("tool_choice", "'tool_choice' wants a tool, and 'tools' offers none.");
                    }
                    yield new Choice.Required();
                }
                default -> throw wrong("tool_choice", "'tool_choice' must be auto, none, required or name a function.");
            };
        }
        if (!choice.path("type").asText("").equals("function")) {
            throw wrong("tool_choice", "'tool_choice' must be auto, none, required or name a function.");
        }
        JsonNode named = choice.has("function") ? choice.path("function") : choice;
        String name = named.path("name").asText("");
        if (!names.contains(name)) {
            throw wrong("tool_choice", "'tool_choice' names a function that 'tools' does not offer.");
        }
        return new Choice.Named(name);
    }

    private static ProblemException wrong(String field, String detail) {
        return Problem.INVALID_REQUEST.because(field, detail);
    }
}
