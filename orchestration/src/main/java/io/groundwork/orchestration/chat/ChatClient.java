package io.groundwork.orchestration.chat;

import io.groundwork.orchestration.chat.ChatOutcome.Failed;
import io.groundwork.orchestration.chat.ChatOutcome.Reason;
import io.groundwork.orchestration.outbound.Outbound;
import io.groundwork.orchestration.outbound.Purpose;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Talks to model servers, each in its dialect. Safe for use by many threads. */
@Singleton
public final class ChatClient {

    private static final Logger LOG = Logger.getLogger(ChatClient.class);
    private static final int ERROR_BYTES = 16_384;

    /** Of an answer that comes in one piece; what is longer is cut, and then no JSON. */
    private static final int MOST_AT_ONCE = 4_000_000;

    /** Wait for the end of a stream that has said that it is done. */
    private static final Duration TO_THE_END = Duration.ofMillis(100);

    private final Outbound outbound;
    private final ChatConfig config;
    private final Whereabouts whereabouts;
    private final Watchdog watchdog = new Watchdog();

    ChatClient(Outbound outbound, ChatConfig config, Whereabouts whereabouts) {
        this.outbound = outbound;
        this.config = config;
        this.whereabouts = whereabouts;
    }

    /**
     * Hands a request to a server once and its answer to {@code events}, on this thread, as it is written. Blocks until the answer
     * ends. Interrupting the thread, {@code stop}, or an exception out of {@code events} closes the connection to the server; the
     * exception is thrown on.
     */
    public ChatOutcome chat(ModelServer server, ChatRequest request, Consumer<ChatEvent> events, Stop stop) {
        return end(server, request, new Reply(server, request, events, config.maxAnswerCharacters()), stop);
    }

    private ChatOutcome end(ModelServer server, ChatRequest request, Reply reply, Stop stop) {
        try {
            find(server, request, reply, stop);
        } catch (IOException | ExecutionException e) {
            LOG.debugf("A model server failed: %s", e.getClass());
            reply.fail(Failures.of(e, reply.began()));
        } catch (CancellationException e) {
            reply.fail(new Failed(Reason.LEFT, "The conversation was ended from outside."));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reply.fail(new Failed(Reason.LEFT, "Interrupted while waiting for the model server."));
        }
        ChatOutcome outcome = reply.outcome();
        return stop.reason()
                .filter(why -> outcome instanceof Failed)
                .<ChatOutcome>map(why -> new Failed(why.reason(), why.words(), outcome.usage()))
                .orElse(outcome);
    }

    /** As {@link #chat}, for one who wants to know the server and not its words. */
    public Looked look(ModelServer server, ChatRequest request) {
        boolean[] thought = new boolean[1];
        Reply reply = new Reply(
                server,
                request,
                event -> thought[0] |= event instanceof ChatEvent.Reasoning,
                config.maxAnswerCharacters());
        ChatOutcome outcome = end(server, request, reply, new Stop());
        return new Looked(outcome, reply.answersAs(), reply.counted(), thought[0]);
    }

    /**
     * What one request showed.
     *
     * @param answersAs what the server calls the model
     * @param counted whether it said how many tokens it took
     * @param thought whether it told thinking apart from its answer
     */
    public record Looked(ChatOutcome outcome, Optional<String> answersAs, boolean counted, boolean thought) {

        public boolean works() {
            return outcome instanceof ChatOutcome.Finished;
        }
    }

    private void find(ModelServer server, ChatRequest request, Reply reply, Stop stop)
            throws IOException, ExecutionException, InterruptedException {
        switch (whereabouts.of(server)) {
            case Whereabouts.Found.Nowhere(Failed why) -> reply.fail(why);
            case Whereabouts.Found.At(ModelServer open, Runnable leave) -> {
                try {
                    converse(open, request, reply, stop);
                } finally {
                    leave.run();
                }
            }
        }
    }

    private void converse(ModelServer server, ChatRequest request, Reply reply, Stop stop)
            throws IOException, ExecutionException, InterruptedException {
        if (stop.reason().isPresent()) {
            throw new CancellationException();
        }
        long began = System.nanoTime();
        CompletableFuture<HttpResponse<InputStream>> sent =
                outbound.client(Purpose.MODEL_SERVER).sendAsync(post(server, request), info -> new Incoming());
        stop.by(() -> sent.cancel(true));
        HttpResponse<InputStream> response;
        try {
            response = sent.get();
        } catch (InterruptedException e) {
            sent.cancel(true);
            throw e;
        }
        Duration left = server.patience().firstToken().minusNanos(System.nanoTime() - began);
        try (InputStream body = new LimitedStream(response.body(), config.maxResponseBytes());
                Watchdog.Watch watch = watchdog.watch(body, left)) {
            stop.by(() -> close(body));
            try {
                read(
                        response,
                        body,
                        reply,
                        new Listening(watch, server.patience().betweenTokens()));
            } catch (IOException e) {
                if (!watch.expired()) {
                    throw e;
                }
            }
            if (watch.expired()) {
                reply.fail(Failures.silent());
            }
        } finally {
            stop.by(() -> {});
        }
    }

    private void read(HttpResponse<InputStream> response, InputStream body, Reply reply, Listening listening)
            throws IOException {
        if (response.statusCode() / 100 != 2) {
            String said = new String(body.readNBytes(ERROR_BYTES), StandardCharsets.UTF_8);
            reply.fail(Failures.status(response.statusCode(), said));
            return;
        }
        String type = response.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (type.startsWith("text/html")) {
            reply.fail(Failures.notOpenAi());
        } else if (type.startsWith("application/json")) {
            reply.chunk(new String(
                    body.readNBytes(MOST_AT_ONCE), StandardCharsets.UTF_8)); // a server that knows no streams
        } else {
            stream(new Events(body), reply, listening);
        }
    }

    private void stream(Events events, Reply reply, Listening listening) throws IOException {
        for (Optional<String> data = events.next(); data.isPresent(); data = events.next()) {
            if (data.get().strip().equals("[DONE]")) {
                listening.watch().heard(TO_THE_END);
                drain(events);
                return;
            }
            listening.watch().pause();
            boolean more = reply.chunk(data.get());
            listening.watch().resume();
            if (more) {
                listening.watch().heard(reply.isOver() ? config.farewell() : listening.silence());
            }
            if (reply.hasFailed()) {
                return;
            }
        }
    }

    /** What is read to its end leaves a connection that serves the next request. */
    private static void drain(Events events) throws IOException {
        Optional<String> more;
        do {
            more = events.next();
        } while (more.isPresent());
    }

    private HttpRequest post(ModelServer server, ChatRequest request) {
        HttpRequest.Builder post = HttpRequest.newBuilder(URI.create(server.baseUrl() + "/chat/completions"))
                .timeout(server.patience().firstToken())
                .header("Content-Type", "application/json")
                .header("Accept", "text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(new RequestJson(server).of(request)));
        server.key().ifPresent(key -> post.header("Authorization", "Bearer " + key));
        return post.build();
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            LOG.debug("A stream that was to end did not close", e);
        }
    }

    @PreDestroy
    void stop() {
        watchdog.close();
    }

    private record Listening(Watchdog.Watch watch, Duration silence) {}
}
