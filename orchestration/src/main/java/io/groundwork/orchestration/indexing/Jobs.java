package io.groundwork.orchestration.indexing;

import io.groundwork.ingest.Children.Child;
import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.CollectionId;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The {@code job} table, a queue: workers claim with a lease and keep it alive while they work; a job whose lease has run out is
 * claimed again by whoever comes first. Each method is one statement. Joins the caller's transaction where there is one.
 */
@Singleton
public final class Jobs {

    /** A second job for the same document is not made while one is waiting or running; that one will do. */
    private static final String ENQUEUE = """
            INSERT INTO job (id, collection_id, document_id, version, priority, state) VALUES (?, ?, ?, ?, ?, 'queued')
            ON CONFLICT (collection_id, document_id) WHERE state IN ('queued', 'running') DO NOTHING
            """;

    private static final String ENQUEUE_ALL = """
            INSERT INTO job (id, collection_id, document_id, version, priority, state)
            SELECT gen_random_uuid(), ?, document_id, version, ?, 'queued'
            FROM unnest(?::uuid[], ?::integer[]) AS waiting (document_id, version)
            ON CONFLICT (collection_id, document_id) WHERE state IN ('queued', 'running') DO NOTHING
            """;

    /** Under new ids: the workers that had the old ones find out before they store. */
    private static final String BEGIN_AGAIN = """
            WITH stopped AS (
                UPDATE job SET state = 'cancelled', finished_at = now(), leased_by = NULL, leased_until = NULL
                WHERE collection_id = ? AND state = 'running'
                RETURNING collection_id, document_id, version, priority)
            INSERT INTO job (id, collection_id, document_id, version, priority, state)
            SELECT gen_random_uuid(), collection_id, document_id, version, priority, 'queued' FROM stopped
            """;

    /**
     * What others gave up first; then by priority, and within one the collections take turns, those that have least in hand first: a
     * collection with 100,000 files keeps nobody waiting. {@code lines} steps from one (priority, collection) to the next through the index, so
     * that the cost goes with their number and not with that of the jobs. Each line offers more than is asked for, as others may claim
     * at the same moment; each is looked up and held by itself, as a join would read all jobs that ever ended. As a subquery of the update the
     * planner may run the claim once a row, and with it the limit: more would be claimed than asked for.
     */
    static final String CLAIM = """
            WITH RECURSIVE lines AS (
                (SELECT priority, collection_id FROM job WHERE state = 'queued' ORDER BY priority, collection_id LIMIT 1)
                UNION ALL
                SELECT next.priority, next.collection_id FROM lines, LATERAL (
                    SELECT j.priority, j.collection_id FROM job j
                    WHERE j.state = 'queued' AND (j.priority, j.collection_id) > (lines.priority, lines.collection_id)
                    ORDER BY j.priority, j.collection_id LIMIT 1) AS next
            ), busy AS (
                SELECT collection_id, count(*) AS jobs FROM job
                WHERE state = 'running' AND leased_until >= now() GROUP BY collection_id
            ), offered AS (
                SELECT job.id, lines.priority, job.run_after,
                    coalesce(busy.jobs, 0) + row_number() OVER (PARTITION BY lines.priority, lines.collection_id
                        ORDER BY job.run_after, job.id) AS turn
                FROM lines LEFT JOIN busy USING (collection_id), LATERAL (
                    SELECT id, run_after FROM job
                    WHERE state = 'queued' AND priority = lines.priority AND collection_id = lines.collection_id
                        AND run_after <= now()
                    ORDER BY run_after, id LIMIT ? * 4) AS job
                UNION ALL
                SELECT id, -1, run_after, 0 FROM job WHERE state = 'running' AND leased_until < now()
            ), best AS MATERIALIZED (
                SELECT id FROM offered ORDER BY priority, turn, run_after, id
            ), free AS MATERIALIZED (
                SELECT held.id FROM best, LATERAL (
                    SELECT job.id FROM job
                    WHERE job.id = best.id AND (job.state = 'queued' OR job.leased_until < now())
                    FOR UPDATE SKIP LOCKED) AS held
                LIMIT ?)
            UPDATE job SET state = 'running', tries = tries + 1, leased_by = ?, leased_until = now() + ? * interval '1 second'
            FROM free
            WHERE job.id = free.id
            RETURNING job.id, collection_id, document_id, version, tries
            """;

