package io.groundwork.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Models and routes of a {@link FakeGroundwork}. Hands on what the first model of a route sends as it comes, whatever that is: faults, too. */
final class FakeFacade implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Pattern TOKEN = Pattern.compile("\\b[a-z]\\d+ ");

    private final Map<String, String> bases = new ConcurrentHashMap<>();
    private final Map<String, List<String>> routes = new ConcurrentHashMap<>();
    private final Map<String, Integer> written = new ConcurrentHashMap<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Set<String> names() {
        Set<String> names = new HashSet<>(bases.keySet());
        names.addAll(routes.keySet());
        return names;
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }

    /** A model's id is its name. */
    Object administered(String method, List<String> parts, byte[] body) throws IOException {
        if (parts.get(2).equals("usage")) {
            return Map.of(
                    "data",
                    written.entrySet().stream()
                            .map(model -> Map.of("of", model.getKey(), "output_tokens", model.getValue()))
                            .toList());
        }
        return switch (method + " " + parts.get(2) + " " + parts.size()) {
            case "GET models 3" -> Map.of("data", List.of());
            case "GET models 5" -> Map.of("data", List.of(Map.of("kind", "probed")));
            case "POST models 3" -> registered(JSON.readTree(body));
            case "DELETE models 4" -> Map.of("deleted", bases.remove(parts.get(3)) != null);
            case "PUT routes 4" -> routed(parts.get(3), JSON.readTree(body));
            case "DELETE routes 4" -> Map.of("deleted", routes.remove(parts.get(3)) != null);
            default -> throw new IOException("No such path: %s %s".formatted(method, parts));
        };
    }

    void chat(HttpExchange exchange, byte[] body) throws IOException {
        List<String> candidates =
                routes.getOrDefault(JSON.readTree(body).path("model").asText(), List.of());
        if (candidates.isEmpty()) {
            send(exchange, 404, Map.of("error", Map.of("code", "model_not_found")));
            return;
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(bases.get(candidates.getFirst()) + "/chat/completions"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            exchange.sendResponseHeaders(answer.statusCode(), 0);
            try (InputStream in = answer.body();
                    OutputStream out = exchange.getResponseBody()) {
                copy(in, out, candidates.getFirst());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Books what passes, also of an answer that breaks off. */
    private void copy(InputStream in, OutputStream out, String model) throws IOException {
        StringBuilder passed = new StringBuilder();
        byte[] buffer = new byte[8_192];
        try {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                out.flush();
                passed.append(new String(buffer, 0, read, UTF_8));
            }
        } finally {
            written.merge(model, (int) TOKEN.matcher(passed).results().count(), Integer::sum);
        }
    }

    private Map<String, Object> registered(JsonNode model) {
        bases.put(model.path("name").asText(), model.path("base_url").asText());
        return Map.of("id", model.path("name").asText());
    }

    private Map<String, Object> routed(String name, JsonNode plan) {
        List<String> candidates = new ArrayList<>();
        plan.path("candidates")
                .forEach(each -> candidates.add(each.path("model").asText()));
        routes.put(name, candidates);
        return Map.of("name", name);
    }

    private static void send(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = JSON.writeValueAsString(body).getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}
