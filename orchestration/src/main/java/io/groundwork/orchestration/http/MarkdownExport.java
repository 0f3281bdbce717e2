package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.orchestration.conversations.Conversation;
import io.groundwork.orchestration.conversations.Turn;
import io.groundwork.orchestration.models.ModelVersion;
import java.util.HashMap;
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
        boolean inWordsOfDocuments =
                body.path("grounding").path("answered_by").asText("").equals(ModelVersion.EXTRACTIVE);
        Markdown form = inWordsOfDocuments ? Markdown.WORDS : Markdown.ANSWER;
        for (JsonNode item : body.path("output")) {
            for (JsonNode part : item.path("content")) {
                out.append(marked(part.path("text").asText(""), form, part.path("annotations"), numbers))
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

    /** The marks stand where the answer has them, which tells of places in its text as it was. */
    private static String marked(String text, Markdown form, JsonNode annotations, Map<String, Integer> numbers) {
        Map<Integer, String> marks = new HashMap<>();
        for (JsonNode mark : annotations) {
            String source = source(mark);
            numbers.putIfAbsent(source, numbers.size() + 1);
            int at = Math.clamp(mark.path("index").asInt(text.length()), 0, text.length());
            marks.merge(at, "[%d]".formatted(numbers.get(source)), String::concat);
        }
        StringBuilder marked = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            String mark = marks.getOrDefault(at, "");
            boolean wouldBeItsAddress = !mark.isEmpty() && "([".indexOf(text.charAt(at)) >= 0;
            marked.append(mark)
                    .append(wouldBeItsAddress || form.escapes(text, at) ? "\\" : "")
                    .append(text.charAt(at));
        }
        return marked.append(marks.getOrDefault(text.length(), "")).toString();
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
        return Markdown.WORDS.of(text.replaceAll("\\s+", " ").strip());
    }
}
