package io.groundwork.orchestration;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A database of its own for a test run, on the server that {@code ./groundwork test} has started; dropped afterwards. */
public final class PostgresForTests implements QuarkusTestResourceLifecycleManager {

    public static final String ADMIN_EMAIL = "admin@example.com";
    public static final String ADMIN_PASSWORD = "correct horse battery";
    public static final String ADMIN_KEY = "gw_test-admin-key-of-the-suite";

    private final String name = "orchestration_" + UUID.randomUUID().toString().replace("-", "");

    @Override
    public Map<String, String> start() {
        execute("CREATE DATABASE " + name);
        Map<String, String> settings = new HashMap<>(Map.of(
                "groundwork.db.url",
                serverUrl().replaceFirst("/[^/?]*(\\?|$)", "/" + name + "$1"),
                "groundwork.db.user",
                required("GROUNDWORK_TEST_DB_USER"),
                "groundwork.db.password",
                required("GROUNDWORK_TEST_DB_PASSWORD"),
                "groundwork.admin.email",
                ADMIN_EMAIL,
                "groundwork.admin.password",
                ADMIN_PASSWORD,
                "groundwork.admin.api-key",
                ADMIN_KEY,
                "groundwork.data",
                dataFolder().toString(),
                // What becomes of a scan must not depend on what this machine has installed.
                "groundwork.ingest.ocr-program",
                "none",
                // Scripted model servers count what they are asked.
                "groundwork.models.probe-new",
                "false",
                "groundwork.ingest.parser-lib",
                Path.of("../ingest/target/parser-lib")
                        .toAbsolutePath()
                        .normalize()
                        .toString()));
        // A reader is slow only for more than fits between it and the model.
        settings.put("groundwork.chat.max-answer-characters", "40000000");
        // What builds vectors waits so long for a server that a test has closed.
        settings.put("groundwork.embeddings.patience", "5s");
        return settings;
    }

    @Override
    public void stop() {
        // Not DROP … WITH (FORCE): where autovacuum is at work in the database, that asks for a superuser.
        execute("ALTER DATABASE %s ALLOW_CONNECTIONS false".formatted(name));
        execute("SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
                + " WHERE datname = '%s' AND usename = current_user".formatted(name));
        execute("DROP DATABASE IF EXISTS %s".formatted(name));
    }

    static String required(String variable) {
        return Optional.ofNullable(System.getenv(variable))
                .orElseThrow(() -> new IllegalStateException(
                        variable + " is not set: run ./groundwork test, which brings a Postgres with pgvector"));
    }

    private static String serverUrl() {
        return required("GROUNDWORK_TEST_DB_URL");
    }

    private static Path dataFolder() {
        try {
            return Files.createTempDirectory(
                    Files.createDirectories(Path.of("target", "systems")).toAbsolutePath(), "data");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(
                        serverUrl(), required("GROUNDWORK_TEST_DB_USER"), required("GROUNDWORK_TEST_DB_PASSWORD"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "The test server's Postgres cannot be used: %s: %s".formatted(sql, e.getMessage()), e);
        }
    }
}
