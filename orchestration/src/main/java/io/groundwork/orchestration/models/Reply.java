package io.groundwork.orchestration.models;

import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What comes back in one conversation. The first ending counts: LangChain4j reports a stream that stopped short as complete, and
 * goes on after a chunk that it could not read. Used by one thread.
 */
final class Reply implements StreamingChatResponseHandler {

    private final Consumer<String> pieces;
    private final StringBuilder text = new StringBuilder();
    private @Nullable ChatOutcome outcome;
    private @Nullable RuntimeException thrown;

    Reply(Consumer<String> pieces) {
        this.pieces = pieces;
    }

    @Override
    public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
        if (outcome != null) {
            context.streamingHandle().cancel();
            return;
        }
        text.append(piece.text());
        try {
            pieces.accept(piece.text());
        } catch (RuntimeException e) {
            thrown = e;
            outcome = Failures.cutOff();
            context.streamingHandle().cancel();
        }
    }

    /** An error that a server sends as one more chunk, after its 200. */
    @Override
    public void onUnmappedRawEvent(Object event) {
        if (event instanceof ServerSentEvent chunk
                && chunk.data() != null
                && chunk.data().contains("\"error\"")) {
            Failures.message(chunk.data())
                    .ifPresent(words -> end(new ChatOutcome.Failed(
                            ChatOutcome.Reason.SERVER_ERROR, "The model server failed while it wrote: " + words)));
        }
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
        FinishReason reason = response.finishReason();
        end(
                reason == null
                        ? Failures.cutOff()
                        : new ChatOutcome.Finished(text.toString(), ending(reason), usage(response)));
    }

    @Override
    public void onError(Throwable failure) {
        end(Failures.of(failure, began()));
    }

    boolean began() {
        return !text.isEmpty();
    }

    ChatOutcome outcome() {
        return Optional.ofNullable(outcome).orElseGet(Failures::cutOff);
    }

    /** Throws what the receiver of the pieces threw. */
    void rethrow() {
        if (thrown != null) {
            throw thrown;
        }
    }

    private void end(ChatOutcome how) {
        if (outcome == null) {
            outcome = how;
        }
    }

    private static ChatOutcome.Ending ending(FinishReason reason) {
        return switch (reason) {
            case LENGTH -> ChatOutcome.Ending.CUT;
            case CONTENT_FILTER -> ChatOutcome.Ending.FILTERED;
            case STOP, TOOL_EXECUTION, OTHER -> ChatOutcome.Ending.COMPLETE;
        };
    }

    private static Usage usage(ChatResponse response) {
        TokenUsage usage = response.tokenUsage();
        if (usage == null || usage.inputTokenCount() == null || usage.outputTokenCount() == null) {
            return Usage.NONE;
        }
        return new Usage(usage.inputTokenCount(), usage.outputTokenCount());
    }
}
