package io.groundwork.orchestration.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Runs single statements, in the caller's transaction where there is one. Safe for use by many threads. */
public final class Statements {

    private final DataSource database;
    private final String subject;

    /** @param subject what the tables are about, such as {@code sources}; for messages */
    public Statements(DataSource database, String subject) {
        this.database = database;
        this.subject = subject;
    }

    /**
     * Writes rows.
     *
     * @param parameters in the order of their placeholders; arrays of ids and of texts become arrays
     * @return how many
     * @throws StatementException when the database cannot do it
     */
    public int update(String sql, @Nullable Object... parameters) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(connection, statement, parameters);
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new StatementException("What is known of %s could not be written".formatted(subject), e);
        }
    }

    /**
     * Reads rows, in the order of the statement.
     *
     * @throws StatementException when the database cannot do it
     */
    public <T> List<T> query(String sql, Row<T> reader, @Nullable Object... parameters) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(connection, statement, parameters);
            try (ResultSet rows = statement.executeQuery()) {
                List<T> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(reader.read(rows));
                }
                return List.copyOf(found);
            }
        } catch (SQLException e) {
            throw new StatementException("What is known of %s could not be read".formatted(subject), e);
        }
    }

    /** A moment; empty where there is none. */
    public static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static void bind(Connection connection, PreparedStatement statement, @Nullable Object... parameters)
            throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            switch (parameters[i]) {
                case null -> statement.setNull(i + 1, java.sql.Types.NULL);
                case UUID[] ids -> statement.setArray(i + 1, connection.createArrayOf("uuid", ids));
                case String[] texts -> statement.setArray(i + 1, connection.createArrayOf("text", texts));
                case Object value -> statement.setObject(i + 1, value);
            }
        }
    }

    /** Reads one row. */
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }
}
