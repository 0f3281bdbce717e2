package io.groundwork.orchestration;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** A database of its own with the schema in it, without the application; dropped on close. */
public final class FreshDatabase implements AutoCloseable {

    private final String server = required("GROUNDWORK_TEST_DB_URL");
    private final String user = required("GROUNDWORK_TEST_DB_USER");
    private final String password = required("GROUNDWORK_TEST_DB_PASSWORD");
    private final String name = "fresh_" + UUID.randomUUID().toString().replace("-", "");
    private final PGSimpleDataSource source = new PGSimpleDataSource();

    public FreshDatabase() {
        onServer("CREATE DATABASE " + name);
        source.setUrl(server.replaceFirst("/[^/?]*(\\?|$)", "/" + name + "$1"));
        source.setUser(user);
        source.setPassword(password);
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }

    public String url() {
        return source.getUrl();
    }

    public String user() {
        return user;
    }

    public String password() {
        return password;
    }

    public DataSource source() {
        return source;
    }

    /** The first column of the first row, as text. */
    public String one(String sql) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void close() {
        // Not DROP … WITH (FORCE): where autovacuum is at work in the database, that asks for a superuser.
        onServer("ALTER DATABASE %s ALLOW_CONNECTIONS false".formatted(name));
        onServer("SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
                + " WHERE datname = '%s' AND usename = current_user".formatted(name));
        onServer("DROP DATABASE %s".formatted(name));
    }

    private void onServer(String sql) {
        try (Connection connection = DriverManager.getConnection(server, user, password);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "The test server's Postgres cannot be used: %s: %s".formatted(sql, e.getMessage()), e);
        }
    }

    private static String required(String variable) {
        return Optional.ofNullable(System.getenv(variable))
                .orElseThrow(() -> new IllegalStateException(
                        variable + " is not set: run ./groundwork test, which brings a Postgres with pgvector"));
    }
}
