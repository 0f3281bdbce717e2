package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.ingest.DocumentId;
import io.groundwork.orchestration.answering.Citation;
import io.groundwork.orchestration.budgets.Standing;
import io.groundwork.orchestration.chat.ChatOutcome.Ending;
import io.groundwork.retrieval.Hit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A response of {@code /v1/responses} as it grows. Written and read by one thread. */
final class ResponseDraft {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ObjectMapper mapper;
    private final ResponseRequest request;
    private final String model;
    private final UUID id = UUID.randomUUID();
    private final long createdAt = Instant.now().getEpochSecond();
    private final List<ResponseItem> output = new ArrayList<>();
    private Ending ending = Ending.COMPLETE;
    private @Nullable ObjectNode grounding;
    private @Nullable ObjectNode budget;
    private @Nullable ObjectNode usage;
    private @Nullable UUID decision;
    private @Nullable UUID conversation;
    private String answeredBy = "";
    private Set<DocumentId> mayHaveUsed = Set.of();

    ResponseDraft(ObjectMapper mapper, ResponseRequest request, String model) {
        this.mapper = mapper;
        this.request = request;
        this.model = model;
    }

    UUID id() {
        return id;
    }

    /** It is to be a turn of this conversation. */
    void within(UUID one) {
        conversation = one;
    }

    /** Where the next item will stand. */
    int next() {
        return output.size();
    }

    <T extends ResponseItem> T add(T item) {
        output.add(item);
        return item;
    }

    /** The hits of a search, where the caller wants to see them. */
    void found(ResponseItem.Search search, List<Hit> hits, Map<DocumentId, String> names) {
        if (!request.includesResults()) {
            return;
        }
        ArrayNode results = JSON.arrayNode();
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
        search.found(results);
    }

    /** @param on what the answer stands, as {@link Grounding} tells it */
    void grounded(ObjectNode on) {
        grounding = on;
    }

    /** The caller's tightest budget nears its end: said in the grounding where there is one. */
    void warned(Standing standing) {
        budget = BudgetNotice.of(standing);
        if (grounding != null) {
            grounding.set("budget", budget);
        }
    }

    /** What {@link #warned} was told, for headers. */
    Optional<ObjectNode> warning() {
        return Optional.ofNullable(budget);
    }

    /** Notes the documents that a chat model had before its eyes: whatever it wrote in its own words may be taken from them. */
    void mayHaveUsed(Set<DocumentId> documents) {
        mayHaveUsed = documents;
    }

    /** What {@link #mayHaveUsed} was told; nothing for an answer in the words of documents. */
    Set<DocumentId> mayHaveUsed() {
        return mayHaveUsed;
    }

    /** @param id the record of an answer that is not grounded; the other's is in {@code grounding} */
    void recorded(UUID id, String model) {
        decision = id;
        answeredBy = model;
    }

    void used(long inputTokens, long outputTokens) {
        usage = JSON.objectNode();
        usage.put("input_tokens", inputTokens);
        usage.putObject("input_tokens_details").put("cached_tokens", 0).put("cache_write_tokens", 0);
        usage.put("output_tokens", outputTokens);
        usage.putObject("output_tokens_details").put("reasoning_tokens", 0);
        usage.put("total_tokens", inputTokens + outputTokens);
    }

    void ended(Ending how) {
        ending = how;
    }

    /** {@code completed}, or {@code incomplete} where the model was stopped. */
    String status() {
        return ending.isCut() ? "incomplete" : "completed";
    }

    /** The whole response object, when it has ended. */
    ObjectNode body() {
        ObjectNode body = body(status());
        ArrayNode items = body.putArray("output");
        output.forEach(item -> items.add(item.json()));
        if (ending == Ending.CUT) {
            body.putObject("incomplete_details").put("reason", "max_output_tokens");
        } else if (ending == Ending.FILTERED) {
            body.putObject("incomplete_details").put("reason", "content_filter");
        }
        return body;
    }

    /** Says in a whole response that it is not there to be read again or gone on from. */
    static void notStored(ObjectNode body, String why) {
        body.put("store", false).putNull("conversation");
        body.putObject("notice").put("code", "not_stored").put("message", why);
    }

    /** The response object while nothing is known of its end. */
    ObjectNode begun() {
        return body("in_progress");
    }

    /** The response of an answer that broke off. OpenAI's clients know a few codes only; the problem's own stands beside. */
    ObjectNode failed(ProblemException problem) {
        ObjectNode body = body("failed");
        String code = problem.problem() == Problem.TOO_MANY_REQUESTS
                ? "rate_limit_exceeded"
                : problem.problem().status < 500 ? "invalid_prompt" : "server_error";
        body.putObject("error")
                .put("code", code)
                .put("message", String.valueOf(problem.getMessage()))
                .put("problem", problem.problem().code);
        return body;
    }

    private ObjectNode body(String status) {
        ObjectNode body = JSON.objectNode();
        body.put("id", Ids.RESPONSE.write(id));
        body.put("object", "response");
        body.put("created_at", createdAt);
        body.put("status", status);
        body.put("background", false);
        if (conversation == null) {
            body.putNull("conversation");
        } else {
            body.putObject("conversation").put("id", Ids.CONVERSATION.write(conversation));
        }
        body.putNull("error");
        body.putNull("incomplete_details");
        body.put("instructions", request.instructions());
        body.put("max_output_tokens", request.maxOutputTokens());
        body.put("model", model);
        body.putArray("output");
        body.put("parallel_tool_calls", !Boolean.FALSE.equals(request.parallelToolCalls()));
        body.put("previous_response_id", request.previousResponseId());
        body.putObject("reasoning").putNull("effort").putNull("summary");
        body.put("store", request.stores());
        body.put("temperature", request.temperature() == null ? 1.0 : request.temperature());
        body.putObject("text").set("format", request.format());
        body.set("tool_choice", request.toolChoice() == null ? JSON.textNode("auto") : request.toolChoice());
        body.set("tools", request.toolsAsSent(mapper));
        body.put("top_p", request.topP() == null ? 1.0 : request.topP());
        body.put("truncation", "disabled");
        if (usage != null) {
            body.set("usage", usage);
        }
        body.set("metadata", request.metadata() == null ? JSON.objectNode() : request.metadata());
        body.set("grounding", grounding == null ? JSON.nullNode() : grounding);
        if (decision != null) {
            body.put("decision_id", decision.toString());
            body.put("answered_by", answeredBy);
        }
        if (budget != null && grounding == null) {
            body.putObject("groundwork").set("budget", budget);
        }
        return body;
    }

    /** A citation as OpenAI's {@code file_citation}, with the place and the words it stands on. */
    ObjectNode annotation(Citation citation, String fileName) {
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
