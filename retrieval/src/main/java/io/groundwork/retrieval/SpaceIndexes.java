package io.groundwork.retrieval;

import io.groundwork.retrieval.vector.Breadth;
import io.groundwork.retrieval.vector.Slot;
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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The HNSW indexes on {@code passage}: one for each embedding space that has grown over {@code exactPassages}, in each slot that collections have
 * it in. They are built beside the running system, by one process at a time; until one is there, its space is searched exactly. One whose space
 * no collection has in that slot any more is dropped. Safe for use by many threads.
 */
@Singleton
public final class SpaceIndexes {

    private static final Logger LOG = Logger.getLogger(SpaceIndexes.class);

    private static final String LARGE = """
            WITH held AS (
                SELECT space_id AS id, slot, passages FROM collection
                UNION ALL
                SELECT other_space_id, 3 - slot, passages FROM collection WHERE other_space_id IS NOT NULL
            )
            SELECT {columns}, h.slot, sum(h.passages) AS passages
            FROM embedding_space s
            JOIN held h ON h.id = s.id
            GROUP BY s.id, h.slot
            HAVING sum(h.passages) > ?
            ORDER BY s.id, h.slot
            """.replace("{columns}", Space.COLUMNS);

    private static final String VALID = """
            SELECT EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(?) AND indisvalid)
            """;

    private static final String UNUSED = """
            SELECT i.relname
            FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
            WHERE x.indrelid = 'passage'::regclass AND i.relname ~ '^passage_(other_)?space_[0-9]+$' AND NOT EXISTS (
                SELECT FROM collection c
                WHERE i.relname IN (
                    CASE c.slot WHEN 1 THEN 'passage_space_' ELSE 'passage_other_space_' END || c.space_id,
                    CASE c.slot WHEN 1 THEN 'passage_other_space_' ELSE 'passage_space_' END || c.other_space_id))
            """;

    private static final String LOCK = "SELECT pg_try_advisory_lock(hashtext('groundwork.retrieval.space-indexes'))";
    private static final String UNLOCK = "SELECT pg_advisory_unlock(hashtext('groundwork.retrieval.space-indexes'))";
    private static final String VERSION = "SELECT extversion FROM pg_extension WHERE extname = 'vector'";
    private static final String DROP = "DROP INDEX CONCURRENTLY IF EXISTS {index}";

    /** Must agree with the statement of {@code VectorSearch}. */
    private static final String CREATE = """
            CREATE INDEX CONCURRENTLY {index} ON passage
            USING hnsw (({vector}::halfvec({dimension})) halfvec_ip_ops)
            WITH (m = {neighbours}, ef_construction = {candidates}) WHERE {space} = {id}
            """;

    /** Parallel builds are sound from here on (CVE-2026-3172 and faults found after it). */
    private static final List<Integer> SOUND = List.of(0, 8, 7);

    private final Database database;
    private final RetrievalConfig config;

    /** What was seen without an index, by the name that it will have. */
    private final Map<String, Growth> growing = new ConcurrentHashMap<>();

    /** Outside of the application, which makes its own, too. */
    public SpaceIndexes(DataSource source, RetrievalConfig config) {
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
        return build(place -> true);
    }

    /**
     * The same, but lets be what is being filled: to build an index over rows that are there costs less than to add each of them. A space that has grown little since
     * the last call is done growing, and one that grows all the time is not waited for longer than sixty calls.
     */
    public int buildWhatRests() {
        return build(this::rests);
    }

    private boolean rests(Place place) {
        Growth before = growing.get(place.index());
        Growth now = new Growth(place.passages(), before == null ? 1 : before.looks() + 1);
        growing.put(place.index(), now);
        return now.rests(before);
    }

    /**
     * @param looks how often it was seen without an index
     */
    record Growth(long passages, int looks) {

        private static final double LITTLE = 1.02;
        private static final int MOST_LOOKS = 60;

