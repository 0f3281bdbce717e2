package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.answering.Answer;
import io.groundwork.orchestration.answering.Citation;
import io.groundwork.orchestration.chat.ChatEvent;
import io.groundwork.orchestration.chat.ChatOutcome.Ending;
import io.groundwork.orchestration.chat.Usage;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
    private final StringBuilder reasoning = new StringBuilder();
    private final List<Call> calls = new ArrayList<>();
    private final ArrayNode annotations = JSON.arrayNode();
    private @Nullable ObjectNode grounding;
    private @Nullable UUID decision;
    private String answeredBy = "";
    private Usage usage = Usage.NONE;
    private Ending ending = Ending.COMPLETE;
    private boolean countsAtTheEnd;
    private boolean streamed;

    /** @param files where files are read, with a slash at its end */
    ChatDraft(ObjectMapper mapper, String model, URI files) {
        this.mapper = mapper;
        this.model = model;
        this.files = files;
    }

    /** It is shown as it comes. */
    void stream() {
        streamed = true;
    }

    boolean isStreamed() {
        return streamed;
    }

    /** {@code stream_options.include_usage}: then each other piece says that the count is not in it. */
    void countAtTheEnd() {
        countsAtTheEnd = true;
    }

    /** Takes up what the model wrote; the answer is the {@code delta} of a stream that says it. */
    ObjectNode take(ChatEvent event) {
        return switch (event) {
            case ChatEvent.Text(String more) -> {
                text.append(more);
                yield JSON.objectNode().put("content", more);
            }
            case ChatEvent.Reasoning(String more) -> {
                reasoning.append(more);
                yield JSON.objectNode().put("reasoning_content", more);
            }
            case ChatEvent.CallBegun(int index, String callId, String name) -> {
                Call call = new Call(callId, name, new StringBuilder());
                calls.add(call);
                yield delta(call.write(JSON.objectNode().put("index", index)));
            }
            case ChatEvent.CallArguments(int index, String fragment) -> {
                calls.get(index).arguments().append(fragment);
                ObjectNode piece = JSON.objectNode().put("index", index);
                piece.putObject("function").put("arguments", fragment);
                yield delta(piece);
            }
        };
    }

    private static ObjectNode delta(ObjectNode call) {
        ObjectNode delta = JSON.objectNode();
        delta.putArray("tool_calls").add(call);
        return delta;
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
        grounding = Grounding.of(answer);
    }

    /** Names the record of what a model said by itself; that of a grounded answer stands in its grounding. */
    void recorded(UUID id, String model) {
        decision = id;
        answeredBy = model;
    }

    /** The whole completion. */
    ObjectNode body() {
        ObjectNode body = envelope("chat.completion");
        ObjectNode choice = body.putArray("choices").addObject();
        choice.put("index", 0);
        ObjectNode message = choice.putObject("message");
        message.put("role", "assistant");
        message.put("content", text.isEmpty() && !calls.isEmpty() ? null : text.toString());
        message.putNull("refusal");
        if (!reasoning.isEmpty()) {
            message.put("reasoning_content", reasoning.toString());
        }
        if (!calls.isEmpty()) {
            ArrayNode written = message.putArray("tool_calls");
            calls.forEach(call -> written.add(call.write(JSON.objectNode())));
        }
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
        if (countsAtTheEnd) {
            chunk.putNull("usage");
        }
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

    boolean countsAtTheEnd() {
        return countsAtTheEnd;
    }

    private void addRecord(ObjectNode body) {
        if (grounding != null) {
            body.set("grounding", grounding);
        }
        if (decision != null) {
            body.put("decision_id", decision.toString());
            body.put("answered_by", answeredBy);
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

    private record Call(String id, String name, StringBuilder arguments) {

        ObjectNode write(ObjectNode into) {
            into.put("id", id).put("type", "function");
            into.putObject("function").put("name", name).put("arguments", arguments.toString());
            return into;
        }
    }
}