    private static final String KEEP = """
            UPDATE job SET leased_until = now() + ? * interval '1 second'
            WHERE id = ANY (?) AND leased_by = ? AND state = 'running'
            """;

    private static final String HOLD = """
            SELECT 1 FROM job WHERE id = ? AND leased_by = ? AND state = 'running' FOR UPDATE
            """;

    private static final String FAILED = """
            UPDATE job SET state = 'failed', error_code = ?, error_message = ?, finished_at = now(), leased_by = NULL, leased_until = NULL
            WHERE id = ? AND leased_by = ? AND state = 'running'
            """;

    private static final String DONE = """
            UPDATE job SET state = 'done', passages_embedded = ?, passages_reused = ?, finished_at = now(),
                           leased_by = NULL, leased_until = NULL
            WHERE id = ? AND leased_by = ? AND state = 'running'
            """;

    private static final String RETRY_LATER = """
            UPDATE job SET state = 'queued', run_after = now() + ? * interval '1 millisecond', error_message = ?,
                           leased_by = NULL, leased_until = NULL
            WHERE id = ? AND leased_by = ? AND state = 'running'
            """;

    /** A try that nothing came of because what it needs is not there counts for none. */
    private static final String WAIT = """
            UPDATE job SET state = 'queued', tries = greatest(tries - 1, 0), run_after = now() + ? * interval '1 millisecond',
                           error_message = ?, leased_by = NULL, leased_until = NULL
            WHERE id = ? AND leased_by = ? AND state = 'running'
            """;

    private static final String CANCEL = """
            UPDATE job SET state = 'cancelled', finished_at = now(), leased_by = NULL, leased_until = NULL
            WHERE collection_id = ? AND document_id = ? AND state IN ('queued', 'running')
            """;

    private static final String CANCEL_BEFORE = CANCEL + " AND version < ?";

    private static final String ENQUEUE_BELOW = """
            INSERT INTO job (id, collection_id, document_id, version, priority, state)
            SELECT gen_random_uuid(), parent.collection_id, child.document, child.version, parent.priority, 'queued'
            FROM job parent, unnest(?::uuid[], ?::integer[]) AS child (document, version)
            WHERE parent.id = ?
            ON CONFLICT (collection_id, document_id) WHERE state IN ('queued', 'running') DO NOTHING
            """;

    private static final String IS_RUNNING = "SELECT 1 FROM job WHERE id = ? AND leased_by = ? AND state = 'running'";

    private static final String LIST = """
            SELECT id, collection_id, document_id, version, state, priority, tries, passages_embedded, passages_reused,
                error_message, created_at, finished_at
            FROM job
            WHERE (? IS NULL OR state = ?)
              AND (?::uuid IS NULL OR (created_at, id) < (SELECT created_at, id FROM job WHERE id = ?::uuid))
            ORDER BY created_at DESC, id DESC
            LIMIT ?
            """;

    private static final String PROGRESS = """
            SELECT count(*) FILTER (WHERE state = 'queued') AS queued,
                count(*) FILTER (WHERE state = 'running') AS running,
                count(*) FILTER (WHERE state = 'queued' AND run_after > now()) AS later,
                min(run_after) FILTER (WHERE state = 'queued' AND run_after > now()) AS next_try,
                count(*) FILTER (WHERE state IN ('done', 'failed')) AS ended,
                coalesce(sum(passages_embedded + passages_reused) FILTER (WHERE state = 'done'), 0) AS passages,
                (SELECT count(*) FROM job WHERE state = 'queued' AND collection_id <> ?) AS elsewhere
            FROM job
            WHERE collection_id = ?
                AND (state IN ('queued', 'running') OR finished_at > now() - interval '60 seconds')
            """;

