package io.groundwork.orchestration.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** An HTTP server on this machine that answers by path and query what a test has told it to. */
final class WireServer implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Map<String, Answer> next = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, String> authorizations = new ConcurrentHashMap<>();

    WireServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Every path and query asked for so far. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** What the last request for a path brought as authorization; empty for nothing. */
    String authorization(String path) {
        return authorizations.getOrDefault(path, "");
    }

    void serve(String path, String mediaType, String body) {
        answer(path, 200, Map.of("Content-Type", mediaType), body);
    }

    void page(String path, String text, String... links) {
        StringBuilder html =
                new StringBuilder("<html><head><title>%s</title></head><body><p>%s</p>".formatted(path, text));
        for (String link : links) {
            html.append("<a href=\"%s\">more</a>".formatted(link));
        }
        serve(path, "text/html; charset=utf-8", html.append("</body></html>").toString());
    }

    void json(String path, String body) {
        serve(path, "application/json", body);
    }

    void answer(String path, int status, Map<String, String> headers, String body) {
        answers.put(path, new Answer(status, headers, body.getBytes(StandardCharsets.UTF_8)));
    }

    /** To the next request for a path alone; what comes after it is answered as before. */
    void answerOnce(String path, int status, Map<String, String> headers, String body) {
        next.put(path, new Answer(status, headers, body.getBytes(StandardCharsets.UTF_8)));
    }

    void remove(String path) {
        answers.remove(path);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String query = exchange.getRequestURI().getRawQuery();
            String path = exchange.getRequestURI().getPath() + (query == null ? "" : "?" + query);
            asked.add(path);
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            authorizations.put(path, authorization == null ? "" : authorization);
            Answer once = next.remove(path);
            Answer answer = once != null ? once : answers.getOrDefault(path, new Answer(404, Map.of(), new byte[0]));
            answer.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Answer(int status, Map<String, String> headers, byte[] body) {}
}
