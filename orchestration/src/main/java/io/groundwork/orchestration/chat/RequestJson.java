package io.groundwork.orchestration.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Locale;

/** Writes a request as one server takes it. */
final class RequestJson {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ModelServer server;
    private final Dialect dialect;

    RequestJson(ModelServer server) {
        this.server = server;
        this.dialect = server.dialect();
    }

    /** The body of {@code POST /chat/completions}, which asks for a stream. */
    String of(ChatRequest request) {
        ObjectNode body = NODES.objectNode();
        body.put("model", server.remoteName());
        ArrayNode messages = body.putArray("messages");
        Turns.fit(request.messages(), server.abilities()).forEach(message -> messages.add(turn(message)));
        body.put("stream", true);
        if (!server.abilities().lacks(Ability.STREAM_USAGE)) {
            ObjectNode options = body.putObject("stream_options").put("include_usage", true);
            if (dialect.countsAsItWrites) {
                options.put("continuous_usage_stats", true);
            }
        }
        sampling(body, request.sampling());
        if (!request.tools().isEmpty()) {
            tools(body, request.tools());
        }
        form(request.form(), body);
        return body.toString();
    }

    private static ObjectNode turn(Message message) {
        ObjectNode turn = NODES.objectNode();
        turn.put("role", message.role().name().toLowerCase(Locale.ROOT));
        turn.set("content", content(message));
        message.answers().ifPresent(id -> turn.put("tool_call_id", id));
        if (!message.calls().isEmpty()) {
            ArrayNode calls = turn.putArray("tool_calls");
            for (ToolCall call : message.calls()) {
                calls.addObject()
                        .put("id", call.id())
                        .put("type", "function")
                        .putObject("function")
                        .put("name", call.name())
                        .put("arguments", call.arguments());
            }
        }
        return turn;
    }

    /** Plain text wherever it will do: not every server reads parts. */
    private static JsonNode content(Message message) {
        if (message.parts().isEmpty()) {
            return NODES.nullNode();
        }
        if (!message.hasImages()) {
            return TextNode.valueOf(message.text());
        }
        ArrayNode parts = NODES.arrayNode();
        for (Part part : message.parts()) {
            switch (part) {
                case Part.Text(String text) ->
                    parts.addObject().put("type", "text").put("text", text);
                case Part.Image image -> {
                    ObjectNode url = parts.addObject().put("type", "image_url").putObject("image_url");
                    url.put("url", image.dataUrl());
                    image.detail().ifPresent(detail -> url.put("detail", detail));
                }
            }
        }
        return parts;
    }

    private void sampling(ObjectNode body, Sampling sampling) {
        boolean pins = dialect.pinsSampling;
        if (pins || sampling.temperature().isPresent()) {
            body.put("temperature", sampling.temperature().orElse(1));
        }
        double topP = sampling.topP().orElse(1);
        if ((pins || sampling.topP().isPresent()) && (topP < 1 || !dialect.topPBelowOne)) {
            body.put("top_p", topP);
        }
        sampling.maxTokens()
                .ifPresent(
                        most -> body.put(dialect.namesCompletionTokens ? "max_completion_tokens" : "max_tokens", most));
        if (!sampling.stop().isEmpty()) {
            ArrayNode stop = body.putArray("stop");
            sampling.stop().forEach(stop::add);
        }
        sampling.seed().ifPresent(seed -> body.put("seed", seed));
        sampling.presencePenalty().ifPresent(penalty -> body.put("presence_penalty", penalty));
        sampling.frequencyPenalty().ifPresent(penalty -> body.put("frequency_penalty", penalty));
    }

    /** A choice that the server does not read is made by what it is offered. */
    private void tools(ObjectNode body, Tools asked) {
        Tools tools = dialect.choosing == Dialect.Choosing.BY_NAME ? asked : unnamed(asked);
        if (tools.choice() instanceof Tools.Choice.None && dialect.choosing == Dialect.Choosing.NOT_AT_ALL) {
            return;
        }
        ArrayNode offered = body.putArray("tools");
        for (Tools.Tool tool : tools.offered()) {
            ObjectNode function = offered.addObject()
                    .put("type", "function")
                    .putObject("function")
                    .put("name", tool.name());
            tool.description().ifPresent(words -> function.put("description", words));
            tool.parameters().ifPresent(schema -> function.set("parameters", parsed(schema)));
            if (tool.strict()) {
                function.put("strict", true);
            }
        }
        switch (tools.choice()) {
            case Tools.Choice.Auto auto -> {}
            case Tools.Choice.None none -> body.put("tool_choice", "none");
            case Tools.Choice.Required required -> body.put("tool_choice", "required");
            case Tools.Choice.Named(String name) ->
                body.putObject("tool_choice")
                        .put("type", "function")
                        .putObject("function")
                        .put("name", name);
        }
        tools.parallel().ifPresent(parallel -> body.put("parallel_tool_calls", parallel));
    }

    /** The one that is named, alone, says the same as its name. */
    private static Tools unnamed(Tools tools) {
        return tools.choice() instanceof Tools.Choice.Named(String name)
                ? new Tools(
                        tools.offered().stream()
                                .filter(tool -> tool.name().equals(name))
                                .toList(),
                        new Tools.Choice.Required(),
                        tools.parallel())
                : tools;
    }

    private void form(OutputForm form, ObjectNode body) {
        switch (form) {
            case OutputForm.Text text -> {}
            case OutputForm.Json json -> body.putObject("response_format").put("type", "json_object");
            case OutputForm.Schema schema
            when dialect.schemaUnderValue ->
                body.putObject("response_format").put("type", "json_object").set("value", parsed(schema.schema()));
            case OutputForm.Schema schema -> {
                ObjectNode named = body.putObject("response_format")
                        .put("type", "json_schema")
                        .putObject("json_schema")
                        .put("name", schema.name());
                schema.description().ifPresent(words -> named.put("description", words));
                named.put("strict", schema.strict()).set("schema", parsed(schema.schema()));
            }
        }
    }

    /** Schemas were read as JSON once, when the request came. */
    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("A schema that is no JSON", e);
        }
    }
}
