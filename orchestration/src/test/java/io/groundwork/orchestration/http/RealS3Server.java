package io.groundwork.orchestration.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * S3Proxy, an S3 server of other people's making, as a process of its own with its own class path: it checks signatures (version 4) and keeps objects as
 * files. Objects are written through Amazon's client.
 *
 * @see <a href="https://github.com/gaul/s3proxy">S3Proxy</a>
 */
final class RealS3Server implements AutoCloseable {

    static final String ACCESS_KEY = "AKIAREAL";
    static final String SECRET_KEY = "secret-of-the-real-one";
    static final String BUCKET = "library";

    private static final Path PROGRAM = Path.of("target/s3proxy/s3proxy.jar");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path log;
    private final URI endpoint;
    private final S3Client client;

    /** @param folder where it keeps what it has; empty */
    RealS3Server(Path folder) throws IOException {
        int port = freePort();
        endpoint = URI.create("http://127.0.0.1:" + port);
        Path objects = Files.createDirectories(folder.resolve("objects"));
        Properties settings = new Properties();
        settings.setProperty("s3proxy.endpoint", endpoint.toString());
        settings.setProperty("s3proxy.authorization", "aws-v2-or-v4");
        settings.setProperty("s3proxy.identity", ACCESS_KEY);
        settings.setProperty("s3proxy.credential", SECRET_KEY);
        settings.setProperty("jclouds.provider", "filesystem-nio2");
        settings.setProperty("jclouds.filesystem.basedir", objects.toString());
        settings.setProperty("jclouds.identity", "local");
        settings.setProperty("jclouds.credential", "local");
        Path file = folder.resolve("s3proxy.conf");
        try (var out = Files.newOutputStream(file)) {
            settings.store(out, null);
        }
        log = folder.resolve("log");
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        PROGRAM.toAbsolutePath().toString(),
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        client = S3Client.builder()
                .endpointOverride(endpoint)
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
                .build();
        awaitReady();
        client.createBucket(bucket -> bucket.bucket(BUCKET));
    }

    String url() {
        return endpoint.toString();
    }

    void put(String key, String text) {
        client.putObject(object -> object.bucket(BUCKET).key(key), RequestBody.fromString(text));
    }

    void remove(String key) {
        client.deleteObject(object -> object.bucket(BUCKET).key(key));
    }

    /** As every tool does it: a copy, and the old one away. */
    void move(String from, String to) {
        client.copyObject(copy -> copy.sourceBucket(BUCKET)
                .sourceKey(from)
                .destinationBucket(BUCKET)
                .destinationKey(to));
        remove(from);
    }

    @Override
    public void close() {
        client.close();
        process.destroy();
        process.onExit().orTimeout(20, java.util.concurrent.TimeUnit.SECONDS).join();
    }

    private void awaitReady() throws IOException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                client.listBuckets();
                return;
            } catch (SdkException e) {
                if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                    close();
                    throw new IOException("S3Proxy does not answer: " + tail(), e);
                }
            }
            FrontDoor.pause();
        }
    }

    private String tail() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
