package io.groundwork.orchestration.chat;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts calls of tools together from their pieces. Servers number them, or number all of them 0, or not at all; some give no id, or all
 * the same one, some repeat the name in each piece, some send an object in place of JSON text. Used by one thread, for one answer.
 */
final class Calls {

    private static final ObjectReader WHOLE =
            new ObjectMapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Consumer<ChatEvent> events;
    private final List<Call> calls = new ArrayList<>();
    private boolean nameless;

    Calls(Consumer<ChatEvent> events) {
        this.events = events;
    }

    /** What stands under {@code tool_calls}: a list of pieces or of whole calls; of older TGI, one piece. */
    void pieces(JsonNode pieces) {
        if (pieces.isArray()) {
            pieces.forEach(this::piece);
        } else if (pieces.isObject()) {
            piece(pieces);
        }
    }

    /** Those without arguments have an empty object of them, also for who reads the pieces. */
    void end() {
        for (Call call : calls) {
            if (call.arguments.toString().isBlank()) {
                write(call, "{}");
            }
        }
    }

    List<ToolCall> all() {
        return calls.stream()
                .map(call -> new ToolCall(call.id, call.name, call.arguments.toString()))
                .toList();
    }

    /** Whether the model asked for a tool without saying for which: nobody can do that for it. */
    boolean nameless() {
        return nameless;
    }

    private void piece(JsonNode piece) {
        JsonNode function = piece.path("function");
        String fragment = fragment(function.path("arguments"));
        Call call = belongs(piece, function.path("name").asText(""), fragment);
        if (call == null) {
            nameless = true;
        } else if (!fragment.isEmpty()) {
            write(call, fragment);
        }
    }

    /** A piece without a name goes on with the call under its number; one with a name begins a call, unless it says that one's again. */
    private @Nullable Call belongs(JsonNode piece, String name, String fragment) {
        String id = piece.path("id").asText("");
        int number = piece.path("index").asInt(-1);
        Call last = last(number);
        if (name.isEmpty() || (last != null && repeats(last, id, number, name, fragment))) {
            return last;
        }
        boolean own = !id.isEmpty() && calls.stream().noneMatch(call -> call.id.equals(id));
        Call call = new Call(
                calls.size(),
                number,
                id,
                own ? id : "call_" + UUID.randomUUID().toString().replace("-", ""),
                name);
        calls.add(call);
        events.accept(new ChatEvent.CallBegun(call.index, call.id, call.name));
        return call;
    }

    private @Nullable Call last(int number) {
        Call last = null;
        for (Call call : calls) {
            if (number < 0 || call.number == number) {
                last = call;
            }
        }
        return last;
    }

    private static boolean repeats(Call last, String id, int number, String name, String fragment) {
        if (!name.equals(last.name) || !(id.isEmpty() || id.equals(last.given))) {
            return false;
        }
        return fragment.isEmpty() ? number >= 0 || !id.isEmpty() : !isWhole(last.arguments);
    }

    private void write(Call call, String fragment) {
        call.arguments.append(fragment);
        events.accept(new ChatEvent.CallArguments(call.index, fragment));
    }

    private static boolean isWhole(StringBuilder arguments) {
        try {
            return WHOLE.readTree(arguments.toString()).isObject();
        } catch (JacksonException e) {
            return false; // more is to come
        }
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

        Call(int index, int number, String given, String id, String name) {
            this.index = index;
            this.number = number;
            this.given = given;
            this.id = id;
            this.name = name;
        }
    }
}
