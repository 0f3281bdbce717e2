package io.groundwork.orchestration.spaces;

import io.groundwork.orchestration.spaces.SpaceChange.State;
import io.groundwork.orchestration.sql.Statements;
import io.groundwork.retrieval.CollectionId;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The {@code space_change} table: moves between spaces, and the queue of what is to be done for them; and {@code space_act}, the record of who
 * ordered what. Each method is one statement, in the caller's transaction where there is one.
 */
@Singleton
final class SpaceChanges {

    private static final String ADD = """
            INSERT INTO space_change (id, collection_id, from_space, to_space, state) VALUES (?, ?, ?, ?, 'building')
            ON CONFLICT (collection_id) WHERE state NOT IN ('done', 'cancelled') DO NOTHING
            """;

    private static final String LOCK = """
            SELECT id, collection_id, from_space, to_space, state, embedded, reused, cut, pace, report, measured_at, error, created_at
            FROM space_change WHERE collection_id = ? AND state NOT IN ('done', 'cancelled') FOR UPDATE
            """;

    private static final String FIND = LOCK.replace("FOR UPDATE", "");

    private static final String LATEST_REPORT = """
            SELECT report FROM space_change WHERE collection_id = ? AND report IS NOT NULL
            ORDER BY created_at DESC LIMIT 1
            """;

    /** Whoever works on it finds out at its next sign of life. */
    private static final String SET_STATE = """
            UPDATE space_change SET state = ?, ends = ?, error = NULL, run_after = now(), leased_by = NULL, leased_until = NULL WHERE id = ?
            """;

    private static final String REPORT = "UPDATE space_change SET report = ?::jsonb, measured_at = now() WHERE id = ?";

    private static final String ACT = """
            INSERT INTO space_act (collection_id, change_id, act, from_model, to_model, by) VALUES (?, ?, ?, ?, ?, ?)
            """;

    private static final String ACTS = """
            SELECT act, from_model, to_model, by, at FROM space_act WHERE collection_id = ? ORDER BY at DESC, id DESC LIMIT ?
            """;

    private static final String CLAIM = """
            WITH free AS MATERIALIZED (
                SELECT id FROM space_change
                WHERE state IN ('building', 'ready', 'switched', 'clearing') AND run_after <= now()
                    AND (leased_until IS NULL OR leased_until < now())
                ORDER BY run_after, id
                LIMIT 1
                FOR UPDATE SKIP LOCKED)
            UPDATE space_change c SET leased_by = ?, leased_until = now() + ? * interval '1 millisecond'
            FROM free
            WHERE c.id = free.id
            RETURNING c.id, c.collection_id, c.state, c.ends
            """;

    private static final String KEEP = """
            UPDATE space_change
            SET leased_until = now() + ? * interval '1 millisecond', embedded = embedded + ?, reused = reused + ?, cut = cut + ?,
                pace = coalesce(?::float8, pace), error = NULL
            WHERE id = ? AND leased_by = ?
            """;

    private static final String LET_GO = """
            UPDATE space_change SET leased_by = NULL, leased_until = NULL, error = ?, run_after = now() + ? * interval '1 millisecond'
            WHERE id = ? AND leased_by = ?
            """;

    private static final String FINISH = """
            UPDATE space_change SET state = ?, leased_by = NULL, leased_until = NULL, error = NULL, run_after = now(),
                finished_at = CASE WHEN ? IN ('done', 'cancelled') THEN now() END
            WHERE id = ? AND leased_by = ?
            """;

    private final Statements statements;

    SpaceChanges(DataSource database) {
        this.statements = new Statements(database, "spaces");
    }

    /** @return empty when another move of the collection is under way */
    Optional<UUID> add(CollectionId collection, int from, int to) {
        UUID id = UUID.randomUUID();
        return statements.update(ADD, id, collection.value(), from, to) == 0 ? Optional.empty() : Optional.of(id);
    }

