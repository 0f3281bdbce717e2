package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The tools that agents have, as {@code mcp/tools.json} describes them. A mistake in what a tool is called with, and a failure in doing it, are told as its
 * result, so that the model can mend the one and come back after the other.
 */
@Singleton
final class McpTools {

    private static final String DESCRIPTIONS = "/mcp/tools.json";

    /** Does what a tool does; the result becomes JSON. */
    @FunctionalInterface
    interface Work {

        /**
         * @param base the address that the call came to
         * @throws RuntimeException any that {@link Problems} has words for
         */
        Object of(McpArguments arguments, URI base);
    }

    private final ObjectMapper json;
    private final ArrayNode descriptions;
    private final Map<String, Work> tools;
    private final Map<String, Set<String>> arguments = new LinkedHashMap<>();

    McpTools(McpSearchTool search, McpFetchTool fetch, McpCollectionsTool collections, ObjectMapper json) {
        this.json = json.copy().setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);
        this.tools = Map.of("search", search, "fetch", fetch, "list_collections", collections);
        this.descriptions = read(json);
        for (JsonNode tool : descriptions) {
            Set<String> known = new LinkedHashSet<>();
            tool.path("inputSchema").path("properties").fieldNames().forEachRemaining(known::add);
            arguments.put(tool.path("name").asText(), known);
        }
        if (!arguments.keySet().equals(tools.keySet())) {
            throw new IllegalStateException(
                    "%s describes %s, and there are %s".formatted(DESCRIPTIONS, arguments.keySet(), tools.keySet()));
        }
    }

    /** What the protocol calls {@code tools}, always in the same order. */
    ArrayNode list() {
        return descriptions.deepCopy();
    }

    boolean has(String name) {
        return tools.containsKey(name);
    }

    /** What the protocol calls {@code CallToolResult}: the result as such, and once more as text for clients that know only that. */
    ObjectNode call(String name, ObjectNode values, URI base) {
        McpArguments given = new McpArguments(values);
        try {
            given.allow(arguments.getOrDefault(name, Set.of()));
            JsonNode answer = json.valueToTree(tool(name).of(given, base));
            ObjectNode result = result(answer.toString(), false);
            result.set("structuredContent", answer);
            return result;
        } catch (RuntimeException e) {
            return result(words(Problems.known(e)), true);
        }
    }

    private Work tool(String name) {
        Work tool = tools.get(name);
        if (tool == null) {
            throw new IllegalArgumentException("There is no tool %s".formatted(name));
        }
        return tool;
    }

    private ObjectNode result(String text, boolean failed) {
        ObjectNode result = json.createObjectNode();
        result.putArray("content").addObject().put("type", "text").put("text", text);
        return result.put("isError", failed);
    }

    private static String words(ProblemException problem) {
        int seconds = problem.retryAfterSeconds();
        return problem.getMessage() + (seconds > 0 ? " Try again in %d seconds.".formatted(seconds) : "");
    }

    private static ArrayNode read(ObjectMapper json) {
        try (InputStream text = McpTools.class.getResourceAsStream(DESCRIPTIONS)) {
            if (text == null) {
                throw new IllegalStateException("%s is missing from the build".formatted(DESCRIPTIONS));
            }
            return json.readValue(text, ArrayNode.class);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read %s".formatted(DESCRIPTIONS), e);
        }
    }
}
