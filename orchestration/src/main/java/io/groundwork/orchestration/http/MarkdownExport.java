package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.orchestration.conversations.Conversation;
import io.groundwork.orchestration.conversations.Turn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a conversation down: each question as a heading, the answer with numbered marks, and what the numbers stand for. */
final class MarkdownExport {

    private MarkdownExport() {}

    static String of(Conversation conversation, List<Turn> path, StoredResponses stored) {
        StringBuilder out = new StringBuilder();
        if (!conversation.title().isBlank()) {
            out.append("# ").append(line(conversation.title())).append("\n\n");
        }
        for (Turn turn : path) {
            out.append("## ").append(line(stored.question(turn.response()))).append("\n\n");
            if (turn.withheld()) {
                out.append("*")
                        .append(ConversationsResource.Withheld.NOT_READABLE.message())
                        .append("*\n\n");
                continue;
            }
            answer(out, stored.shown(turn.response()));
        }
        return out.toString();
    }

    private static void answer(StringBuilder out, JsonNode body) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        for (JsonNode item : body.path("output")) {
            for (JsonNode part : item.path("content")) {
                out.append(marked(part.path("text").asText(""), part.path("annotations"), numbers))
                        .append("\n\n");
            }
        }
        String notice = body.path("notice").path("message").asText("");
        if (!notice.isEmpty()) {
            out.append("> ").append(notice).append("\n\n");
        }
        numbers.forEach((source, number) ->
                out.append("[").append(number).append("] ").append(source).append("  \n"));
        if (!numbers.isEmpty()) {
            out.append("\n");
        }
    }

    /** The marks stand where the answer has them, which tells of places in its text; from behind, so that these hold. */
    private static String marked(String text, JsonNode annotations, Map<String, Integer> numbers) {
        List<JsonNode> marks = new ArrayList<>();
        annotations.forEach(marks::add);
        marks.forEach(mark -> numbers.putIfAbsent(source(mark), numbers.size() + 1));
        StringBuilder marked = new StringBuilder(text);
        for (JsonNode mark : marks.reversed()) {
            int at = Math.clamp(mark.path("index").asInt(text.length()), 0, text.length());
            marked.insert(at, "[%d]".formatted(numbers.get(source(mark))));
        }
        return marked.toString();
    }

    private static String source(JsonNode mark) {
        JsonNode page = mark.path("location").path("page");
        String where = page.isInt() ? ", p. " + page.asInt() : "";
        return "%s%s: “%s”"
                .formatted(
                        line(mark.path("filename").asText("")),
                        where,
                        line(mark.path("quote").asText("")));
    }

    private static String line(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
