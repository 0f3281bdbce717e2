package io.groundwork.retrieval;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** A database of its own with the schema in it, dropped on close. */
final class TestDatabase implements AutoCloseable {

    private final String server = environment("GROUNDWORK_TEST_DB_URL");
    private final String user = environment("GROUNDWORK_TEST_DB_USER");
    private final String password = environment("GROUNDWORK_TEST_DB_PASSWORD");
    private final String name = "retrieval_" + UUID.randomUUID().toString().replace("-", "");
    private final PGSimpleDataSource direct = new PGSimpleDataSource();
    private final AgroalDataSource pool;

    TestDatabase() {
        onServer("CREATE DATABASE " + name);
        direct.setUrl(server.replaceFirst("/[^/?]*(\\?|$)", "/" + name + "$1"));
        direct.setUser(user);
        direct.setPassword(password);
        pool = pool(direct);
        Flyway.configure()
                .dataSource(direct)
                .locations("filesystem:../src/main/resources/db/migration")
                .load()
                .migrate();
    }

    /** The pool that the application has, without its transactions. */
    private static AgroalDataSource pool(PGSimpleDataSource direct) {
        try {
            return AgroalDataSource.from(
                    new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(connections -> connections
                            .maxSize(12)
                            .connectionFactoryConfiguration(factory -> factory.jdbcUrl(direct.getURL())
                                    .principal(new NamePrincipal(direct.getUser()))
                                    .credential(new SimplePassword(direct.getPassword())))));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    DataSource source() {
        return pool;
    }

    /** A session for each connection. */
    DataSource direct() {
        return direct;
    }

    String url() {
        return direct.getURL();
    }

    String user() {
        return user;
    }

    String password() {
        return password;
    }

    void execute(String sql, Object... parameters) {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The first column of every row, as text. */
    List<String> column(String sql, Object... parameters) {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            List<String> column = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    column.add(rows.getString(1));
                }
            }
            return column;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    String value(String sql, Object... parameters) {
        return column(sql, parameters).getFirst();
    }

    @Override
    public void close() {
        pool.close();
        // Not DROP … WITH (FORCE): where autovacuum is at work in the database, that asks for a superuser.
        onServer("ALTER DATABASE %s ALLOW_CONNECTIONS false".formatted(name));
        onServer("SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
                + " WHERE datname = '%s' AND usename = current_user".formatted(name));
        onServer("DROP DATABASE %s".formatted(name));
    }

    private static void bind(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
    }

    private void onServer(String sql) {
        try (Connection connection = DriverManager.getConnection(server, user, password);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    private static String environment(String variable) {
        String value = System.getenv(variable);
        if (value == null) {
            throw new IllegalStateException(variable + " is not set: run ./groundwork test, which brings a database");
        }
        return value;
    }
}
