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
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The few paths of the API that the bench uses, over documents in memory. A search ranks them by how many of the query's
 * words they hold; a file whose text holds the word {@code broken} fails. The first key may read everything, others what is granted to them.
 */
final class FakeGroundwork implements AutoCloseable {

    static final String KEY = "gw_test";

    private static final String ADMIN = "admin";
    private static final String EVERYONE = "00000000-0000-0000-0000-000000000001";
    private static final Pattern FILE_NAME = Pattern.compile("filename=\"([^\"]*)\"");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Map<String, String> files = new ConcurrentHashMap<>();
    private final Map<String, String> names = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Object>> stores = new ConcurrentHashMap<>();
    private final Map<String, Map<String, StoredFile>> contents = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicInteger busyAnswers = new AtomicInteger();
    private final Map<String, String> keys = new ConcurrentHashMap<>(Map.of(KEY, ADMIN));
    private final Map<String, Set<String>> grants = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> curators = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> readers = new ConcurrentHashMap<>();
    private final FakeFacade facade = new FakeFacade();
    private volatile boolean forgetful;
    private volatile boolean generous;
    final AtomicInteger uploads = new AtomicInteger();

    private record StoredFile(String id, String name, String key, String text, boolean failed) {}

    /** An answer that is no JSON. */
    private record Lines(String text) {}

    private static final class ForbiddenException extends IOException {

        private static final long serialVersionUID = 1L;
    }

    private static final class NotFoundException extends IOException {

        private static final long serialVersionUID = 1L;
    }

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

    /** From now on who may read a collection reads every document in it. */
    void forgetReaders() {
        forgetful = true;
    }

    /** From now on who may read a collection exports it. */
    void letEveryoneExport() {
        generous = true;
    }

    Set<String> storeIds() {
        return Set.copyOf(stores.keySet());
    }

    int fileCount() {
        return files.size();
    }

    /** Names of models and routes that are registered. */
    Set<String> modelsAndRoutes() {
        return facade.names();
    }

    @Override
    public void close() {
        server.stop(0);
        facade.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String header = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        String caller = keys.get(header.replaceFirst("^Bearer ", ""));
        if (caller == null) {
            send(exchange, 401, Map.of("error", Map.of("message", "No such key")));
        } else if (busyAnswers.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            send(exchange, 503, Map.of("title", "Busy"));
        } else if (exchange.getRequestURI().getPath().equals("/v1/chat/completions")) {
            facade.chat(exchange, body);
        } else {
            try {
                send(exchange, 200, result(exchange.getRequestMethod(), exchange.getRequestURI(), body, caller));
            } catch (NotFoundException e) {
                send(exchange, 404, Map.of("title", "Not found"));
            } catch (ForbiddenException e) {
                send(exchange, 403, Map.of("title", "Not yours"));
            }
        }
    }

    private synchronized Object result(String method, URI uri, byte[] body, String caller) throws IOException {
        String path = uri.getPath();
        List<String> parts = List.of(path.substring(1).split("/", -1));
        if (path.equals("/mcp")) {
            return called(JSON.readTree(body).path("params"), caller);
        }
        if (Set.of("models", "routes", "usage").contains(parts.get(Math.min(2, parts.size() - 1)))) {
            return facade.administered(method, parts, body);
        }
        if (path.endsWith("/export")) {
            return exported(parts.get(3), caller);
        }
        if (path.startsWith("/api/v1/collections/")) {
            return given(method, parts.get(3), parts.get(5), body);
        }
        return switch (method + " " + parts.size() + " " + parts.get(1)) {
            case "POST 2 files" -> uploaded(new String(body, UTF_8));
            case "DELETE 3 files" -> Map.of("deleted", files.remove(parts.get(2)) != null);
            case "GET 2 vector_stores" -> Map.of("data", List.copyOf(stores.values()), "has_more", false);
            case "POST 2 vector_stores" -> created(JSON.readTree(body));
            case "GET 3 vector_stores" -> withCounts(parts.get(2));
            case "DELETE 3 vector_stores" -> Map.of("deleted", stores.remove(parts.get(2)) != null);
            case "POST 4 vector_stores" -> attached(parts.get(2), JSON.readTree(body));
            case "GET 4 vector_stores" -> listed(parts.get(2), uri.getQuery().contains("filter=failed"));
            case "GET 5 vector_stores" -> one(parts.get(2), parts.get(4), caller);
            case "POST 2 responses" -> said(JSON.readTree(body), caller);
            case "POST 3 v1" -> parts.get(2).equals("keys") ? key() : found(JSON.readTree(body), caller);
            case "DELETE 4 v1" -> Map.of("deleted", keys.values().remove(parts.get(3)));
            default -> throw new IOException("No such path: " + method + " " + path);
        };
    }

