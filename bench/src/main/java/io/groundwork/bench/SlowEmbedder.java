package io.groundwork.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.Embeddings;
import io.groundwork.embeddings.onnx.OnnxEmbedder;
import io.groundwork.embeddings.remote.EmbeddingsRequest;
import io.groundwork.embeddings.remote.EmbeddingsRequest.EncodingFormat;
import io.groundwork.embeddings.remote.EmbeddingsResponse;
import io.groundwork.embeddings.remote.ModelInfo;
import io.groundwork.embeddings.remote.StatesRequest;
import io.groundwork.embeddings.remote.StatesResponse;
import io.groundwork.embeddings.states.CompressedStates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An embedding service on the loopback that takes a fixed time for each request, whatever it holds, and answers as many at once as are asked. */
final class SlowEmbedder implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private final EmbeddingModel model;
    private final Duration time;

    SlowEmbedder(Duration time) throws IOException {
        this.time = time;
        try (OnnxEmbedder embedder = new OnnxEmbedder(Optional.empty(), 1, 1)) {
            this.model = embedder.model();
        }
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(requests);
        server.createContext("/info", exchange -> answer(exchange, ModelInfo.of(model)));
        server.createContext(
                "/v1/embeddings",
                exchange -> answer(
                        exchange,
                        vectors(JSON.readValue(exchange.getRequestBody(), EmbeddingsRequest.class)
                                .input())));
        server.createContext(
                "/api/v1/embeddings/states",
                exchange -> answer(
                        exchange,
                        states(JSON.readValue(exchange.getRequestBody(), StatesRequest.class)
                                .input())));
        server.start();
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
        requests.shutdownNow();
    }

    /** The same vector for every text: nobody searches for them. */
    private EmbeddingsResponse vectors(List<String> texts) throws IOException {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted.", e);
        }
        float[] unit = new float[model.dimension()];
        unit[0] = 1;
        List<Embedding> embeddings =
                texts.stream().map(text -> new Embedding(unit)).toList();
        Embeddings made = new Embeddings(embeddings, 0, List.of());
        return EmbeddingsResponse.of(model.name(), made, EncodingFormat.BASE64);
    }

    /** Of texts without tokens. */
    private StatesResponse states(List<String> texts) throws IOException {
        byte[] none = CompressedStates.of(new float[0], model.dimension()).toBytes();
        String state = Base64.getEncoder().encodeToString(none);
        return new StatesResponse(
                vectors(texts), texts.stream().map(text -> state).toList());
    }

    private static void answer(HttpExchange exchange, Object body) throws IOException {
        try (exchange) {
            byte[] bytes = JSON.writeValueAsBytes(body);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
