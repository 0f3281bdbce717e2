package io.groundwork.orchestration.sources;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.groundwork.orchestration.sources.SyncRun.Finding;
import io.groundwork.orchestration.sources.SyncRun.Note;
import io.groundwork.orchestration.sql.Statements;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The {@code sync_run} table: reports of walks, and the queue of those to come. A process claims one with a lease and keeps it alive; a
 * walk whose lease has run out is claimed again by whoever comes first. Each method is one statement, in the caller's transaction where
 * there is one.
 */
@Singleton
final class SyncRuns {

    private static final int MOST_NOTES = 400;
    private static final int MOST_RUNS = 100;

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private static final String ASK = """
            INSERT INTO sync_run (id, source_id, state, dry_run, force) VALUES (?, ?, 'queued', ?, ?)
            ON CONFLICT (source_id) WHERE state IN ('queued', 'running') DO NOTHING
            """;

    private static final String ASK_DUE = """
            INSERT INTO sync_run (id, source_id, state, dry_run, force)
            SELECT gen_random_uuid(), s.id, 'queued', false, false FROM source s
            WHERE s.enabled AND s.every_minutes IS NOT NULL AND NOT EXISTS (
                SELECT FROM sync_run r
                WHERE r.source_id = s.id AND (r.state IN ('queued', 'running')
                    OR (NOT r.dry_run AND r.created_at > now() - s.every_minutes * interval '1 minute')))
            ON CONFLICT (source_id) WHERE state IN ('queued', 'running') DO NOTHING
            """;

    private static final String COLUMNS = """
             r.id, r.source_id, r.state, r.dry_run, r.force, r.tries, r.seen, r.added, r.changed, r.moved, r.permissions_changed,
             r.deleted, r.unchanged, r.failed, r.reason, r.notes, r.created_at, r.started_at, r.finished_at,
             CASE WHEN r.state = 'queued' AND r.tries > 0 THEN r.run_after END AS next_try_at
            """;

    private static final String CLAIM = """
            WITH free AS MATERIALIZED (
                SELECT id FROM sync_run
                WHERE ((state = 'queued' AND run_after <= now()) OR (state = 'running' AND leased_until < now()))
                    AND id <> ALL (?)
                ORDER BY run_after, id
                LIMIT 1
                FOR UPDATE SKIP LOCKED)
            UPDATE sync_run r
            SET state = 'running', tries = tries + 1, leased_by = ?, leased_until = now() + ? * interval '1 second',
                started_at = coalesce(started_at, now()), reason = NULL
            FROM free
            WHERE r.id = free.id
            RETURNING
            """ + COLUMNS;

    private static final String KEEP = """
            UPDATE sync_run SET leased_until = now() + ? * interval '1 second'
            WHERE id = ANY (?) AND leased_by = ? AND state = 'running'
            """;

    private static final String IS_MINE = "SELECT 1 FROM sync_run WHERE id = ? AND leased_by = ? AND state = 'running'";

    private static final String COUNT = """
            UPDATE sync_run SET {finding} = {finding} + ?, seen = seen + ?
            WHERE id = ? AND leased_by = ? AND state = 'running'
            """;

    private static final String NOTE = """
            UPDATE sync_run SET notes = notes || ?::jsonb
            WHERE id = ? AND leased_by = ? AND jsonb_array_length(notes) < ?
            """;

    private static final String FINISH = """
            UPDATE sync_run SET state = ?, reason = ?, finished_at = now(), leased_by = NULL, leased_until = NULL
            WHERE id = ? AND leased_by = ? AND state = 'running'
            """;

    private static final String POSTPONE = """
            UPDATE sync_run SET state = 'queued', run_after = now() + ? * interval '1 millisecond', reason = ?,
                leased_by = NULL, leased_until = NULL
            WHERE id = ? AND leased_by = ? AND state = 'running'
            """;

    private static final String CANCEL = """
            UPDATE sync_run SET state = 'cancelled', finished_at = now(), leased_by = NULL, leased_until = NULL
            WHERE source_id = ? AND (?::uuid IS NULL OR id = ?::uuid) AND state IN ('queued', 'running')
            """;

    private static final String FORGET = """
            DELETE FROM sync_run
            WHERE source_id = ? AND id NOT IN (
                SELECT id FROM sync_run WHERE source_id = ? ORDER BY created_at DESC, id DESC LIMIT ?)
            """;

    private static final String LIST = "SELECT " + COLUMNS + """
             FROM sync_run r
            WHERE r.source_id = ?
              AND (?::uuid IS NULL OR (r.created_at, r.id) < (SELECT created_at, id FROM sync_run WHERE id = ?::uuid))
            ORDER BY r.created_at DESC, r.id DESC
            LIMIT ?
            """;

    private static final String FIND = "SELECT " + COLUMNS + " FROM sync_run r WHERE r.source_id = ? AND r.id = ?";

    private static final String LATEST = "SELECT DISTINCT ON (r.source_id, r.dry_run) " + COLUMNS + """
             FROM sync_run r
            WHERE r.source_id = ANY (?)
            ORDER BY r.source_id, r.dry_run, r.created_at DESC, r.id DESC
            """;

    private static final String UNDER_WAY =
            "SELECT " + COLUMNS + " FROM sync_run r WHERE r.source_id = ? AND r.state IN ('queued', 'running')";