    private Map<String, Object> uploaded(String multipart) {
        uploads.incrementAndGet();
        String id = "file-" + ids.incrementAndGet();
        boolean page = multipart.contains("<body>");
        int start = page ? multipart.indexOf("<body>") : multipart.lastIndexOf("\r\n\r\n");
        files.put(
                id, multipart.substring(start, page ? multipart.indexOf("</body>") : multipart.lastIndexOf("\r\n--")));
        Matcher name = FILE_NAME.matcher(multipart);
        names.put(id, name.find() ? name.group(1) : "");
        return Map.of("id", id);
    }

    private Map<String, Object> key() {
        String secret = "gw_" + ids.incrementAndGet();
        String id = UUID.randomUUID().toString();
        keys.put(secret, id);
        return Map.of("id", id, "key", secret);
    }

    /** Grants by their principal; readers of a document by its id. */
    private Map<String, Object> given(String method, String store, String whom, byte[] body) throws IOException {
        if (whom.startsWith("file-")) {
            Set<String> named = new LinkedHashSet<>();
            JSON.readTree(body).path("principals").forEach(principal -> named.add(principal.asText()));
            readers.put(store + " " + whom, named);
        } else {
            boolean given = method.equals("PUT");
            boolean curates =
                    given && JSON.readTree(body).path("access").asText().equals("curate");
            put(grants, store, whom, given);
            put(curators, store, whom, curates);
        }
        return Map.of();
    }

    private static void put(Map<String, Set<String>> all, String store, String whom, boolean there) {
        Set<String> those = all.computeIfAbsent(store, id -> new LinkedHashSet<>());
        if (there) {
            those.add(whom);
        } else {
            those.remove(whom);
        }
    }

    private boolean mayRead(String caller, String store, String file) {
        Set<String> named = forgetful ? Set.of() : readers.getOrDefault(store + " " + file, Set.of());
        return mayRead(caller, store) && (caller.equals(ADMIN) || named.isEmpty() || holds(named, caller));
    }

    private boolean mayRead(String caller, String store) {
        return caller.equals(ADMIN) || holds(grants.getOrDefault(store, Set.of()), caller);
    }

    private static boolean holds(Set<String> principals, String caller) {
        return principals.contains(caller) || principals.contains(EVERYONE);
    }

    /** The call of a tool, as agents make it. */
    private Map<String, Object> called(JsonNode call, String caller) throws IOException {
        JsonNode arguments = call.path("arguments");
        try {
            Map<String, Object> answer =
                    switch (call.path("name").asText()) {
                        case "search" -> tool(arguments, caller);
                        case "fetch" -> fetched(arguments.path("id").asText().split(":", -1), caller);
                        default -> collections(caller);
                    };
            return Map.of("jsonrpc", "2.0", "id", 1, "result", Map.of("isError", false, "structuredContent", answer));
        } catch (NotFoundException e) {
            Map<String, Object> words = Map.of("type", "text", "text", "There is no such thing.");
            return Map.of("jsonrpc", "2.0", "id", 1, "result", Map.of("isError", true, "content", List.of(words)));
        }
    }

    private Map<String, Object> tool(JsonNode arguments, String caller) throws NotFoundException {
        for (JsonNode store : arguments.path("collections")) {
            if (!mayRead(caller, store.asText())) {
                throw new NotFoundException();
            }
        }
        return found(arguments, caller);
    }

    private Map<String, Object> fetched(String[] id, String caller) throws NotFoundException {
        Map<String, Object> answer = new LinkedHashMap<>(one(id[0], id[1], caller));
        answer.put("text", files.get(id[1]));
        return answer;
    }

    private Map<String, Object> collections(String caller) {
        return Map.of(
                "collections",
                stores.keySet().stream()
                        .filter(store -> mayRead(caller, store))
                        .map(store -> Map.of(
                                "id",
                                store,
                                "documents",
                                readable(store, caller).size()))
                        .toList());
    }

    private List<StoredFile> readable(String store, String caller) {
        return contents.get(store).values().stream()
                .filter(file -> mayRead(caller, store, file.id()))
                .toList();
    }

