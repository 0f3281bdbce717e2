package io.groundwork.orchestration.models;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import io.groundwork.orchestration.outbound.Outbound;
import io.groundwork.orchestration.outbound.Purpose;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Talks to model servers. Safe for use by many threads. */
@Singleton
public final class Chat {

    /** Worth the one other try, as long as nothing was written. */
    private static final Set<ChatOutcome.Reason> PASSING = Set.of(
            ChatOutcome.Reason.UNREACHABLE,
            ChatOutcome.Reason.BUSY,
            ChatOutcome.Reason.CUT_OFF,
            ChatOutcome.Reason.SERVER_ERROR);

    private final ChatModels models;
    private final Outbound outbound;
    private final ModelsConfig config;
    private final Watchdog watchdog = new Watchdog();

    Chat(ChatModels models, Outbound outbound, ModelsConfig config) {
        this.models = models;
        this.outbound = outbound;
        this.config = config;
    }

    /**
     * Hands a conversation to a registered model and its answer to {@code pieces}, on this thread, as it is written. Blocks until
     * the answer ends. Interrupting the thread, or an exception out of {@code pieces}, closes the connection to the server; the
     * exception is thrown on.
     *
     * @throws IllegalArgumentException for the built-in model, which answers from documents only
     * @throws ModelsException when the model's key does not open
     */
    public ChatOutcome chat(ChatModel model, List<Message> messages, Sampling sampling, Consumer<String> pieces) {
        if (model.builtIn()) {
            throw new IllegalArgumentException("The built-in model answers from documents only");
        }
        return chat(new Server(model.baseUrl(), model.remoteName(), models.key(model)), messages, sampling, pieces);
    }

    ChatOutcome chat(Server server, List<Message> messages, Sampling sampling, Consumer<String> pieces) {
        Reply first = ask(server, messages, sampling, pieces);
        if (first.outcome() instanceof ChatOutcome.Failed failed
                && !first.began()
                && PASSING.contains(failed.reason())) {
            try {
                Thread.sleep(config.retryAfter());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return failed;
            }
            return ask(server, messages, sampling, pieces).outcome();
        }
        return first.outcome();
    }

    private Reply ask(Server server, List<Message> messages, Sampling sampling, Consumer<String> pieces) {
        EventStreams streams = new EventStreams(outbound.client(Purpose.MODEL_SERVER), config, watchdog);
        OpenAiStreamingChatModel.OpenAiStreamingChatModelBuilder model = OpenAiStreamingChatModel.builder()
                .httpClientBuilder(streams.builder())
                .baseUrl(server.baseUrl().toString())
                .modelName(server.remoteName())
                .logRequests(false)
                .logResponses(false);
        server.key().ifPresent(model::apiKey);
        Reply reply = new Reply(pieces);
        model.build().chat(request(messages, sampling), reply);
        reply.rethrow();
        return reply;
    }

    private static ChatRequest request(List<Message> messages, Sampling sampling) {
        ChatRequest.Builder request = ChatRequest.builder()
                .messages(messages.stream().map(Chat::translated).toList());
        sampling.temperature().ifPresent(request::temperature);
        sampling.topP().ifPresent(request::topP);
        sampling.maxTokens().ifPresent(request::maxOutputTokens);
        if (!sampling.stop().isEmpty()) {
            request.stopSequences(sampling.stop());
        }
        return request.build();
    }

    private static ChatMessage translated(Message message) {
        return switch (message.role()) {
            case SYSTEM -> SystemMessage.from(message.text());
            case USER -> UserMessage.from(message.text());
            case ASSISTANT -> AiMessage.from(message.text());
        };
    }

    @PreDestroy
    void stop() {
        watchdog.close();
    }

    /** Where a model is, and what opens it. */
    record Server(URI baseUrl, String remoteName, Optional<String> key) {

        Server {
            key = key.map(BearerKey::checked);
        }

        @Override
        public String toString() {
            return "%s at %s".formatted(remoteName, baseUrl); // without the key
        }
    }
}
