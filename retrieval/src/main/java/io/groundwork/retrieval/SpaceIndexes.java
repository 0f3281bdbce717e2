package io.groundwork.retrieval;

import io.groundwork.retrieval.vector.Space;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;

/**
 * The HNSW indexes on {@code passage}: one for each embedding space that has grown over {@code exactPassages}. They are built beside
 * the running system, by one process at a time; until one is there, its space is searched exactly. Safe for use by many threads.
 */
@Singleton
public final class SpaceIndexes {

    private static final String LARGE = """
            SELECT s.id, s.dimension,
                (SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('passage_space_' || s.id)) AS valid
            FROM embedding_space s
            JOIN collection c ON c.space_id = s.id
            GROUP BY s.id
            HAVING sum(c.passages) > ?
            ORDER BY s.id
            """;

    private static final String LOCK = "SELECT pg_try_advisory_lock(hashtext('groundwork.retrieval.space-indexes'))";
    private static final String UNLOCK = "SELECT pg_advisory_unlock(hashtext('groundwork.retrieval.space-indexes'))";
    private static final String VERSION = "SELECT extversion FROM pg_extension WHERE extname = 'vector'";
    private static final String DROP = "DROP INDEX CONCURRENTLY IF EXISTS {index}";

    /** Must agree with the statement of {@code VectorSearch}. */
    private static final String CREATE = """
            CREATE INDEX CONCURRENTLY {index} ON passage
            USING hnsw ((embedding::halfvec({dimension})) halfvec_ip_ops) WHERE space_id = {space}
            """;

    /** Parallel builds are sound from here on (CVE-2026-3172 and faults found after it). */
    private static final List<Integer> SOUND = List.of(0, 8, 7);

    private final Database database;
    private final RetrievalConfig config;

    SpaceIndexes(DataSource source, RetrievalConfig config) {
        this.database = new Database(source);
        this.config = config;
    }

    /**
     * Builds what is missing, or was left half built by a crash. For a background task, which calls it again and again: a million
     * passages take minutes. Does nothing while another process is at it.
     *
     * @return how many indexes were built
     * @throws IllegalStateException when called within a transaction
     */
    public int build() {
        return database.alone("build the indexes of embedding spaces", connection -> {
            if (!truth(connection, LOCK)) {
                return 0;
            }
            try {
                return buildAll(connection);
            } finally {
                truth(connection, UNLOCK);
            }
        });
    }

    private int buildAll(Connection connection) throws SQLException {
        List<Space> missing = missing(connection);
        if (missing.isEmpty()) {
            return 0;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET maintenance_work_mem = '%dMB'".formatted(config.indexBuildMib()));
            if (!buildsSoundlyInParallel(version(connection))) {
                statement.execute("SET max_parallel_maintenance_workers = 0");
            }
            try {
                for (Space space : missing) {
                    statement.execute(forSpace(DROP, space));
                    statement.execute(forSpace(CREATE, space));
                }
            } finally {
                statement.execute("RESET maintenance_work_mem");
                statement.execute("RESET max_parallel_maintenance_workers");
            }
        }
        return missing.size();
    }

    private static String forSpace(String statement, Space space) {
        return statement
                .replace("{index}", space.index())
                .replace("{dimension}", String.valueOf(space.dimension()))
                .replace("{space}", String.valueOf(space.id()));
    }

    private List<Space> missing(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LARGE)) {
            statement.setLong(1, config.exactPassages());
            List<Space> missing = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (!rows.getBoolean("valid")) {
                        missing.add(new Space(rows.getInt("id"), rows.getInt("dimension")));
                    }
                }
            }
            return missing;
        }
    }

    private static String version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(VERSION)) {
            return row.next() ? row.getString(1) : "0";
        }
    }

    static boolean buildsSoundlyInParallel(String version) {
        int[] parts = Arrays.stream(version.split("\\D+"))
                .filter(part -> !part.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
        return Arrays.compare(parts, SOUND.stream().mapToInt(Integer::intValue).toArray()) >= 0;
    }

    private static boolean truth(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() && row.getBoolean(1);
        }
    }
}