    /** The move that is under way. */
    Optional<SpaceChange> find(CollectionId collection) {
        return statements.query(FIND, SpaceChanges::change, collection.value()).stream()
                .findFirst();
    }

    /** The same, nobody else's until the caller's transaction ends. */
    Optional<SpaceChange> lock(CollectionId collection) {
        return statements.query(LOCK, SpaceChanges::change, collection.value()).stream()
                .findFirst();
    }

    Optional<String> latestReport(CollectionId collection) {
        return statements.query(LATEST_REPORT, row -> row.getString("report"), collection.value()).stream()
                .findFirst();
    }

    void become(SpaceChange change, State state) {
        statements.update(SET_STATE, state.toString(), null, change.id());
    }

    /** @param ends what it is when all is emptied, {@code done} or {@code cancelled} */
    void clear(SpaceChange change, String ends) {
        statements.update(SET_STATE, State.CLEARING.toString(), ends, change.id());
    }

    void report(SpaceChange change, String report) {
        statements.update(REPORT, report, change.id());
    }

    /** An order that somebody gave. */
    record Act(String act, String from, String to, UUID by, Instant at) {}

    void record(CollectionId collection, UUID change, String act, String from, String to, UUID by) {
        statements.update(ACT, collection.value(), change, act, from, to, by);
    }

    /** Newest first. */
    List<Act> acts(CollectionId collection, int limit) {
        return statements.query(
                ACTS,
                row -> new Act(
                        row.getString("act"),
                        row.getString("from_model"),
                        row.getString("to_model"),
                        row.getObject("by", UUID.class),
                        Statements.instant(row, "at").orElseThrow()),
                collection.value(),
                limit);
    }

    /** A move that is this process's for as long as it keeps the lease. */
    record Claimed(UUID id, CollectionId collection, State state, Optional<String> ends, String worker) {}

    Optional<Claimed> claim(String worker, Duration lease) {
        return statements
                .query(
                        CLAIM,
                        row -> new Claimed(
                                row.getObject("id", UUID.class),
                                new CollectionId(row.getObject("collection_id", UUID.class)),
                                State.of(row.getString("state")),
                                Optional.ofNullable(row.getString("ends")),
                                worker),
                        worker,
                        lease.toMillis())
                .stream()
                .findFirst();
    }

    /**
     * What was done since the last sign of life.
     *
     * @param pace passages a second; empty leaves it as it was
     */
    record Progress(long embedded, long reused, long cut, Optional<Double> pace) {

        static final Progress NONE = new Progress(0, 0, 0, Optional.empty());
    }

    /** @return false when it is no longer this worker's: paused, cancelled, switched, or taken over */
    boolean keep(Claimed claimed, Duration lease, Progress progress) {
        return statements.update(
                        KEEP,
                        lease.toMillis(),
                        progress.embedded(),
                        progress.reused(),
                        progress.cut(),
                        progress.pace().orElse(null),
                        claimed.id(),
                        claimed.worker())
                > 0;
    }

    /** Hands it back, to be looked at again after a while. */
    void letGo(Claimed claimed, Duration wait, Optional<String> error) {
        statements.update(LET_GO, error.orElse(null), wait.toMillis(), claimed.id(), claimed.worker());
    }

    /** @param state {@code ready}, {@code done} or {@code cancelled} */
    void finish(Claimed claimed, String state) {
        statements.update(FINISH, state, state, claimed.id(), claimed.worker());
    }

    private static SpaceChange change(ResultSet row) throws SQLException {
        return new SpaceChange(
                row.getObject("id", UUID.class),
                new CollectionId(row.getObject("collection_id", UUID.class)),
                row.getInt("from_space"),
                row.getInt("to_space"),
                State.of(row.getString("state")),
                row.getLong("embedded"),
                row.getLong("reused"),
                row.getLong("cut"),
                row.getDouble("pace"),
                Optional.ofNullable(row.getString("report")),
                Statements.instant(row, "measured_at"),
                Optional.ofNullable(row.getString("error")),
                Statements.instant(row, "created_at").orElseThrow());
    }
}
