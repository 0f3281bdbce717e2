package io.groundwork.bench;

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
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** A database of its own for so many generated passages, with the application's schema and the pool that the application has. */
final class ScaleDatabase implements AutoCloseable {

    private static final int CONNECTIONS = 12;

    private final String server;
    private final String user;
    private final String password;
    private final String name;
    private final AgroalDataSource pool;

    private ScaleDatabase(String server, String user, String password, String name) throws SQLException {
        this.server = server;
        this.user = user;
        this.password = password;
        this.name = name;
        this.pool = AgroalDataSource.from(
                new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(connections -> connections
                        .maxSize(CONNECTIONS)
                        .connectionFactoryConfiguration(factory -> factory.jdbcUrl(url())
                                .principal(new NamePrincipal(user))
                                .credential(new SimplePassword(password)))));
    }

    /**
     * The database for so many passages on a server, new where there is none.
     *
     * @param server JDBC URL of a database to which the role may connect, which is only used to make others
     */
    static ScaleDatabase open(String server, String user, String password, int passages) throws SQLException {
        String name = "groundwork_scale_" + passages;
        if (!exists(server, user, password, name)) {
            create(server, user, password, name);
        }
        ScaleDatabase database = new ScaleDatabase(server, user, password, name);
        database.migrate();
        return database;
    }

    private void migrate() {
        Flyway.configure()
                .dataSource(url(), user, password)
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }

    /** With nothing in it but the schema. */
    ScaleDatabase emptied() throws SQLException {
        close();
        drop();
        create(server, user, password, name);
        ScaleDatabase database = new ScaleDatabase(server, user, password, name);
        database.migrate();
        return database;
    }

    void drop() throws SQLException {
        pool.close();
        on(server, user, password, "ALTER DATABASE %s ALLOW_CONNECTIONS false".formatted(name));
        on(
                server,
                user,
                password,
                "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = '%s' AND usename = current_user"
                        .formatted(name));
        on(server, user, password, "DROP DATABASE %s".formatted(name));
    }

    private static boolean exists(String server, String user, String password, String name) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server, user, password);
                PreparedStatement statement =
                        connection.prepareStatement("SELECT FROM pg_database WHERE datname = ?")) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    private static void create(String server, String user, String password, String name) {
        try {
            on(server, user, password, "CREATE DATABASE %s".formatted(name));
        } catch (SQLException e) {
            throw new BenchException("%s may not create the database %s: %s".formatted(user, name, e.getMessage()), e);
        }
    }

    private static void on(String server, String user, String password, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server, user, password);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    String name() {
        return name;
    }

    private String url() {
        return server.replaceFirst("/[^/?]*(\\?|$)", "/" + name + "$1");
    }

    DataSource source() {
        return pool;
    }

    /** Outside of the pool, for work of its own settings. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), user, password);
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The columns of every row, as text. */
    List<List<String>> rows(String sql, Object... parameters) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            List<List<String>> all = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                int columns = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    List<String> row = new ArrayList<>();
                    for (int i = 1; i <= columns; i++) {
                        row.add(String.valueOf(rows.getString(i)));
                    }
                    all.add(row);
                }
            }
            return all;
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
