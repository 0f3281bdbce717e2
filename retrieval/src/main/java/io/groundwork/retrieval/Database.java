package io.groundwork.retrieval;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Connections and transactions. Work joins the transaction that the caller has open on the data source, and then leaves commit and
 * rollback to the caller; otherwise it gets one of its own. Safe for use by many threads.
 */
final class Database {

    /**
     * One view of the data for all stages of a search, so that a document replaced meanwhile is seen before or after, never between. The
     * planner is told the parameters, and not to compile: compiling costs more than any search here. Nor to share a statement among processes: others search meanwhile.
     */
    private static final String BEGIN_SNAPSHOT = """
            SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
            SET LOCAL plan_cache_mode = force_custom_plan;
            SET LOCAL jit = off;
            SET LOCAL max_parallel_workers_per_gather = 0
            """;

    /** Postgres' word for a statement that was given up. */
    static final String TOO_LONG = "57014";

    private final DataSource source;

    Database(DataSource source) {
        this.source = source;
    }

    /** What is done on a connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /**
     * Runs work that sees one state of the data and changes nothing. Within a caller's transaction it sees what that one sees.
     *
     * @param purpose ends the sentence "Could not …" when it fails
     */
    <T> T read(String purpose, Work<T> work) {
        return run(
                purpose,
                connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute(BEGIN_SNAPSHOT);
                    }
                    return work.on(connection);
                },
                work);
    }

    /**
     * Runs work that sees one state of the data, of it only what the scope may read, and changes nothing. Within a caller's transaction likewise, and what follows in that one sees
     * again what it saw before; there it may be what that transaction wrote.
     *
     * @param longest for one statement; where it takes longer, it fails with {@link #TOO_LONG}. Not within a caller's transaction, which has its own time
     * @param purpose ends the sentence "Could not …" when it fails
     */
    <T> T readFor(Scope scope, Duration longest, String purpose, Work<T> work) {
        return run(
                purpose,
                connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute(BEGIN_SNAPSHOT);
                        statement.execute("SET LOCAL statement_timeout = " + longest.toMillis());
                    }
                    RowSecurity.readFor(connection, scope);
                    return work.on(connection);
                },
                connection -> RowSecurity.readFor(connection, scope, work));
    }

    /**
     * Runs work that is done wholly or not at all.
     *
     * @param purpose ends the sentence "Could not …" when it fails
     */
    <T> T write(String purpose, Work<T> work) {
        return run(purpose, work, work);
    }

    /** Runs work outside of any transaction, for statements that refuse to run within one. */
    <T> T alone(String purpose, Work<T> work) {
        try (Connection connection = source.getConnection()) {
            if (!connection.getAutoCommit()) {
                throw new IllegalStateException("Could not %s within a transaction".formatted(purpose));
            }
            return work.on(connection);
        } catch (SQLException e) {
            throw new RetrievalException("Could not " + purpose, e);
        }
    }

    private <T> T run(String purpose, Work<T> own, Work<T> joined) {
        try (Connection connection = source.getConnection()) {
            return connection.getAutoCommit() ? inTransaction(connection, own) : joined.on(connection);
        } catch (SQLException e) {
            throw TOO_LONG.equals(e.getSQLState())
                    ? new TookTooLongException("Could not %s within the time for it".formatted(purpose), e)
                    : new RetrievalException("Could not " + purpose, e);
        }
    }

    private static <T> T inTransaction(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        boolean done = false;
        try {
            T result = work.on(connection);
            connection.commit();
            done = true;
            return result;
        } finally {
            if (!done) {
                connection.rollback();
            }
            connection.setAutoCommit(true);
        }
    }
}
