package io.groundwork.embeddings.remote;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.LateInteraction;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

/** An embedding server for tests: an engine behind HTTP, which can be told to refuse first. */
public final class EmbeddingsServer implements AutoCloseable {

    private final JsonMapper json = JsonMapper.builder().build();
    private final Queue<Integer> refusals = new ConcurrentLinkedQueue<>();
    private final Queue<EmbeddingsRequest> requests = new ConcurrentLinkedQueue<>();
    private final HttpServer server;

    public EmbeddingsServer(Embedder embedder, LateInteraction lateInteraction) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/info", exchange -> answer(exchange, ModelInfo.of(embedder.model())));
        server.createContext("/v1/embeddings", exchange -> {
            EmbeddingsRequest request = body(exchange, EmbeddingsRequest.class);
            requests.add(request);
            Integer refusal = refusals.poll();
            if (refusal != null) {
                exchange.getResponseHeaders().add("retry-after", "0");
                exchange.sendResponseHeaders(refusal, -1);
                exchange.close();
            } else {
                answer(exchange, embed(embedder, request));
            }
        });
        server.createContext(
                "/api/v1/embeddings/states",
                exchange -> answer(exchange, StatesResponse.of(embedder, body(exchange, StatesRequest.class))));
        server.createContext("/api/v1/embeddings/late-interaction", exchange -> {
            LateInteractionRequest request = body(exchange, LateInteractionRequest.class);
            answer(exchange, new LateInteractionResponse(lateInteraction.score(request.question(), request.texts())));
        });
        server.start();
    }

    public URI base() {
        return URI.create("http://%s:%d/"
                .formatted(
                        server.getAddress().getHostString(), server.getAddress().getPort()));
    }

    /** The next request for vectors gets {@code status} in place of them; more calls refuse more requests. */
    public void refuse(int status) {
        refusals.add(status);
    }

    /** Those for vectors, in order of arrival. */
    public List<EmbeddingsRequest> requests() {
        return List.copyOf(requests);
    }

    private static EmbeddingsResponse embed(Embedder embedder, EmbeddingsRequest request) {
        return EmbeddingsResponse.of(
                embedder.model().name(),
                embedder.embed(request.inputType().kind, request.input()),
                request.encodingFormat());
    }

    private <T> T body(HttpExchange exchange, Class<T> type) throws IOException {
        try (InputStream body = exchange.getRequestBody()) {
            return json.readValue(body, type);
        }
    }

    private void answer(HttpExchange exchange, Object body) throws IOException {
        byte[] bytes = json.writeValueAsBytes(body);
        exchange.getResponseHeaders().add("content-type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
