package io.groundwork.orchestration.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The packaged program as a process of its own, as an operator runs it. */
final class RunningGroundwork implements AutoCloseable {

    static final String KEY = "gw_process-test-key";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Path PROGRAM = Path.of("target/quarkus-app/quarkus-run.jar");
    private static final Path PARSER = Path.of("../ingest/target/parser-lib");
    private static final Path MODELS = Path.of("target/model-lib");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> environment;
    private final Path log;
    private final int port;
    private Process process;

    private RunningGroundwork(Map<String, String> environment, Path log, int port) {
        this.environment = environment;
        this.log = log;
        this.port = port;
        process = launch(environment, log, List.of(), List.of());
    }

    /** Starts with these variables and a free port; ready or not. */
    static RunningGroundwork start(Map<String, String> variables) throws IOException {
        Map<String, String> environment = new HashMap<>(variables);
        int port = freePort();
        environment.put("GROUNDWORK_PORT", String.valueOf(port));
        Path data = dataFolder();
        environment.put("GROUNDWORK_DATA", data.toString());
        environment.put("GROUNDWORK_ADMIN_PASSWORD", "a long enough password");
        environment.put("GROUNDWORK_ADMIN_API_KEY", KEY);
        return new RunningGroundwork(environment, data.resolve("log"), port);
    }

    /** How a command of the program ended. */
    record Ended(int status, String said) {}

    /** Runs one command as the launcher does, with these variables alone, and waits for its end. */
    static Ended run(Map<String, String> variables, String... command) throws IOException, InterruptedException {
        Path data = dataFolder();
        Map<String, String> environment = new HashMap<>(variables);
        environment.put("GROUNDWORK_DATA", data.toString());
        Process process = launch(
                environment, data.resolve("log"), List.of("-Dquarkus.http.host-enabled=false"), List.of(command));
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("the command ends")
                    .isTrue();
            return new Ended(process.exitValue(), Files.readString(data.resolve("log")));
        } finally {
            process.destroyForcibly();
        }
    }

    /** The same program, database and port again, after it has died. */
    void restart() {
        assertThat(process.isAlive()).isFalse();
        process = launch(environment, log, List.of(), List.of());
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    RunningGroundwork awaitReady() {
        await("ready", () -> readiness() == 200);
        return this;
    }

    /** Status of the readiness probe; 0 while nothing listens. */
    int readiness() {
        try {
            return send(HttpRequest.newBuilder(URI.create(url() + "/q/health/ready"))
                            .build())
                    .statusCode();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    /** Waits until it is so; a process that has died meanwhile fails with its log. */
    void await(String what, BooleanSupplier isSo) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!isSo.getAsBoolean()) {
            assertThat(process.isAlive()).as(() -> "the process died: " + log()).isTrue();
            assertThat(Instant.now())
                    .as(() -> "not %s in time: %s".formatted(what, log()))
                    .isBefore(deadline);
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** Waits until the process has ended by itself; what it said. */
    String awaitEnd() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as(() -> "still running: " + log())
                .isTrue();
        return log();
    }

    long pid() {
        return process.pid();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    HttpResponse<String> get(String path) {
        return send(request(path).build());
    }

    HttpResponse<String> post(String path, Object body) {
        try {
            return send(request(path)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                    .build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    HttpResponse<String> delete(String path) {
        return send(request(path).DELETE().build());
    }

    /** The lines of an answer as they come; closing the stream hangs up. */
    BufferedReader stream(String path, Object body) {
        try {
            HttpResponse<InputStream> response = client.send(
                    request(path)
                            .version(HttpClient.Version.HTTP_1_1) // a connection of its own, that can be hung up
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String upload(String name, String text) {
        String boundary = "----groundwork";
        String body = """
                --%1$s\r
                Content-Disposition: form-data; name="purpose"\r
                \r
                assistants\r
                --%1$s\r
                Content-Disposition: form-data; name="file"; filename="%2$s"\r
                Content-Type: text/plain\r
                \r
                %3$s\r
                --%1$s--\r
                """.formatted(boundary, name, text);
        HttpResponse<String> response = send(request("/v1/files")
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                .build());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response).path("id").asText();
    }

    static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(response.body(), e);
        }
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + KEY);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Path dataFolder() throws IOException {
        return Files.createTempDirectory(
                Files.createDirectories(Path.of("target", "systems")).toAbsolutePath(), "process");
    }

    private static Process launch(Map<String, String> environment, Path log, List<String> flags, List<String> command) {
        assertThat(PROGRAM)
                .as("the program is packaged before integration tests run")
                .exists();
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Dgroundwork.ingest.parser-lib=" + PARSER.toAbsolutePath().normalize(),
                "-Dgroundwork.local.lib=" + MODELS.toAbsolutePath().normalize()));
        line.addAll(flags);
        line.addAll(List.of("-jar", PROGRAM.toString()));
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().keySet().removeIf(name -> name.startsWith("GROUNDWORK_") || name.startsWith("QUARKUS_"));
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