    private static final String FAILED_WORK = """
            SELECT collection_id, document_id, sum(tries) AS tries, max(finished_at) AS last_failed_at
            FROM job
            WHERE state = 'failed' AND (collection_id, document_id) IN (SELECT * FROM unnest(?::uuid[], ?::uuid[]))
            GROUP BY collection_id, document_id
            """;

    private static final String WAITING = "SELECT count(*) FROM job WHERE state IN ('queued', 'running')";

    private static final String ANY_WAITING = """
            SELECT EXISTS (SELECT FROM job WHERE state = 'queued' AND run_after <= now())
                OR EXISTS (SELECT FROM job WHERE state = 'running')
            """;

    private final DataSource database;

    Jobs(DataSource database) {
        this.database = database;
    }

    /** Queues work, within the caller's transaction: it becomes visible with what it is to work on. */
    public void enqueue(CollectionId collection, DocumentId document, int version, Priority priority) {
        update(ENQUEUE, UUID.randomUUID(), collection.value(), document.value(), version, priority.number);
    }

    /** Queues work on a version of each of many documents; as {@link #enqueue}. */
    public void enqueueAll(CollectionId collection, Map<DocumentId, Integer> versions, Priority priority) {
        List<DocumentId> documents = List.copyOf(versions.keySet());
        update(
                ENQUEUE_ALL,
                collection.value(),
                priority.number,
                documents.stream().map(DocumentId::value).toArray(UUID[]::new),
                documents.stream().map(versions::get).toArray(Integer[]::new));
    }

    /** Takes running work on a collection from its workers and queues it again, so that it sees what has been decided meanwhile. */
    public void beginAgain(CollectionId collection) {
        update(BEGIN_AGAIN, collection.value());
    }

    /** Stops waiting and running work on a document; the worker that has it finds out before it stores. False when there was none. */
    public boolean cancel(CollectionId collection, DocumentId document) {
        return update(CANCEL, collection.value(), document.value()) > 0;
    }

    /** The same, where it is work on a version before this one. */
    boolean cancelBefore(CollectionId collection, DocumentId document, int version) {
        return update(CANCEL_BEFORE, collection.value(), document.value(), version) > 0;
    }

    /** Queues work on the children of a document, as urgent as the job that found them. */
    void enqueueBelow(Job parent, List<Child> children) {
        update(
                ENQUEUE_BELOW,
                children.stream().map(child -> child.document().value()).toArray(UUID[]::new),
                children.stream().map(Child::latestVersion).toArray(Integer[]::new),
                parent.id());
    }

    /** Newest first, after the job {@code after} where one is given. */
    public List<JobInfo> list(Optional<String> state, Optional<UUID> after, int limit) {
        @Nullable String wanted = state.orElse(null);
        @Nullable UUID from = after.orElse(null);
        return query(LIST, Jobs::info, wanted, wanted, from, from, limit);
    }

    /** How the work on a collection goes. */
    public JobProgress progress(CollectionId collection) {
        return query(PROGRESS, Jobs::progress, collection.value(), collection.value())
                .getFirst();
    }

    /** What was tried in vain on documents, each of the collection at the same place; those with nothing are left out. */
    public List<FailedWork> failedWork(List<CollectionId> collections, List<DocumentId> documents) {
        return query(
                FAILED_WORK,
                row -> new FailedWork(
                        new CollectionId(row.getObject("collection_id", UUID.class)),
                        new DocumentId(row.getObject("document_id", UUID.class)),
                        row.getInt("tries"),
                        instant(row, "last_failed_at").orElseThrow()),
                collections.stream().map(CollectionId::value).toArray(UUID[]::new),
                documents.stream().map(DocumentId::value).toArray(UUID[]::new));
    }

