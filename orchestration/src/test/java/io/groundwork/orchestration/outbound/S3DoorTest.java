package io.groundwork.orchestration.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.groundwork.ingest.Digest;
import io.groundwork.ingest.blob.S3Blobs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bucket that keeps files, against a server that speaks as much of S3 as is used. */
class S3DoorTest {

    private static final byte[] MISSING =
            "<Error><Code>NoSuchKey</Code><Message>none</Message></Error>".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Test
    void aFileIsKeptUnderItsDigestBelowThePrefixAndReadAndRemoved() throws IOException {
        S3Door.Bucket bucket = new S3Door(Doors.open())
                .open(URI.create("s3://files/groundwork?region=eu-central-1&endpoint=http://127.0.0.1:"
                        + server.getAddress().getPort()));
        S3Blobs blobs = new S3Blobs(bucket.client(), bucket.name(), bucket.prefix());
        Path file = Files.writeString(folder.resolve("upload"), "some bytes");
        Digest digest = Digest.ofContent(new ByteArrayInputStream("some bytes".getBytes(StandardCharsets.UTF_8)));

        blobs.put(digest, file);
        assertThat(objects).containsOnlyKeys("/files/groundwork/" + digest.toHex());
        try (InputStream bytes = blobs.open(digest)) {
            assertThat(bytes).hasContent("some bytes");
        }
        blobs.remove(digest);

        assertThat(objects).isEmpty();
        assertThatThrownBy(() -> blobs.open(digest)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void theMachinesMetadataIsNoBucket() {
        S3Door door = new S3Door(Doors.open());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> door.open(URI.create("s3://files?endpoint=http://169.254.169.254")))
                .withMessageContaining("GROUNDWORK_BLOBS");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] sent = exchange.getRequestBody().readAllBytes();
            switch (exchange.getRequestMethod()) {
                case "PUT" -> {
                    objects.put(path, body(exchange, sent));
                    exchange.sendResponseHeaders(200, -1);
                }
                case "DELETE" -> {
                    objects.remove(path);
                    exchange.sendResponseHeaders(204, -1);
                }
                default -> {
                    byte[] kept = objects.get(path);
                    exchange.sendResponseHeaders(kept == null ? 404 : 200, (kept == null ? MISSING : kept).length);
                    exchange.getResponseBody().write(kept == null ? MISSING : kept);
                }
            }
        }
    }

    /** The client sends a file in signed chunks, each behind a line with its length. */
    private static byte[] body(HttpExchange exchange, byte[] sent) {
        String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
        if (encoding == null || !encoding.contains("aws-chunked")) {
            return sent;
        }
        String text = new String(sent, StandardCharsets.ISO_8859_1);
        int line = text.indexOf("\r\n");
        int length = Integer.parseInt(text.substring(0, line).split(";", 2)[0], 16);
        return text.substring(line + 2, line + 2 + length).getBytes(StandardCharsets.ISO_8859_1);
    }
}
