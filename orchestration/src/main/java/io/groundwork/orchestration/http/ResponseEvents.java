package io.groundwork.orchestration.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.chat.ChatEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Grows the output of a response and tells of each step in the events of the Responses API, numbered: an item is added, what it holds comes
 * in pieces, then it is done. Used by one thread, for one response.
 */
final class ResponseEvents {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final ObjectMapper READER = new ObjectMapper();

    private final ResponseDraft draft;
    private final Consumer<JsonNode> out;
    private final boolean shown;
    private final List<ResponseItem.Call> calls = new ArrayList<>();
    private ResponseItem.@Nullable Search search;
    private ResponseItem.@Nullable Words open;
    private boolean said;
    private int sequence;

    /** @param out shows each event as it comes */
    ResponseEvents(ResponseDraft draft, Consumer<JsonNode> out) {
        this(draft, out, true);
    }

    private ResponseEvents(ResponseDraft draft, Consumer<JsonNode> out, boolean shown) {
        this.draft = draft;
        this.out = out;
        this.shown = shown;
    }

    /** Those of a response that is shown when it is whole. */
    static ResponseEvents unshown(ResponseDraft draft) {
        return new ResponseEvents(draft, event -> {}, false);
    }

    boolean areShown() {
        return shown;
    }

    /** An event that carries the whole response. */
    void response(String type, ObjectNode body) {
        out.accept(event(type).set("response", body));
    }

    void searching(List<String> queries) {
        ResponseItem.Search added = draft.add(new ResponseItem.Search(draft.next()));
        search = added;
        added.asks(queries);
        added(added, added.json());
        out.accept(of("response.file_search_call.in_progress", added));
        out.accept(of("response.file_search_call.searching", added));
    }

    /** @param fill puts the hits into the search */
    void found(List<String> queries, Consumer<ResponseItem.Search> fill) {
        ResponseItem.Search found = search;
        if (found == null) {
            throw new IllegalStateException("Hits of no search");
        }
        found.asks(queries);
        fill.accept(found);
        out.accept(of("response.file_search_call.completed", found));
        done(found, "completed");
    }

    void take(ChatEvent event) {
        switch (event) {
            case ChatEvent.Text(String text) -> text(text);
            case ChatEvent.Reasoning(String text) -> thinking(text);
            case ChatEvent.CallBegun(int index, String id, String name) -> begun(id, name);
            case ChatEvent.CallArguments(int index, String fragment) -> arguments(calls.get(index), fragment);
        }
    }

    void text(String text) {
        ResponseItem.Message message = message();
        message.add(text);
        ObjectNode event = content("response.output_text.delta", message).put("delta", text);
        event.putArray("logprobs");
        out.accept(event);
    }

    void cited(ObjectNode annotation) {
        ResponseItem.Message message = message();
        int before = message.cites(annotation);
        out.accept(content("response.output_text.annotation.added", message)
                .put("annotation_index", before)
                .set("annotation", annotation));
    }

    /** Ends what is still open. An answer of neither words nor calls is an empty message. */
    void end() {
        if (!said && calls.isEmpty()) {
            message();
        }
        close(draft.status());
        calls.stream().filter(call -> !call.hasEnded()).forEach(call -> done(call, draft.status()));
    }

    private void thinking(String text) {
        ResponseItem.Thinking thinking =
                open instanceof ResponseItem.Thinking now ? now : opened(new ResponseItem.Thinking(draft.next()));
        thinking.add(text);
        out.accept(content("response.reasoning_text.delta", thinking).put("delta", text));
    }

    private ResponseItem.Message message() {
        said = true;
        return open instanceof ResponseItem.Message now ? now : opened(new ResponseItem.Message(draft.next()));
    }

    private <T extends ResponseItem.Words> T opened(T item) {
        close("completed");
        T added = draft.add(item);
        open = added;
        ObjectNode empty = added.part();
        added(added, added.json());
        out.accept(content("response.content_part.added", added).set("part", empty));
        return added;
    }

    private void close(String status) {
        ResponseItem.Words closing = open;
        open = null;
        if (closing == null) {
            return;
        }
        ObjectNode text = content(
                        closing instanceof ResponseItem.Message
                                ? "response.output_text.done"
                                : "response.reasoning_text.done",
                        closing)
                .put("text", closing.text());
        if (closing instanceof ResponseItem.Message) {
            text.putArray("logprobs");
        }
        out.accept(text);
        out.accept(content("response.content_part.done", closing).set("part", closing.part()));
        done(closing, status);
    }

    private void begun(String callId, String name) {
        close("completed");
        calls.stream()
                .filter(call -> !call.hasEnded() && isWhole(call.arguments()))
                .forEach(call -> done(call, "completed"));
        ResponseItem.Call call = draft.add(new ResponseItem.Call(draft.next(), callId, name));
        calls.add(call);
        added(call, call.json());
    }

    /** Servers may write several calls by turns: one ends when its arguments are whole, or with the answer. */
    private void arguments(ResponseItem.Call call, String fragment) {
        if (call.hasEnded()) {
            return; // blanks behind what was whole
        }
        call.add(fragment);
        out.accept(of("response.function_call_arguments.delta", call).put("delta", fragment));
    }

    private void done(ResponseItem item, String status) {
        if (item instanceof ResponseItem.Call call) {
            out.accept(of("response.function_call_arguments.done", call)
                    .put("name", call.name())
                    .put("arguments", call.arguments()));
        }
        item.end(status);
        out.accept(event("response.output_item.done")
                .put("output_index", item.position())
                .set("item", item.json()));
    }

    private void added(ResponseItem item, ObjectNode json) {
        out.accept(event("response.output_item.added")
                .put("output_index", item.position())
                .set("item", json));
    }

    private ObjectNode content(String type, ResponseItem item) {
        return of(type, item).put("content_index", 0);
    }

    private ObjectNode of(String type, ResponseItem item) {
        return event(type).put("item_id", item.id()).put("output_index", item.position());
    }

    private ObjectNode event(String type) {
        return JSON.objectNode().put("type", type).put("sequence_number", sequence++);
    }

    private static boolean isWhole(String arguments) {
        try {
            return READER.readTree(arguments).isObject();
        } catch (JsonProcessingException e) {
            return false; // more is to come
        }
    }
}