        boolean rests(@Nullable Growth before) {
            return before != null && (passages <= LITTLE * before.passages() || looks > MOST_LOOKS);
        }
    }

    private int build(Predicate<Place> chosen) {
        return database.alone("build the indexes of embedding spaces", connection -> {
            if (!truth(connection, LOCK)) {
                return 0;
            }
            try {
                return buildAll(connection, chosen);
            } finally {
                truth(connection, UNLOCK);
            }
        });
    }

    private int buildAll(Connection connection, Predicate<Place> chosen) throws SQLException {
        dropUnused(connection);
        List<Place> missing = missing(connection).stream().filter(chosen).toList();
        if (!missing.isEmpty()) {
            create(connection, missing);
        }
        for (Place place : large(connection)) {
            if (valid(connection, place)) {
                measure(connection, place);
            }
        }
        return missing.size();
    }

    private void create(Connection connection, List<Place> missing) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET maintenance_work_mem = '%dMB'".formatted(config.indexBuildMib()));
            if (!buildsSoundlyInParallel(version(connection))) {
                statement.execute("SET max_parallel_maintenance_workers = 0");
            }
            try {
                for (Place place : missing) {
                    statement.execute(place.in(DROP));
                    statement.execute(place.in(CREATE)
                            .replace("{neighbours}", String.valueOf(config.indexNeighbours()))
                            .replace("{candidates}", String.valueOf(config.indexCandidates())));
                }
            } finally {
                statement.execute("RESET maintenance_work_mem");
                statement.execute("RESET max_parallel_maintenance_workers");
            }
        }
    }

    /** How broadly it is to be searched: once it is built, and again when it has grown. */
    private void measure(Connection connection, Place place) throws SQLException {
        boolean known = Breadth.of(connection, place.index())
                .filter(breadth -> !breadth.isOutgrown(place.passages()))
                .isPresent();
        if (!known) {
            Breadth breadth =
                    Breadth.measure(connection, place.space(), place.slot(), place.passages(), config.indexRecall());
            LOG.infof(
                    "%s: ef_search %d finds %.3f of the ten nearest among %d passages",
                    place.index(), breadth.efSearch(), breadth.recall(), breadth.passages());
        }
    }

    /**
     * A space in a slot.
     *
     * @param passages how many are in it
     */
    private record Place(Space space, Slot slot, long passages) {

        String index() {
            return slot.index(space);
        }

        String in(String statement) {
            return slot.in(statement)
                    .replace("{index}", index())
                    .replace("{dimension}", String.valueOf(space.dimension()))
                    .replace("{id}", String.valueOf(space.id()));
        }
    }

    /** Whether a search of this collection's other space would find it as quick as it will ever be. */
    public boolean ready(CollectionId collection) {
        return database.write("look for indexes", connection -> {
            Layout layout = Layout.read(connection, collection).orElseThrow();
            return missing(connection).stream().noneMatch(place -> layout.slotOf(place.space())
                    .filter(place.slot()::equals)
                    .isPresent());
        });
    }

    private static void dropUnused(Connection connection) throws SQLException {
        List<String> unused = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery(UNUSED)) {
                while (rows.next()) {
                    unused.add(rows.getString(1));
                }
            }
            for (String index : unused) {
                statement.execute(DROP.replace("{index}", index));
            }
        }
    }

    private List<Place> missing(Connection connection) throws SQLException {
        List<Place> missing = new ArrayList<>();
        for (Place place : large(connection)) {
            if (!valid(connection, place)) {
                missing.add(place);
            }
        }
        return missing;
    }

    private List<Place> large(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LARGE)) {
            statement.setLong(1, config.exactPassages());
            List<Place> large = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    large.add(new Place(Space.read(rows), Slot.of(rows.getInt("slot")), rows.getLong("passages")));
                }
            }
            return large;
        }
    }

    private static boolean valid(Connection connection, Place place) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(VALID)) {
            statement.setString(1, place.index());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
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
