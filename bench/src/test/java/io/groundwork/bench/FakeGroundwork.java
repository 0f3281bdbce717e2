package io.groundwork.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The few paths of the API that the bench uses, over documents in memory. A search ranks them by how many of the query's
 * words they hold; a file whose text holds the word {@code broken} fails.
 */
final class FakeGroundwork implements AutoCloseable {

    static final String KEY = "gw_test";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Map<String, String> files = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Object>> stores = new ConcurrentHashMap<>();
    private final Map<String, Map<String, StoredFile>> contents = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicInteger busyAnswers = new AtomicInteger();
    final AtomicInteger uploads = new AtomicInteger();

    private record StoredFile(String id, String key, String text, boolean failed) {}

    FakeGroundwork() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** The next {@code times} requests are answered with 503. */
    void beBusy(int times) {
        busyAnswers.set(times);
    }

    Set<String> storeIds() {
        return Set.copyOf(stores.keySet());
    }

    int fileCount() {
        return files.size();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (!("Bearer " + KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            send(exchange, 401, Map.of("error", Map.of("message", "No such key")));
        } else if (busyAnswers.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            send(exchange, 503, Map.of("title", "Busy"));
        } else {
            send(exchange, 200, result(exchange.getRequestMethod(), exchange.getRequestURI(), body));
        }
    }

    private synchronized Object result(String method, URI uri, byte[] body) throws IOException {
        String path = uri.getPath();
        List<String> parts = List.of(path.substring(1).split("/", -1));
        return switch (method + " " + parts.size() + " " + parts.get(1)) {
            case "POST 2 files" -> uploaded(new String(body, UTF_8));
            case "DELETE 3 files" -> Map.of("deleted", files.remove(parts.get(2)) != null);
            case "GET 2 vector_stores" -> Map.of("data", List.copyOf(stores.values()), "has_more", false);
            case "POST 2 vector_stores" -> created(JSON.readTree(body));
            case "GET 3 vector_stores" -> withCounts(parts.get(2));
            case "DELETE 3 vector_stores" -> Map.of("deleted", stores.remove(parts.get(2)) != null);
            case "POST 4 vector_stores" -> attached(parts.get(2), JSON.readTree(body));
            case "GET 4 vector_stores" -> listed(parts.get(2), uri.getQuery().contains("filter=failed"));
            case "POST 3 v1" -> found(JSON.readTree(body));
            default -> throw new IOException("No such path: " + method + " " + path);
        };
    }

    private Map<String, Object> uploaded(String multipart) {
        uploads.incrementAndGet();
        String id = "file-" + ids.incrementAndGet();
        files.put(id, multipart.substring(multipart.indexOf("<body>"), multipart.indexOf("</body>")));
        return Map.of("id", id);
    }

    private Map<String, Object> created(JsonNode request) {
        String id = "vs_" + ids.incrementAndGet();
        contents.put(id, new LinkedHashMap<>());
        stores.put(
                id,
                Map.of(
                        "id", id,
                        "name", request.path("name").asText(),
                        "metadata", JSON.convertValue(request.path("metadata"), Map.class)));
        return stores.get(id);
    }

    private Map<String, Object> attached(String store, JsonNode request) {
        for (JsonNode file : request.path("files")) {
            attachedOne(store, file);
        }
        return request.has("files") ? Map.of("status", "in_progress") : attachedOne(store, request);
    }

    private Map<String, Object> attachedOne(String store, JsonNode request) {
        String id = request.path("file_id").asText();
        String text = files.get(id);
        contents.get(store)
                .put(
                        id,
                        new StoredFile(
                                id, request.path("attributes").path("_id").asText(), text, text.contains("broken")));
        return Map.of("id", id, "status", "in_progress");
    }

    private Map<String, Object> withCounts(String store) {
        long failed =
                contents.get(store).values().stream().filter(StoredFile::failed).count();
        Map<String, Object> result = new LinkedHashMap<>(stores.get(store));
        result.put(
                "file_counts",
                Map.of(
                        "completed",
                        contents.get(store).size() - failed,
                        "failed",
                        failed,
                        "in_progress",
                        0,
                        "cancelled",
                        0));
        return result;
    }

    private Map<String, Object> listed(String store, boolean onlyFailed) {
        List<Map<String, Object>> data = new ArrayList<>();
        for (StoredFile file : contents.get(store).values()) {
            if (onlyFailed && !file.failed()) {
                continue;
            }
            data.add(Map.of(
                    "id",
                    file.id(),
                    "filename",
                    file.key() + ".html",
                    "status",
                    file.failed() ? "failed" : "completed",
                    "last_error",
                    file.failed() ? Map.of("message", "It is broken") : Map.of(),
                    "attributes",
                    Map.of("_id", file.key()),
                    "version",
                    1));
        }
        return Map.of("data", data, "has_more", false);
    }

    private Map<String, Object> found(JsonNode request) {
        Set<String> words =
                new LinkedHashSet<>(List.of(request.path("query").asText().split(" ", -1)));
        String store = request.path("collections").path(0).asText();
        List<Map<String, Object>> hits = contents.get(store).values().stream()
                .filter(file -> !file.failed() && matches(file, words) > 0)
                .sorted((a, b) -> Long.compare(matches(b, words), matches(a, words)))
                .limit(request.path("limit").asInt())
                .<Map<String, Object>>map(file -> Map.of(
                        "attributes",
                        Map.of("_id", file.key()),
                        "filename",
                        file.key() + ".html",
                        "score",
                        matches(file, words) / 100.0))
                .toList();
        return Map.of("results", List.of(Map.of("hits", hits)));
    }

    private static long matches(StoredFile file, Set<String> words) {
        Set<String> inText = new LinkedHashSet<>(List.of(file.text().split("[^a-z]+", -1)));
        return words.stream().filter(inText::contains).count();
    }

    private static void send(HttpExchange exchange, int status, Object answer) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(answer);
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}
