package io.groundwork.orchestration.models;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * LangChain4j's transport over our own client. Reads a stream of events on the caller's thread: {@code execute} returns when the
 * stream has ended, and closing or interrupting it closes the connection to the server. Safe for use by many threads.
 */
final class EventStreams implements HttpClient {

    private static final int ERROR_BYTES = 16_384;

    private final java.net.http.HttpClient client;
    private final ModelsConfig config;
    private final Watchdog watchdog;

    EventStreams(java.net.http.HttpClient client, ModelsConfig config, Watchdog watchdog) {
        this.client = client;
        this.config = config;
        this.watchdog = watchdog;
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        throw new UnsupportedOperationException("Models are read as streams only");
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        try {
            HttpResponse<InputStream> response = client.send(translated(request), BodyHandlers.ofInputStream());
            try (InputStream body = new LimitedStream(response.body(), config.maxResponseBytes());
                    Watchdog.Watch watch = watchdog.watch(body, config.firstToken())) {
                read(response, body, parser, new Watched(listener, watch, config.betweenTokens()));
            }
        } catch (IOException e) {
            listener.onError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            listener.onError(new InterruptedIOException("Interrupted while waiting for the model server"));
        }
    }

    private static void read(
            HttpResponse<InputStream> response, InputStream body, ServerSentEventParser parser, Watched listener)
            throws IOException {
        if (response.statusCode() / 100 != 2) {
            String said = new String(body.readNBytes(ERROR_BYTES), StandardCharsets.UTF_8);
            listener.onError(new HttpException(response.statusCode(), said));
            return;
        }
        listener.onOpen(SuccessfulHttpResponse.builder()
                .statusCode(response.statusCode())
                .headers(response.headers().map())
                .build());
        parser.parse(body, listener);
        listener.onClose();
    }

    private java.net.http.HttpRequest translated(HttpRequest request) {
        java.net.http.HttpRequest.Builder translated = java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
                .timeout(config.firstToken())
                .method(request.method().name(), java.net.http.HttpRequest.BodyPublishers.ofString(request.body()));
        request.headers().forEach((name, values) -> values.forEach(value -> translated.header(name, value)));
        return translated.build();
    }

    /** As LangChain4j wants to be given it; the timeouts it would set are ours already. */
    HttpClientBuilder builder() {
        return new HttpClientBuilder() {
            @Override
            public Duration connectTimeout() {
                return config.firstToken();
            }

            @Override
            public HttpClientBuilder connectTimeout(Duration timeout) {
                return this;
            }

            @Override
            public Duration readTimeout() {
                return config.firstToken();
            }

            @Override
            public HttpClientBuilder readTimeout(Duration timeout) {
                return this;
            }

            @Override
            public HttpClient build() {
                return EventStreams.this;
            }
        };
    }

    /** Tells the watchdog of each event, and calls a stream that was closed for its silence by that name. */
    private record Watched(ServerSentEventListener listener, Watchdog.Watch watch, Duration silence)
            implements ServerSentEventListener {

        @Override
        public void onOpen(SuccessfulHttpResponse response) {
            listener.onOpen(response);
        }

        @Override
        public void onEvent(ServerSentEvent event, ServerSentEventContext context) {
            watch.heard(silence);
            listener.onEvent(event, context);
        }

        @Override
        public void onError(Throwable failure) {
            listener.onError(watch.expired() ? new HttpTimeoutException("The model server kept silent") : failure);
        }

        @Override
        public void onClose() {
            if (watch.expired()) {
                onError(new HttpTimeoutException("The model server kept silent"));
            } else {
                listener.onClose();
            }
        }
    }
}
