package io.groundwork.orchestration.local.child;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.concurrent.Executors;

/** Speaks the dialect of model servers on a loopback port: health, models, and what the weights are for. Asks for the key with every request but the first. */
final class ChildServer {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final int LARGEST_BODY = 8 << 20;
    private static final int BACKLOG = 64;

    private final ChildSettings settings;
    private final byte[] bearer;

    private ChildServer(ChildSettings settings, String key) {
        this.settings = settings;
        this.bearer = ("Bearer " + key).getBytes(StandardCharsets.US_ASCII);
    }

    /** @return the port that it listens on */
    static int start(ChildSettings settings, Engine engine, String key) throws IOException {
        ChildServer child = new ChildServer(settings, key);
        // Pieces of an answer are small, and each is to leave at once.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        Turns turns = new Turns(settings.slots(), settings.waiting());
        server.createContext(
                "/", exchange -> child.answer(exchange, exchange.getRequestMethod(), ChildServer::nothing));
        server.createContext("/health", exchange -> {
            try (exchange) {
                send(exchange, 200, JSON.createObjectNode().put("status", "ok"));
            }
        });
        server.createContext("/v1/models", exchange -> child.answer(exchange, "GET", child::models));
        switch (settings.serves()) {
            case CHAT -> {
                ChatEndpoint chat = new ChatEndpoint(settings, engine, turns);
                server.createContext("/v1/chat/completions", exchange -> child.answer(exchange, "POST", chat::answer));
            }
            case MEAN_VECTORS, FIRST_VECTORS, LAST_VECTORS -> {
                VectorEndpoint vectors = new VectorEndpoint(settings, engine, turns);
                server.createContext("/v1/embeddings", exchange -> child.answer(exchange, "POST", vectors::answer));
            }
            case SCORES -> {
                ScoreEndpoint scores = new ScoreEndpoint(settings, engine, turns);
                server.createContext("/rerank", exchange -> child.answer(exchange, "POST", scores::answer));
                server.createContext("/v1/rerank", exchange -> child.answer(exchange, "POST", scores::answer));
            }
        }
        server.start();
        return server.getAddress().getPort();
    }

    /** Answers one request, or throws before it has begun to. */
    interface Endpoint {

        void answer(HttpExchange exchange, JsonNode body) throws IOException, InterruptedException;
    }

    private void answer(HttpExchange exchange, String method, Endpoint endpoint) throws IOException {
        try (exchange) {
            try {
                String given = exchange.getRequestHeaders().getFirst("Authorization");
                if (given == null || !MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), bearer)) {
                    throw new Refusal(401, "invalid_api_key", "Another key is wanted.");
                }
                if (!exchange.getRequestMethod().equals(method)) {
                    throw new Refusal(405, "method_not_allowed", "This is asked by %s.".formatted(method));
                }
                endpoint.answer(exchange, body(exchange));
            } catch (Refusal e) {
                send(exchange, e.status(), error(e.getMessage(), e.code()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static JsonNode body(HttpExchange exchange) throws IOException {
        byte[] bytes = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
        if (bytes.length > LARGEST_BODY) {
            throw new Refusal(
                    413, "invalid_request_error", "The request is larger than %d MB.".formatted(LARGEST_BODY >> 20));
        }
        try {
            return bytes.length == 0 ? JSON.createObjectNode() : JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw (Refusal) Refusal.invalid("The request is no JSON.").initCause(e);
        }
    }

    private static void nothing(HttpExchange exchange, JsonNode body) {
        throw new Refusal(404, "not_found", "There is nothing at this path.");
    }

    private void models(HttpExchange exchange, JsonNode body) throws IOException {
        ObjectNode list = JSON.createObjectNode().put("object", "list");
        list.putArray("data")
                .addObject()
                .put("id", settings.model())
                .put("object", "model")
                .put("created", Instant.now().getEpochSecond())
                .put("owned_by", "llamacpp");
        send(exchange, 200, list);
    }

    static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    static ObjectNode error(String words, String code) {
        ObjectNode error = JSON.createObjectNode();
        error.putObject("error").put("message", words).put("type", code).put("code", code);
        return error;
    }
}
