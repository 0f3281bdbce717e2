package io.groundwork.retrieval;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The second wall: tells the database for whom a transaction reads. From then on it shows no row of {@code passage}, {@code membership}, {@code document} and
 * {@code document_version} that these principals may not read, whatever a statement asks for or forgets to ask for, and lets nothing be written to them. The setting is the
 * transaction's own and ends with it, so that a pooler may share connections between transactions. For reads that stand without it, the wall is open: storing, counting
 * and deleting are the application's own work.
 */
final class RowSecurity {

    private static final String SET = "SELECT set_config('groundwork.principals', ?, true)";

    private static final String GET = "SELECT coalesce(current_setting('groundwork.principals', true), '')";

    private RowSecurity() {}

    /** For the rest of a transaction that reads for nobody yet. */
    static void readFor(Connection connection, Scope scope) throws SQLException {
        set(connection, written(scope.principals()));
    }

    /** While work is done within somebody's transaction; afterwards it is as it was. Where that one reads for somebody already, only principals of both count. */
    static <T> T readFor(Connection connection, Scope scope, Database.Work<T> work) throws SQLException {
        String before = get(connection);
        Set<UUID> principals = new HashSet<>(scope.principals());
        if (!before.isEmpty()) {
            principals.retainAll(read(before));
        }
        set(connection, written(principals));
        T result;
        try {
            result = work.on(connection);
        } catch (RuntimeException e) {
            set(connection, before);
            throw e;
        }
        set(connection, before);
        return result;
    }

    private static String written(Set<UUID> principals) {
        return principals.stream().map(UUID::toString).sorted().collect(Collectors.joining(",", "{", "}"));
    }

    private static Set<UUID> read(String written) {
        String inner = written.substring(1, written.length() - 1);
        return inner.isEmpty()
                ? Set.of()
                : Arrays.stream(inner.split(",")).map(UUID::fromString).collect(Collectors.toSet());
    }

    private static String get(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(GET);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    private static void set(Connection connection, String principals) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SET)) {
            statement.setString(1, principals);
            statement.execute();
        }
    }
}
