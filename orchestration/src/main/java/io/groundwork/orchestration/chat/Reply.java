package io.groundwork.orchestration.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.groundwork.orchestration.chat.ChatOutcome.Ending;
import io.groundwork.orchestration.chat.ChatOutcome.Failed;
import io.groundwork.orchestration.chat.ChatOutcome.Reason;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What comes back in one conversation, chunk by chunk. The first ending counts. Used by one thread. */
final class Reply {

    private static final ObjectMapper JSON = new ObjectMapper().setNodeFactory(new WithoutNul());

    /** More than any model reads or writes: a count beyond it is a server's mistake. */
    private static final int MOST_TOKENS = 100_000_000;

    private final ModelServer server;
    private final ChatRequest request;
    private final Consumer<ChatEvent> events;
    private final StringBuilder text = new StringBuilder();
    private final Thinking thinking;
    private final Calls calls;
    private final int maxCharacters;
    private long characters;
    private int pieces;
    private @Nullable String answersAs;
    private @Nullable Ending ending;
    private @Nullable Failed failed;
    private @Nullable Usage reported;

    /** @param maxCharacters of all that it writes; what goes on beyond is no answer */
    Reply(ModelServer server, ChatRequest request, Consumer<ChatEvent> events, int maxCharacters) {
        this.maxCharacters = maxCharacters;
        this.server = server;
        this.request = request;
        this.events = events;
        this.thinking = new Thinking(this::write, thought -> give(new ChatEvent.Reasoning(thought), thought.length()));
        this.calls = new Calls(event -> give(event, event.toString().length()));
    }

    /** Takes {@code data}, a chunk's JSON. Whether it brought something of the answer, or its end. */
    boolean chunk(String data) {
        int before = pieces;
        try {
            JsonNode chunk = JSON.readTree(data);
            if (chunk == null || !chunk.isObject()) {
                fail(Failures.notOpenAi());
            } else if (isError(chunk)) {
                fail(Failures.inStream(data));
            } else {
                take(chunk);
            }
        } catch (JsonProcessingException e) {
            fail(Failures.notOpenAi());
        }
        return pieces > before || isOver();
    }

    void fail(Failed how) {
        if (failed == null && ending == null) {
            failed = how;
        }
    }

    /** Whether the answer has its end; a count of tokens may still come. */
    boolean isOver() {
        return ending != null || failed != null;
    }

    boolean hasFailed() {
        return failed != null;
    }

    boolean counted() {
        return reported != null;
    }

    /** Whether something of the answer was handed out. */
    boolean began() {
        return pieces > 0;
    }

    /** What the server calls the model. */
    Optional<String> answersAs() {
        return Optional.ofNullable(answersAs);
    }

    ChatOutcome outcome() {
        if (failed == null && ending == null) {
            failed = Failures.cutOff();
        }
        return failed != null
                ? new Failed(failed.reason(), failed.words(), usage())
                : new ChatOutcome.Finished(text.toString(), calls.all(), ended(), usage());
    }

    private void take(JsonNode chunk) {
        if (!isOver() && isOther(chunk.path("model").asText(""))) {
            fail(new Failed(Reason.OTHER_MODEL, "The model server answers with another model than the one asked for."));
            return;
        }
        usage(chunk.path("usage"));
        for (JsonNode choice : chunk.path("choices")) {
            if (choice.path("index").asInt(0) == 0 && !isOver()) {
                choice(choice);
            }
        }
    }

    /** As OpenAI has it, or bare, as older vLLM and llama.cpp send it. */
    private static boolean isError(JsonNode chunk) {
        return chunk.hasNonNull("error")
                || chunk.path("object").asText("").equals("error")
                || (!chunk.has("choices") && chunk.path("message").isTextual() && chunk.hasNonNull("code"));
    }

    private boolean isOther(String model) {
        if (model.isEmpty()) {
            return false;
        }
        if (answersAs == null) {
            answersAs = model;
        }
        return !answersAs.equals(model)
                || server.answersAs().filter(known -> !known.equals(model)).isPresent();
    }

    private void choice(JsonNode choice) {
        JsonNode said = choice.hasNonNull("delta") ? choice.path("delta") : choice.path("message");
        for (String field : new String[] {"reasoning_content", "reasoning"}) {
            if (said.path(field).isTextual() && !said.path(field).textValue().isEmpty()) {
                String thought = said.path(field).textValue();
                give(new ChatEvent.Reasoning(thought), thought.length());
                break; // some servers send both
            }
        }
        words(said.path("content"));
        words(said.path("refusal")); // words like others: who asked shall read them
        calls.pieces(said.path("tool_calls"));
        end(choice.path("finish_reason"));
    }

    private void words(JsonNode content) {
        if (content.isTextual()) {
            if (!content.textValue().isEmpty()) {
                thinking.accept(content.textValue());
            }
            return;
        }
        for (JsonNode part : content) {
            if (part.path("text").isTextual()) {
                thinking.accept(part.path("text").textValue());
            }
        }
    }

    private void end(JsonNode reason) {
        if (!reason.isTextual() || reason.textValue().isEmpty()) {
            return;
        }
        switch (reason.textValue()) {
            case "error" -> fail(new Failed(Reason.SERVER_ERROR, "The model server failed while it wrote."));
            case "abort", "cancelled", "canceled" -> fail(Failures.cutOff());
            case "length", "max_tokens" -> finish(Ending.CUT);
            case "content_filter" -> finish(Ending.FILTERED);
            default -> finish(Ending.COMPLETE);
        }
    }

    private void finish(Ending how) {
        thinking.end();
        calls.end();
        if (calls.nameless() && calls.all().isEmpty()) {
            fail(new Failed(Reason.NOT_OPENAI, "The model server asked for a tool without its name."));
            return;
        }
        ending = how;
    }

    /** Many servers say "stop" where the model asks for tools. */
    private Ending ended() {
        Ending how = ending == null ? Ending.COMPLETE : ending;
        return how == Ending.COMPLETE && !calls.all().isEmpty() ? Ending.CALLS : how;
    }

    private void write(String words) {
        text.append(words);
        give(new ChatEvent.Text(words), words.length());
    }

    private void give(ChatEvent event, int length) {
        if (characters + length > maxCharacters) {
            fail(Failures.endless(maxCharacters));
            return;
        }
        pieces++;
        characters += length;
        events.accept(event);
    }

    private void usage(JsonNode usage) {
        int input = usage.path("prompt_tokens").asInt(-1);
        int output = usage.path("completion_tokens").asInt(-1);
        if (input >= 0 && output >= 0 && input < MOST_TOKENS && output < MOST_TOKENS) {
            reported = new Usage(input, output);
        }
    }

    /** The server's count where it can be true, else ours: a piece is a token with nearly all servers. */
    private Usage usage() {
        Usage counted = began() ? new Usage(request.estimatedTokens(), pieces) : Usage.NONE;
        return reported != null && isPlausible(reported) ? reported : counted;
    }

    /** Drops U+0000 where words enter: no text of the database can hold it, and no reader sees it. */
    private static final class WithoutNul extends JsonNodeFactory {

        private static final long serialVersionUID = 1L;

        @Override
        public TextNode textNode(String text) {
            return super.textNode(text.replace("\0", ""));
        }
    }

    /** A token stands for a quarter of a character at least; what a server outside thinks is not seen, but counted. */
    private boolean isPlausible(Usage usage) {
        boolean hidden = server.dialect() == Dialect.HOSTED;
        return (hidden || usage.outputTokens() <= 4 * characters + 64)
                && (usage.outputTokens() > 0 || !began())
                && (usage.inputTokens() > 0 || !began());
    }
}
