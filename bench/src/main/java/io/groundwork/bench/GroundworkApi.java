package io.groundwork.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The running system, through its HTTP API with a key. Blocks; safe for use by many threads. A busy answer (429, 503) is
 * waited out for up to a minute.
 */
final class GroundworkApi implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TRIES = 7;

    private final URI base;
    private final Map<String, String> headers;
    private final HttpClient client;

    GroundworkApi(URI base, String key) {
        this(base, Map.of("Authorization", "Bearer " + key));
    }

    /** @param headers by which the system knows who asks */
    private GroundworkApi(URI base, Map<String, String> headers) {
        this.base = base;
        this.headers = Map.copyOf(headers);
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    /**
     * The system that {@code --url} and {@code --key} name, or the environment's {@code GROUNDWORK_URL} and
     * {@code GROUNDWORK_ADMIN_API_KEY} (or the file in {@code GROUNDWORK_ADMIN_API_KEY_FILE}).
     */
    static GroundworkApi of(Arguments arguments, Map<String, String> environment) {
        String url = arguments
                .option("url")
                .or(() -> Optional.ofNullable(environment.get("GROUNDWORK_URL")))
                .orElse("http://localhost:8080");
        String key = arguments
                .option("key")
                .or(() -> Optional.ofNullable(environment.get("GROUNDWORK_ADMIN_API_KEY")))
                .or(() -> Optional.ofNullable(environment.get("GROUNDWORK_ADMIN_API_KEY_FILE"))
                        .map(GroundworkApi::content))
                .orElseThrow(
                        () -> new BenchException(
                                "An admin's key is needed: give --key, or set GROUNDWORK_ADMIN_API_KEY as the system itself was started with."));
        return new GroundworkApi(URI.create(url.replaceAll("/+$", "")), key);
    }

    /** The same system, as the person knows it who has signed in there. */
    GroundworkApi signedIn(String email, String password) {
        try {
            HttpResponse<byte[]> answer = exchange(
                    "POST",
                    "/api/v1/session",
                    "application/json",
                    bytes(Map.of("email", email, "password", password)),
                    TRIES);
            answer("POST", "/api/v1/session", answer);
            String cookie = answer.headers()
                    .firstValue("Set-Cookie")
                    .orElseThrow(() -> new BenchException("Signing in brought no session."));
            return new GroundworkApi(
                    base, Map.of("Cookie", cookie.substring(0, cookie.indexOf(';')), "Origin", base.toString()));
        } catch (IOException e) {
            throw new BenchException("%s does not answer: is the system up?".formatted(base), e);
        }
    }

    /** The same system, as who has this key knows it. */
    GroundworkApi withKey(String other) {
        return new GroundworkApi(base, other);
    }

    /** The same key at another node of the system. */
    GroundworkApi at(URI node) {
        return new GroundworkApi(node, headers);
    }

    /** Chat completions of the same system, asked as it is known here. */
    ChatCalls chat() {
        return new ChatCalls(base.resolve("/v1"), headers);
    }

    URI base() {
        return base;
    }

    /** An answer as it came, whatever its status. */
    record Reply(int status, String body) {}

    /** @param body sent as JSON; {@link Map#of()}: nothing is sent */
    Reply ask(String method, String path, Map<String, ?> body) {
        try {
            HttpResponse<byte[]> answer = exchange(
                    method,
                    path,
                    body.isEmpty() ? "" : "application/json",
                    body.isEmpty() ? new byte[0] : bytes(body),
                    TRIES);
            return new Reply(answer.statusCode(), new String(answer.body(), UTF_8));
        } catch (IOException e) {
            throw new BenchException("%s does not answer (%s %s): is the system up?".formatted(base, method, path), e);
        }
    }

    JsonNode get(String path) {
        return send("GET", path, "", new byte[0]);
    }

    JsonNode post(String path, Object body) {
        return send("POST", path, "application/json", bytes(body));
    }

    /** The same without another try where the system is busy. */
    JsonNode postOnce(String path, Object body) {
        return send("POST", path, "application/json", bytes(body), 1);
    }

    /**
     * Hands on the lines of an answer that streams, as they come.
     *
     * @throws IOException when the system goes away in the middle, or refuses
     */
    void stream(String path, Object body, Consumer<String> lines) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofMinutes(2))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(bytes(body)));
        headers.forEach(request::header);
        try {
            HttpResponse<Stream<String>> response = client.send(request.build(), BodyHandlers.ofLines());
            try (Stream<String> all = response.body()) {
                if (response.statusCode() != 200) {
                    throw new IOException("%s was answered with %d".formatted(path, response.statusCode()));
                }
                all.forEach(lines);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    JsonNode put(String path, Object body) {
        return send("PUT", path, "application/json", bytes(body));
    }

    JsonNode patch(String path, Object body) {
        return send("PATCH", path, "application/json", bytes(body));
    }

    JsonNode delete(String path) {
        return send("DELETE", path, "", new byte[0]);
    }

    /** Uploads a file and returns its id. */
    String upload(String name, String mediaType, byte[] content) {
        String boundary = "groundwork-" + UUID.randomUUID();
        ByteArrayOutputStream body = new ByteArrayOutputStream(content.length + 400);
        body.writeBytes("""
                --%s\r
                Content-Disposition: form-data; name="purpose"\r
                \r
                assistants\r
                --%s\r
                Content-Disposition: form-data; name="file"; filename="%s"\r
                Content-Type: %s\r
                \r
                """.formatted(boundary, boundary, name.replace("\"", "%22"), mediaType)
                .getBytes(UTF_8));
        body.writeBytes(content);
        body.writeBytes("\r\n--%s--\r\n".formatted(boundary).getBytes(UTF_8));
        return send("POST", "/v1/files", "multipart/form-data; boundary=" + boundary, body.toByteArray())
                .path("id")
                .asText();
    }

    /** True when {@code /q/health/ready} answers 200; false when it does not, or nothing listens. */
    boolean ready() {
        try {
            return client.send(
                                    HttpRequest.newBuilder(base.resolve("/q/health/ready"))
                                            .timeout(Duration.ofSeconds(5))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }

    private JsonNode send(String method, String path, String contentType, byte[] body) {
        return send(method, path, contentType, body, TRIES);
    }

    private JsonNode send(String method, String path, String contentType, byte[] body, int tries) {
        try {
            return answer(method, path, exchange(method, path, contentType, body, tries));
        } catch (IOException e) {
            throw new BenchException("%s does not answer (%s %s): is the system up?".formatted(base, method, path), e);
        }
    }

    private HttpResponse<byte[]> exchange(String method, String path, String contentType, byte[] body, int tries)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofMinutes(2))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        try {
            for (int attempt = 1; ; attempt++) {
                HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
                boolean busy = response.statusCode() == 429 || response.statusCode() == 503;
                if (!busy || attempt == tries) {
                    return response;
                }
                Thread.sleep(Duration.ofSeconds(1).multipliedBy(Math.min(16, 1L << (attempt - 1))));
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static JsonNode answer(String method, String path, HttpResponse<byte[]> response) throws IOException {
        if (response.statusCode() / 100 != 2) {
            throw new BenchException("%s %s was answered with %d: %s"
                    .formatted(method, path, response.statusCode(), reason(response.body())));
        }
        return response.body().length == 0 ? MissingNode.getInstance() : JSON.readTree(response.body());
    }

    /** What the error says, in either of the two forms that the API has. */
    private static String reason(byte[] body) {
        try {
            JsonNode error = JSON.readTree(body);
            String message = error.path("error")
                    .path("message")
                    .asText(error.path("detail").asText(""));
            return message.isEmpty() ? error.path("title").asText("no reason given") : message;
        } catch (IOException e) {
            return "no reason given";
        }
    }

    private static byte[] bytes(Object body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String content(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new BenchException(
                    "GROUNDWORK_ADMIN_API_KEY_FILE names %s, which cannot be read.".formatted(file), e);
        }
    }

    private static BenchException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new BenchException("Interrupted.", e);
    }
}
