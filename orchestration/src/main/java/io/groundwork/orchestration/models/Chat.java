package io.groundwork.orchestration.models;

import io.groundwork.orchestration.chat.ChatClient;
import io.groundwork.orchestration.chat.ChatConfig;
import io.groundwork.orchestration.chat.ChatEvent;
import io.groundwork.orchestration.chat.ChatOutcome;
import io.groundwork.orchestration.chat.ChatRequest;
import io.groundwork.orchestration.chat.ModelServer;
import io.groundwork.orchestration.chat.Stop;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Talks to registered models. Safe for use by many threads. */
@Singleton
public final class Chat {

    /** Worth the one other try, as long as nothing was written. */
    private static final Set<ChatOutcome.Reason> PASSING = Set.of(
            ChatOutcome.Reason.UNREACHABLE,
            ChatOutcome.Reason.BUSY,
            ChatOutcome.Reason.CUT_OFF,
            ChatOutcome.Reason.SERVER_ERROR);

    private final ChatModels models;
    private final ChatClient client;
    private final ChatConfig config;
    private final ModelsConfig waits;

    Chat(ChatModels models, ChatClient client, ChatConfig config, ModelsConfig waits) {
        this.models = models;
        this.client = client;
        this.config = config;
        this.waits = waits;
    }

    /**
     * Hands a request to a registered model and its answer to {@code events}, on this thread, as it is written. Blocks until the
     * answer ends. Interrupting the thread, {@code stop}, or an exception out of {@code events} closes the connection to the
     * server; the exception is thrown on.
     *
     * @throws IllegalArgumentException for the built-in model, which answers from documents only
     * @throws ModelsException when the model's key does not open
     */
    public ChatOutcome chat(ChatModel model, ChatRequest request, Consumer<ChatEvent> events, Stop stop) {
        if (model.builtIn()) {
            throw new IllegalArgumentException("The built-in model answers from documents only");
        }
        ModelServer server = new ModelServer(model.baseUrl(), model.remoteName(), models.key(model), config.patience());
        AtomicBoolean began = new AtomicBoolean();
        Consumer<ChatEvent> noted = event -> {
            began.set(true);
            events.accept(event);
        };
        ChatOutcome first = client.chat(server, request, noted, stop);
        if (first instanceof ChatOutcome.Failed failed && !began.get() && PASSING.contains(failed.reason())) {
            try {
                Thread.sleep(waits.retryAfter());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return failed;
            }
            return client.chat(server, request, events, stop);
        }
        return first;
    }
}