    private final Statements sql;

    SyncRuns(DataSource database) {
        this.sql = new Statements(database, "sources");
    }

    /** Queues a walk; empty when one of the source waits or runs already. */
    Optional<UUID> ask(UUID source, Sources.Wish wish) {
        UUID id = UUID.randomUUID();
        int queued = sql.update(ASK, id, source, wish.dryRun(), wish.force());
        return queued == 0 ? Optional.empty() : Optional.of(id);
    }

    /** Queues walks of all sources that are due. @return how many */
    int askDue() {
        return sql.update(ASK_DUE);
    }

    /** @param own walks that this process has in hand, however late it was with a sign of life */
    Optional<Claimed> claim(String worker, Duration lease, Collection<UUID> own) {
        return sql
                .query(
                        CLAIM,
                        row -> new Claimed(
                                row.getObject("id", UUID.class),
                                row.getObject("source_id", UUID.class),
                                worker,
                                row.getBoolean("dry_run"),
                                row.getBoolean("force"),
                                row.getInt("tries")),
                        own.toArray(UUID[]::new),
                        worker,
                        lease.toSeconds())
                .stream()
                .findFirst();
    }

    void keep(String worker, Collection<UUID> runs, Duration lease) {
        sql.update(KEEP, lease.toSeconds(), runs.toArray(UUID[]::new), worker);
    }

    boolean isMine(Claimed run) {
        return !sql.query(IS_MINE, row -> row.getInt(1), run.id(), run.worker()).isEmpty();
    }

    /**
     * Counts items under a finding; until the caller's transaction ends nobody can cancel the walk or take it over.
     *
     * @return false when the walk is no longer this worker's: nothing must be written then
     */
    boolean count(Claimed run, Finding finding, int items) {
        String statement = COUNT.replace("{finding}", finding.toString()); // one of seven names, all ours
        return sql.update(statement, items, finding == Finding.DELETED ? 0 : items, run.id(), run.worker()) > 0;
    }

    /** Adds a line to the report while there is room. */
    void note(Claimed run, Note note) {
        sql.update(NOTE, json(List.of(note)), run.id(), run.worker(), MOST_NOTES);
    }

    /** @return false when the walk was no longer this worker's */
    boolean finish(Claimed run, SyncRun.State state, Optional<String> reason) {
        boolean finished = sql.update(FINISH, state.toString(), orNull(reason), run.id(), run.worker()) > 0;
        sql.update(FORGET, run.source(), run.source(), MOST_RUNS);
        return finished;
    }

    void postpone(Claimed run, Duration delay, String reason) {
        sql.update(POSTPONE, delay.toMillis(), reason, run.id(), run.worker());
    }

    /** Stops a walk; what it has done stays. @return false when it was over already */
    boolean cancel(UUID source, UUID run) {
        return sql.update(CANCEL, source, run, run) > 0;
    }

    /** Stops whatever waits or runs. */
    void cancelAll(UUID source) {
        sql.update(CANCEL, source, null, null);
    }

    /** Newest first, after the run {@code after} where one is given. */
    List<SyncRun> list(UUID source, Optional<UUID> after, int limit) {
        @Nullable UUID from = after.orElse(null);
        return sql.query(LIST, SyncRuns::run, source, from, from, limit);
    }

    Optional<SyncRun> find(UUID source, UUID run) {
        return sql.query(FIND, SyncRuns::run, source, run).stream().findFirst();
    }

    /** Of each source the newest dry run and the newest other one, where there are any. */
    List<SyncRun> latest(Collection<UUID> sources) {
        return sql.query(LATEST, SyncRuns::run, (Object) sources.toArray(UUID[]::new));
    }

    /** The one that waits or runs. */
    Optional<SyncRun> underWay(UUID source) {
        return sql.query(UNDER_WAY, SyncRuns::run, source).stream().findFirst();
    }

    private static SyncRun run(ResultSet row) throws SQLException {
        return new SyncRun(
                row.getObject("id", UUID.class),
                row.getObject("source_id", UUID.class),
                SyncRun.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getBoolean("dry_run"),
                row.getBoolean("force"),
                new SyncRun.Counts(
                        row.getInt("seen"),
                        row.getInt("added"),
                        row.getInt("changed"),
                        row.getInt("moved"),
                        row.getInt("permissions_changed"),
                        row.getInt("deleted"),
                        row.getInt("unchanged"),
                        row.getInt("failed")),
                Optional.ofNullable(row.getString("reason")),
                notes(row.getString("notes")),
                Statements.instant(row, "created_at").orElseThrow(),
                Statements.instant(row, "started_at"),
                Statements.instant(row, "finished_at"),
                Statements.instant(row, "next_try_at"));
    }

    private static @Nullable String orNull(Optional<String> value) {
        return value.orElse(null);
    }

    private static String json(List<Note> notes) {
        try {
            return JSON.writeValueAsString(notes);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Texts can be written as JSON", e);
        }
    }

    private static List<Note> notes(String json) {
        try {
            return JSON.readValue(json, new TypeReference<List<Note>>() {});
        } catch (JsonProcessingException e) {
            throw new SourcesException("A stored report cannot be read", e);
        }
    }

    /** A walk that is this process's for as long as it keeps the lease. */
    record Claimed(UUID id, UUID source, String worker, boolean dryRun, boolean force, int tries) {}
}
