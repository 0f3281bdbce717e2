package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.ingest.DocumentId;
import io.groundwork.orchestration.answering.Answer;
import io.groundwork.orchestration.answering.Citation;
import io.groundwork.retrieval.Hit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A response of {@code /v1/responses} as it grows: one search call, then one message. Written and read by one thread. */
final class ResponseDraft {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ObjectMapper mapper;
    private final ResponseRequest request;
    private final String model;
    private final UUID id = UUID.randomUUID();
    private final String searchId = "fs_" + id.toString().replace("-", "");
    private final String messageId = "msg_" + id.toString().replace("-", "");
    private final long createdAt = Instant.now().getEpochSecond();
    private final StringBuilder text = new StringBuilder();
    private final ArrayNode annotations = JSON.arrayNode();
    private final ArrayNode queries = JSON.arrayNode();
    private @Nullable ArrayNode results;
    private boolean searched;
    private boolean written;
    private @Nullable ObjectNode grounding;
    private @Nullable ObjectNode usage;

    ResponseDraft(ObjectMapper mapper, ResponseRequest request, String model) {
        this.mapper = mapper;
        this.request = request;
        this.model = model;
    }

    UUID id() {
        return id;
    }

    String searchId() {
        return searchId;
    }

    String messageId() {
        return messageId;
    }

    String text() {
        return text.toString();
    }

    /** Where the message stands in the output: behind the search call. */
    int messageIndex() {
        return searched ? 1 : 0;
    }

    void searching(List<String> asked) {
        searched = true;
        queries.removeAll();
        asked.forEach(queries::add);
    }

    /** @param names file names by document */
    void found(List<Hit> hits, Map<DocumentId, String> names) {
        if (!request.includesResults()) {
            return;
        }
        results = JSON.arrayNode();
        for (Hit hit : hits) {
            ObjectNode result = results.addObject();
            result.put("file_id", Ids.FILE.write(hit.document().value()));
            result.put("filename", names.getOrDefault(hit.document(), ""));
            result.put("score", hit.score());
            result.put("text", hit.passage().text());
            result.set("attributes", mapper.valueToTree(Attributes.write(hit.attributes())));
            result.put("vector_store_id", Ids.COLLECTION.write(hit.collection().value()));
            result.set("location", mapper.valueToTree(Location.of(hit.passage(), hit.version())));
        }
    }

    void delta(String more) {
        written = true;
        text.append(more);
    }

    /** Adds a citation; the answer is the annotation as it was written. */
    ObjectNode cited(Citation citation, String fileName) {
        ObjectNode annotation = annotation(mapper, citation, fileName);
        annotations.add(annotation);
        return annotation;
    }

    int annotations() {
        return annotations.size();
    }

    void grounded(Answer answer) {
        grounding = Grounding.of(answer);
    }

    void used(long inputTokens, long outputTokens) {
        usage = JSON.objectNode();
        usage.put("input_tokens", inputTokens);
        usage.putObject("input_tokens_details").put("cached_tokens", 0).put("cache_write_tokens", 0);
        usage.put("output_tokens", outputTokens);
        usage.putObject("output_tokens_details").put("reasoning_tokens", 0);
        usage.put("total_tokens", inputTokens + outputTokens);
    }

    ObjectNode searchCall(String status) {
        ObjectNode call = JSON.objectNode();
        call.put("id", searchId);
        call.put("type", "file_search_call");
        call.put("status", status);
        call.set("queries", queries.deepCopy());
        call.set("results", results == null || !status.equals("completed") ? JSON.nullNode() : results);
        return call;
    }

    ObjectNode message(String status) {
        ObjectNode message = JSON.objectNode();
        message.put("id", messageId);
        message.put("type", "message");
        message.put("status", status);
        message.put("role", "assistant");
        ArrayNode content = message.putArray("content");
        if (written || status.equals("completed")) {
            content.add(part());
        }
        return message;
    }

    ObjectNode part() {
        return part(text(), annotations.deepCopy());
    }

    static ObjectNode part(String text, ArrayNode annotations) {
        ObjectNode part = JSON.objectNode();
        part.put("type", "output_text");
        part.put("text", text);
        part.set("annotations", annotations);
        part.putArray("logprobs");
        return part;
    }

    /** The whole response object. */
    ObjectNode body(String status) {
        ObjectNode body = JSON.objectNode();
        body.put("id", Ids.RESPONSE.write(id));
        body.put("object", "response");
        body.put("created_at", createdAt);
        body.put("status", status);
        body.put("background", false);
        body.putNull("error");
        body.putNull("incomplete_details");
        body.put("instructions", request.instructions());
        body.put("max_output_tokens", request.maxOutputTokens());
        body.put("model", model);
        ArrayNode output = body.putArray("output");
        if (status.equals("completed")) {
            if (searched) {
                output.add(searchCall("completed"));
            }
            output.add(message("completed"));
        }
        body.put("parallel_tool_calls", true);
        body.put("previous_response_id", request.previousResponseId());
        body.putObject("reasoning").putNull("effort").putNull("summary");
        body.put("store", request.stores());
        body.put("temperature", request.temperature() == null ? 1.0 : request.temperature());
        body.putObject("text").putObject("format").put("type", "text");
        body.put("tool_choice", "auto");
        body.set("tools", request.tools() == null ? JSON.arrayNode() : mapper.valueToTree(request.tools()));
        body.put("top_p", request.topP() == null ? 1.0 : request.topP());
        body.put("truncation", "disabled");
        if (usage != null) {
            body.set("usage", usage);
        }
        body.set("metadata", request.metadata() == null ? JSON.objectNode() : request.metadata());
        body.set("grounding", grounding == null ? JSON.nullNode() : grounding);
        return body;
    }

    /** The response of an answer that broke off. */
    ObjectNode failed(ProblemException problem) {
        ObjectNode body = body("failed");
        body.putObject("error")
                .put("code", problem.problem().code)
                .put("message", String.valueOf(problem.getMessage()));
        return body;
    }

    /** A citation as OpenAI's {@code file_citation}, with the place and the words it stands on. */
    static ObjectNode annotation(ObjectMapper mapper, Citation citation, String fileName) {
        ObjectNode annotation = JSON.objectNode();
        annotation.put("type", "file_citation");
        annotation.put("file_id", Ids.FILE.write(citation.document().value()));
        annotation.put("filename", fileName);
        annotation.put("index", citation.index());
        annotation.put(
                "vector_store_id", Ids.COLLECTION.write(citation.collection().value()));
        annotation.put("quote", citation.quote());
        annotation.set("location", mapper.valueToTree(Location.of(citation)));
        return annotation;
    }
}
