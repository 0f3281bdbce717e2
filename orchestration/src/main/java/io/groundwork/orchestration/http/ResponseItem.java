package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A part of a response's output as it grows. Written and read by one thread. */
abstract sealed class ResponseItem {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final String id;
    private final int position;
    private String status = "in_progress";

    /** @param position where it stands in the output, from 0 */
    private ResponseItem(String prefix, int position) {
        this.id = prefix + UUID.randomUUID().toString().replace("-", "");
        this.position = position;
    }

    String id() {
        return id;
    }

    int position() {
        return position;
    }

    /** @param how {@code completed} or {@code incomplete} */
    void end(String how) {
        status = how;
    }

    boolean hasEnded() {
        return !status.equals("in_progress");
    }

    /** As it stands now. */
    ObjectNode json() {
        ObjectNode item = JSON.objectNode().put("id", id);
        fill(item);
        return item.put("status", status);
    }

    abstract void fill(ObjectNode item);

    /** {@code file_search_call}. */
    static final class Search extends ResponseItem {

        private final ArrayNode queries = JSON.arrayNode();
        private @Nullable ArrayNode results;

        Search(int position) {
            super("fs_", position);
        }

        void asks(List<String> asked) {
            queries.removeAll();
            asked.forEach(queries::add);
        }

        void found(ArrayNode hits) {
            results = hits;
        }

        @Override
        void fill(ObjectNode item) {
            item.put("type", "file_search_call");
            item.set("queries", queries.deepCopy());
            item.set("results", results == null || !hasEnded() ? JSON.nullNode() : results);
        }
    }

    /** One that holds a single part of text. */
    abstract static sealed class Words extends ResponseItem {

        final StringBuilder text = new StringBuilder();

        private Words(String prefix, int position) {
            super(prefix, position);
        }

        void add(String more) {
            text.append(more);
        }

        String text() {
            return text.toString();
        }

        /** What it holds now. */
        abstract ObjectNode part();

        ArrayNode content() {
            ArrayNode content = JSON.arrayNode();
            if (!text.isEmpty() || hasEnded()) {
                content.add(part());
            }
            return content;
        }
    }

    /** {@code message}. */
    static final class Message extends Words {

        private final ArrayNode annotations = JSON.arrayNode();

        Message(int position) {
            super("msg_", position);
        }

        /** @return how many there are before it */
        int cites(ObjectNode annotation) {
            annotations.add(annotation);
            return annotations.size() - 1;
        }

        @Override
        ObjectNode part() {
            ObjectNode part = JSON.objectNode().put("type", "output_text").put("text", text());
            part.set("annotations", annotations.deepCopy());
            part.putArray("logprobs");
            return part;
        }

        @Override
        void fill(ObjectNode item) {
            item.put("type", "message").put("role", "assistant").set("content", content());
        }
    }

    /** {@code reasoning}: what the model thought before it answered, in its own words. */
    static final class Thinking extends Words {

        Thinking(int position) {
            super("rs_", position);
        }

        @Override
        ObjectNode part() {
            return JSON.objectNode().put("type", "reasoning_text").put("text", text());
        }

        @Override
        void fill(ObjectNode item) {
            item.put("type", "reasoning");
            item.putArray("summary");
            item.set("content", content());
        }
    }

    /** {@code function_call}. */
    static final class Call extends ResponseItem {

        private final String callId;
        private final String name;
        private final StringBuilder arguments = new StringBuilder();

        Call(int position, String callId, String name) {
            super("fc_", position);
            this.callId = callId;
            this.name = name;
        }

        void add(String fragment) {
            arguments.append(fragment);
        }

        String name() {
            return name;
        }

        String arguments() {
            return arguments.toString();
        }

        @Override
        void fill(ObjectNode item) {
            item.put("type", "function_call")
                    .put("call_id", callId)
                    .put("name", name)
                    .put("arguments", arguments());
        }
    }
}
