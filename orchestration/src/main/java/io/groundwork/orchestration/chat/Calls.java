package io.groundwork.orchestration.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Puts calls of tools together from their pieces. Servers number them, or number all of them 0, or not at all; some give no id, some
 * an object in place of JSON text. Used by one thread, for one answer.
 */
final class Calls {

    private final Consumer<ChatEvent> events;
    private final List<Call> calls = new ArrayList<>();

    Calls(Consumer<ChatEvent> events) {
        this.events = events;
    }

    /** A piece of {@code delta.tool_calls}, or a whole one of {@code message.tool_calls}. */
    void piece(JsonNode piece) {
        JsonNode function = piece.path("function");
        String name = function.path("name").asText("");
        Call call = belongs(piece, name);
        String fragment = fragment(function.path("arguments"));
        if (!fragment.isEmpty()) {
            call.arguments.append(fragment);
            events.accept(new ChatEvent.CallArguments(call.index, fragment));
        }
    }

    /** All of them; arguments that nobody wrote are an empty object. */
    List<ToolCall> all() {
        return calls.stream()
                .map(call -> new ToolCall(
                        call.id, call.name, call.arguments.toString().isBlank() ? "{}" : call.arguments.toString()))
                .toList();
    }

    /** A name begins a call, unless it repeats that of the one under the same number and id. */
    private Call belongs(JsonNode piece, String name) {
        String id = piece.path("id").asText("");
        int number = piece.path("index").asInt(-1);
        Call last = null;
        for (Call call : calls) {
            if (number < 0 || call.number == number) {
                last = call;
            }
        }
        boolean other = last != null && !id.isEmpty() && !id.equals(last.given);
        if (last != null && !(other && !name.isEmpty()) && !(number < 0 && !name.isEmpty())) {
            return last;
        }
        Call call = new Call(calls.size(), number, id, name);
        calls.add(call);
        events.accept(new ChatEvent.CallBegun(call.index, call.id, call.name));
        return call;
    }

    private static String fragment(JsonNode arguments) {
        if (arguments.isTextual()) {
            return arguments.textValue();
        }
        return arguments.isContainerNode() ? arguments.toString() : "";
    }

    private static final class Call {

        private final int index;
        private final int number;
        private final String given;
        private final String id;
        private final String name;
        private final StringBuilder arguments = new StringBuilder();

        Call(int index, int number, String given, String name) {
            this.index = index;
            this.number = number;
            this.given = given;
            this.id = given.isEmpty() ? "call_" + UUID.randomUUID().toString().replace("-", "") : given;
            this.name = name;
        }
    }
}