    private Lines exported(String store, String caller) throws IOException {
        if (!mayRead(caller, store)) {
            throw new NotFoundException();
        }
        if (!generous && !holds(curators.getOrDefault(store, Set.of()), caller)) {
            throw new ForbiddenException();
        }
        StringBuilder lines = new StringBuilder();
        lines.append(JSON.writeValueAsString(Map.of("type", "collection", "id", store)));
        for (StoredFile file : readable(store, caller)) {
            lines.append('\n')
                    .append(JSON.writeValueAsString(Map.of("type", "document", "id", file.id(), "text", file.text())));
        }
        return new Lines(lines.append("\n{\"type\":\"end\"}\n").toString());
    }

    private Map<String, Object> one(String store, String file, String caller) throws NotFoundException {
        StoredFile known = contents.getOrDefault(store, Map.of()).get(file);
        if (known == null || !mayRead(caller, store, file)) {
            throw new NotFoundException();
        }
        return Map.of("id", file, "vector_store_id", store, "filename", known.name());
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
        return request.has("files") ? Map.of("id", "vsfb_1", "status", "in_progress") : attachedOne(store, request);
    }

    private Map<String, Object> attachedOne(String store, JsonNode request) {
        String id = request.path("file_id").asText();
        String text = files.get(id);
        contents.get(store)
                .put(
                        id,
                        new StoredFile(
                                id,
                                names.getOrDefault(id, ""),
                                request.path("attributes").path("_id").asText(),
                                text,
                                text.contains("broken")));
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
                    file.name(),
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

    /** Quotes the whole of the document that holds most of the question's words, at least two of them; else declines. The score is a tenth for each of these words. */
    private Map<String, Object> said(JsonNode request, String caller) {
        String store =
                request.path("tools").path(0).path("vector_store_ids").path(0).asText();
        Set<String> words =
                new LinkedHashSet<>(List.of(request.path("input").asText().split(" ", -1)));
        List<Map<String, Object>> quotes = readable(store, caller).stream()
                .filter(file -> matches(file, words) > 1)
                .sorted((a, b) -> Long.compare(matches(b, words), matches(a, words)))
                .limit(1)
                .<Map<String, Object>>map(file -> Map.of("file_id", file.id(), "quote", file.text()))
                .toList();
        long most = readable(store, caller).stream()
                .mapToLong(file -> matches(file, words))
                .max()
                .orElse(0);
        Map<String, Object> part = Map.of("text", "As it stands there.", "annotations", quotes);
        return Map.of(
                "output",
                List.of(Map.of("content", List.of(part))),
                "grounding",
                Map.of("outcome", quotes.isEmpty() ? "declined" : "answered", "score", Math.min(most, 10) / 10.0));
    }

    private Map<String, Object> found(JsonNode request, String caller) {
        Set<String> words =
                new LinkedHashSet<>(List.of(request.path("query").asText().split(" ", -1)));
        Set<String> asked = new LinkedHashSet<>();
        request.path("collections").forEach(store -> asked.add(store.asText()));
        record Hit(String store, StoredFile file) {}
        List<Map<String, Object>> hits = contents.entrySet().stream()
                .filter(store -> asked.isEmpty() || asked.contains(store.getKey()))
                .flatMap(store -> store.getValue().values().stream().map(file -> new Hit(store.getKey(), file)))
                .filter(hit -> mayRead(caller, hit.store(), hit.file().id()))
                .filter(hit -> !hit.file().failed() && matches(hit.file(), words) > 0)
                .sorted((a, b) -> Long.compare(matches(b.file(), words), matches(a.file(), words)))
                .limit(request.path("limit").asInt())
                .<Map<String, Object>>map(hit -> Map.of(
                        "collection_id",
                        hit.store(),
                        "file_id",
                        hit.file().id(),
                        "attributes",
                        Map.of("_id", hit.file().key()),
                        "filename",
                        hit.file().name(),
                        "text",
                        hit.file().text(),
                        "score",
                        matches(hit.file(), words) / 100.0))
                .toList();
        return Map.of("results", List.of(Map.of("hits", hits)));
    }

    private static long matches(StoredFile file, Set<String> words) {
        Set<String> inText = new LinkedHashSet<>(List.of(file.text().split("[^a-z0-9]+", -1)));
        return words.stream().filter(inText::contains).count();
    }

    private static void send(HttpExchange exchange, int status, Object answer) throws IOException {
        byte[] bytes = answer instanceof Lines lines ? lines.text().getBytes(UTF_8) : JSON.writeValueAsBytes(answer);
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}