    /** How many wait or run. */
    public long waiting() {
        return query(WAITING, row -> row.getLong(1)).getFirst();
    }

    List<Job> claim(String worker, Duration lease, int max) {
        return query(CLAIM, Jobs::job, max, max, worker, lease.toSeconds());
    }

    void keep(String worker, Collection<UUID> jobs, Duration lease) {
        update(KEEP, lease.toSeconds(), jobs.toArray(UUID[]::new), worker);
    }

    /** True while the job is still the worker's; the row stays locked until the transaction ends, so that it cannot be cancelled meanwhile. */
    boolean hold(String worker, Job job) {
        return !query(HOLD, row -> row.getInt(1), job.id(), worker).isEmpty();
    }

    /** Whether documents wait to be read, or are being read. */
    public boolean anyWaiting() {
        return query(ANY_WAITING, row -> row.getBoolean(1)).getFirst();
    }

    boolean isRunning(String worker, Job job) {
        return !query(IS_RUNNING, row -> row.getInt(1), job.id(), worker).isEmpty();
    }

    boolean done(String worker, Job job, int embedded, int reused) {
        return update(DONE, embedded, reused, job.id(), worker) > 0;
    }

    boolean failed(String worker, Job job, String code, String message) {
        return update(FAILED, code, message, job.id(), worker) > 0;
    }

    void retryLater(String worker, Job job, Duration delay, String message) {
        update(RETRY_LATER, delay.toMillis(), message, job.id(), worker);
    }

    /** Tries again later, as often as it takes. */
    void await(String worker, Job job, Duration delay, String message) {
        update(WAIT, delay.toMillis(), message, job.id(), worker);
    }

    private static Job job(ResultSet row) throws SQLException {
        return new Job(
                row.getObject("id", UUID.class),
                new CollectionId(row.getObject("collection_id", UUID.class)),
                new DocumentId(row.getObject("document_id", UUID.class)),
                row.getInt("version"),
                row.getInt("tries"));
    }

    private static JobInfo info(ResultSet row) throws SQLException {
        return new JobInfo(
                row.getObject("id", UUID.class),
                new CollectionId(row.getObject("collection_id", UUID.class)),
                new DocumentId(row.getObject("document_id", UUID.class)),
                row.getInt("version"),
                row.getString("state"),
                Priority.of(row.getInt("priority")),
                row.getInt("tries"),
                row.getInt("passages_embedded"),
                row.getInt("passages_reused"),
                Optional.ofNullable(row.getString("error_message")),
                instant(row, "created_at").orElseThrow(),
                instant(row, "finished_at"));
    }

    private static JobProgress progress(ResultSet row) throws SQLException {
        return new JobProgress(
                row.getInt("queued"),
                row.getInt("running"),
                row.getInt("later"),
                instant(row, "next_try"),
                row.getInt("ended"),
                row.getLong("passages"),
                row.getInt("elsewhere"));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private int update(String sql, @Nullable Object... parameters) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(connection, statement, parameters);
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IndexingException("The job queue could not be written", e);
        }
    }

    private <T> List<T> query(String sql, Row<T> reader, @Nullable Object... parameters) {
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
            throw new IndexingException("The job queue could not be read", e);
        }
    }

    private static void bind(Connection connection, PreparedStatement statement, @Nullable Object... parameters)
            throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            if (parameters[i] instanceof UUID[] ids) {
                statement.setArray(i + 1, connection.createArrayOf("uuid", ids));
            } else if (parameters[i] instanceof Integer[] numbers) {
                statement.setArray(i + 1, connection.createArrayOf("integer", numbers));
            } else if (parameters[i] == null) {
                statement.setNull(i + 1, java.sql.Types.VARCHAR);
            } else {
                statement.setObject(i + 1, parameters[i]);
            }
        }
    }

    /** Reads one row. */
    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }
}
