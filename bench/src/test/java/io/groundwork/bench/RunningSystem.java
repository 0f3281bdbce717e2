package io.groundwork.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** The application as it was built, in a process of its own, over a database of its own, which goes when this is closed. */
final class RunningSystem implements AutoCloseable {

    static final String KEY = "gw_" + "benchtest".repeat(4);

    private static final Duration TO_START = Duration.ofMinutes(2);

    private final String database = "bench_" + UUID.randomUUID().toString().replace('-', '_');
    private final Path log;
    private final URI url;
    private final Process process;

    /** @param folder for its data and its log */
    RunningSystem(Path folder) throws IOException, SQLException, InterruptedException {
        administer("CREATE DATABASE " + database);
        log = folder.resolve("groundwork.log");
        int port = freePort();
        url = URI.create("http://127.0.0.1:" + port);
        process = start(folder, port);
        awaitReady();
    }

    URI url() {
        return url;
    }

    @Override
    public void close() throws SQLException {
        process.destroy();
        try {
            process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            process.destroyForcibly().onExit().join();
        }
        // Not DROP … WITH (FORCE): where autovacuum is at work in the database, that asks for a superuser.
        administer("ALTER DATABASE %s ALLOW_CONNECTIONS false".formatted(database));
        administer("SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
                + " WHERE datname = '%s' AND usename = current_user".formatted(database));
        administer("DROP DATABASE %s".formatted(database));
    }

    private Process start(Path folder, int port) throws IOException {
        Path project = Settings.project();
        Path application = project.resolve("orchestration/target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(application)) {
            throw new IllegalStateException("There is no %s: run ./groundwork test".formatted(application));
        }
        ProcessBuilder java = new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx768m",
                "--enable-native-access=ALL-UNNAMED",
                "-Dgroundwork.ingest.parser-lib=" + project.resolve("ingest/target/parser-lib"),
                "-jar",
                application.toString());
        java.environment()
                .putAll(Map.of(
                        "GROUNDWORK_PORT", Integer.toString(port),
                        "GROUNDWORK_BIND", "127.0.0.1",
                        "GROUNDWORK_DATA", folder.toString(),
                        "GROUNDWORK_DB_URL", setting("URL").replaceFirst("/[^/?]*(\\?|$)", "/" + database + "$1"),
                        "GROUNDWORK_DB_USER", setting("USER"),
                        "GROUNDWORK_DB_PASSWORD", setting("PASSWORD"),
                        "GROUNDWORK_ADMIN_PASSWORD", "only for this test",
                        "GROUNDWORK_ADMIN_API_KEY", KEY));
        return java.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    private void awaitReady() throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (GroundworkApi api = new GroundworkApi(url, KEY)) {
            while (!api.ready()) {
                if (!process.isAlive() || System.nanoTime() - start > TO_START.toNanos()) {
                    process.destroyForcibly();
                    throw new IllegalStateException("The application did not start:\n" + Files.readString(log));
                }
                Thread.sleep(200);
            }
        }
    }

    private static void administer(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(setting("URL"), setting("USER"), setting("PASSWORD"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String setting(String name) {
        String value = System.getenv("GROUNDWORK_TEST_DB_" + name);
        if (value == null) {
            throw new IllegalStateException("GROUNDWORK_TEST_DB_%s is not set: run ./groundwork test".formatted(name));
        }
        return value;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
