package io.groundwork.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The packaged program in the role {@code embeddings}, started for a benchmark in a process of its own and ended with it. */
final class EmbeddingService implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TO_START = Duration.ofMinutes(2);
    private static final int PATIENCE_MILLIS = 180_000;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;
    private final Process process;
    private final Path log;

    private EmbeddingService(int port, Path log, Map<String, String> settings) throws IOException {
        this.port = port;
        this.log = log;
        Path program = Settings.project().resolve("orchestration/target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(program)) {
            throw new BenchException("The program is not built: %s is missing.".formatted(program));
        }
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx768m",
                        "-XX:MinHeapFreeRatio=10",
                        "-XX:MaxHeapFreeRatio=30",
                        "-XX:G1PeriodicGCInterval=5000",
                        "-XX:TrimNativeHeapInterval=5000",
                        "--enable-native-access=ALL-UNNAMED",
                        "-jar",
                        program.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("GROUNDWORK_") || name.startsWith("QUARKUS_"));
        builder.environment().putAll(settings);
        builder.environment().put("GROUNDWORK_ROLES", "embeddings");
        builder.environment().put("GROUNDWORK_PORT", Integer.toString(port));
        builder.environment().put("GROUNDWORK_DATA", log.getParent().toString());
        process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /** Ready to serve. */
    static EmbeddingService start(Map<String, String> settings) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path log = Files.createTempDirectory("groundwork-embeddings-").resolve("log");
        EmbeddingService service = new EmbeddingService(port, log, settings);
        CrashDrill.await(TO_START, "the service is ready; its log is " + log, service::isReady);
        return service;
    }

    private boolean isReady() {
        if (!process.isAlive()) {
            throw new BenchException("The service died; its log is " + log);
        }
        try {
            return client.send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/health".formatted(port)))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("Interrupted.", e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Asks for the vectors of {@code texts}, as passages or as questions, and answers the status. */
    int embed(List<String> texts, String type) {
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:%d/v1/embeddings".formatted(port)))
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body(texts, type)))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray()).statusCode();
        } catch (IOException e) {
            throw new BenchException("The service broke off; its log is " + log, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("Interrupted.", e);
        }
    }

    /**
     * The same on a connection of its own, so that nothing on this side decides how many are under way: the status, or 0 when no answer came.
     *
     * @param body of {@link #body}
     */
    int embedAlone(byte[] body) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write(
                    "POST /v1/embeddings HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
                            .formatted(body.length)
                            .getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            out.flush();
            return status(socket.getInputStream());
        } catch (IOException e) {
            return 0;
        }
    }

    /** That of an answer that came whole: its body has as many bytes as its head says. */
    private static int status(InputStream in) throws IOException {
        String answer = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        int end = answer.indexOf("\r\n\r\n");
        if (end < 0) {
            return 0;
        }
        boolean whole = answer.substring(0, end)
                .lines()
                .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
                .map(line -> Integer.valueOf(line.substring(15).strip()))
                .allMatch(length -> length == answer.length() - end - 4);
        return whole ? Integer.parseInt(answer.substring(9, 12)) : 0;
    }

    static byte[] body(List<String> texts, String type) {
        try {
            return JSON.writeValueAsBytes(Map.of(
                    "model",
                    "bge-small-en-v1.5",
                    "input",
                    texts,
                    "encoding_format",
                    "base64",
                    "truncate",
                    true,
                    "input_type",
                    type));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
