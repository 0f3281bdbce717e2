package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.answering.Answer;
import io.groundwork.orchestration.answering.Citation;
import io.groundwork.orchestration.chat.ChatOutcome.Ending;
import io.groundwork.orchestration.chat.Usage;
import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A chat completion as it grows. Written and read by one thread. */
final class ChatDraft {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ObjectMapper mapper;
    private final String model;
    private final URI files;
    private final String id = "chatcmpl-" + UUID.randomUUID().toString().replace("-", "");
    private final long created = Instant.now().getEpochSecond();
    private final StringBuilder text = new StringBuilder();
    private final ArrayNode annotations = JSON.arrayNode();
    private @Nullable ObjectNode grounding;
    private @Nullable UUID decision;
    private Usage usage = Usage.NONE;
    private Ending ending = Ending.COMPLETE;

    /** @param files where files are read, with a slash at its end */
    ChatDraft(ObjectMapper mapper, String model, URI files) {
        this.mapper = mapper;
        this.model = model;
        this.files = files;
    }

    void delta(String more) {
        text.append(more);
    }

    /** A citation as OpenAI's {@code url_citation}, the only kind that completions know, with the place and the words it stands on. */
    ObjectNode cited(Citation citation, String fileName) {
        String file = Ids.FILE.write(citation.document().value());
        ObjectNode annotation = JSON.objectNode().put("type", "url_citation");
        annotation
                .putObject("url_citation")
                .put("start_index", citation.index())
                .put("end_index", citation.index())
                .put("title", fileName)
                .put("url", files.resolve(file + "/content").toString());
        annotation
                .put("file_id", file)
                .put(
                        "vector_store_id",
                        Ids.COLLECTION.write(citation.collection().value()))
                .put("quote", citation.quote())
                .set("location", mapper.valueToTree(Location.of(citation)));
        annotations.add(annotation);
        return annotation;
    }

    void ended(Usage used, Ending how) {
        usage = used;
        ending = how;
    }

    void grounded(Answer answer) {
        grounding = JSON.objectNode()
                .put("outcome", answer.outcome().name().toLowerCase(Locale.ROOT))
                .put("decision_id", answer.decision().toString());
    }

    /** Names the record of what a model said by itself; that of a grounded answer stands in its grounding. */
    void recorded(UUID id) {
        decision = id;
    }

    /** The whole completion. */
    ObjectNode body() {
        ObjectNode body = envelope("chat.completion");
        ObjectNode choice = body.putArray("choices").addObject();
        choice.put("index", 0);
        ObjectNode message = choice.putObject("message");
        message.put("role", "assistant").put("content", text.toString()).putNull("refusal");
        if (!annotations.isEmpty()) {
            message.set("annotations", annotations);
        }
        choice.putNull("logprobs");
        choice.put("finish_reason", finishReason());
        body.set("usage", usage());
        addRecord(body);
        return body;
    }

    /** A piece of a stream: {@code delta} and nothing else. */
    ObjectNode chunk(ObjectNode delta) {
        ObjectNode chunk = envelope("chat.completion.chunk");
        ObjectNode choice = chunk.putArray("choices").addObject();
        choice.put("index", 0).set("delta", delta);
        choice.putNull("logprobs").putNull("finish_reason");
        return chunk;
    }

    /** The last piece with a choice. */
    ObjectNode lastChunk() {
        ObjectNode chunk = chunk(JSON.objectNode());
        ((ObjectNode) chunk.path("choices").get(0)).put("finish_reason", finishReason());
        addRecord(chunk);
        return chunk;
    }

    /** What {@code stream_options.include_usage} asks for. */
    ObjectNode usageChunk() {
        ObjectNode chunk = envelope("chat.completion.chunk");
        chunk.putArray("choices");
        chunk.set("usage", usage());
        return chunk;
    }

    private void addRecord(ObjectNode body) {
        if (grounding != null) {
            body.set("grounding", grounding);
        }
        if (decision != null) {
            body.put("decision_id", decision.toString());
        }
    }

    private ObjectNode envelope(String object) {
        return JSON.objectNode()
                .put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", model);
    }

    private ObjectNode usage() {
        return JSON.objectNode()
                .put("prompt_tokens", usage.inputTokens())
                .put("completion_tokens", usage.outputTokens())
                .put("total_tokens", usage.inputTokens() + usage.outputTokens());
    }

    private String finishReason() {
        return switch (ending) {
            case COMPLETE -> "stop";
            case CALLS -> "tool_calls";
            case CUT -> "length";
            case FILTERED -> "content_filter";
        };
    }
}
