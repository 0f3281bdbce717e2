package io.groundwork.orchestration.audit;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Adds to the chain what has been recorded since its head, one process at a time. */
@Singleton
final class Sealer {

    private static final Logger LOG = Logger.getLogger(Sealer.class);

    private static final long SEALER = 0x67774443_00000002L;

    private static final String ALONE = "SELECT pg_try_advisory_xact_lock(?)";

    private static final String HEAD = """
            SELECT number, last, hash FROM decision_seal ORDER BY number DESC LIMIT 1
            """;

    /** Waits for the records that are being written and holds up no others for longer than this. */
    private static final String BRIEFLY = "SELECT set_config('lock_timeout', '200ms', true)";

    private static final String BETWEEN_WRITERS = "SELECT pg_advisory_xact_lock(?)";

    private static final String HIGHEST = """
            SELECT greatest(
                (SELECT max(number) FROM decision_intent), (SELECT max(number) FROM decision_outcome))
            """;

    static final String RECORDS = """
            SELECT number, body FROM decision_intent WHERE number BETWEEN ? AND ?
            UNION ALL
            SELECT number, body FROM decision_outcome WHERE number BETWEEN ? AND ?
            ORDER BY number LIMIT ?
            """;

    private static final String ADD = """
            INSERT INTO decision_seal (number, at, first, last, leaves, root, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private final DataSource database;
    private final int most;

    Sealer(DataSource database, AuditConfig config) {
        this.database = database;
        this.most = config.sealed();
    }

    /** Seals until nothing is left, or another process is at it. */
    void sealAll() {
        while (sealSome() == most) {
            LOG.debug("A full seal; there may be more");
        }
    }

    /** How many records were sealed. */
    private int sealSome() {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                int sealed = has(connection, ALONE, SEALER) ? seal(connection) : 0;
                connection.commit();
                return sealed;
            } catch (SQLException | RuntimeException | Error e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new RecordException("What was recorded could not be sealed", e);
        }
    }

    private int seal(Connection connection) throws SQLException {
        Seal.Head head = head(connection);
        if (highest(connection) <= head.last()) {
            return 0;
        }
        long last = settled();
        List<byte[]> leaves = new ArrayList<>();
        long reached = head.last();
        try (PreparedStatement select = connection.prepareStatement(RECORDS)) {
            select.setLong(1, head.last() + 1);
            select.setLong(2, last);
            select.setLong(3, head.last() + 1);
            select.setLong(4, last);
            select.setInt(5, most);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    reached = rows.getLong("number");
                    leaves.add(Hashes.ofRecord(rows.getString("body")));
                }
            }
        }
        if (!leaves.isEmpty()) {
            add(connection, Seal.after(head, reached, leaves));
        }
        return leaves.size();
    }

    private static Seal.Head head(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(HEAD);
                ResultSet row = select.executeQuery()) {
            return row.next()
                    ? new Seal.Head(row.getLong("number"), row.getLong("last"), row.getBytes("hash"))
                    : Seal.Head.NONE;
        }
    }

    /** The highest number of which it is certain that none below it is still to come. */
    private long settled() throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                try (PreparedStatement briefly = connection.prepareStatement(BRIEFLY)) {
                    briefly.execute();
                }
                try (PreparedStatement lock = connection.prepareStatement(BETWEEN_WRITERS)) {
                    lock.setLong(1, Journal.WRITERS);
                    lock.execute();
                }
                return highest(connection);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private static long highest(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(HIGHEST);
                ResultSet row = select.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private static boolean has(Connection connection, String sql, long lock) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, lock);
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static void add(Connection connection, Seal seal) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(ADD)) {
            insert.setLong(1, seal.number());
            insert.setObject(2, seal.at().atOffset(ZoneOffset.UTC));
            insert.setLong(3, seal.first());
            insert.setLong(4, seal.last());
            insert.setBytes(5, Hashes.joined(seal.leaves()));
            insert.setBytes(6, seal.root());
            insert.setBytes(7, seal.previous());
            insert.setBytes(8, seal.hash());
            insert.executeUpdate();
        }
    }

    /** A seal as it stands in its row; empty where a moment is missing. */
    static Seal read(ResultSet row) throws SQLException {
        @Nullable OffsetDateTime at = row.getObject("at", OffsetDateTime.class);
        return Seal.stored(
                row.getLong("number"),
                java.util.Objects.requireNonNull(at).toInstant(),
                new Seal.Range(row.getLong("first"), row.getLong("last")),
                row.getBytes("leaves"),
                row.getBytes("root"),
                row.getBytes("previous"));
    }
}
