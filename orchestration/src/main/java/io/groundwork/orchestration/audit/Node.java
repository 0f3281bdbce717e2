package io.groundwork.orchestration.audit;

import io.groundwork.orchestration.sql.Statements;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * This process among those that answer: the {@code decision_node} table, and what is open in {@code decision_open}. A process that cannot tell the database
 * that it lives begins nothing, as others would end it. Safe for use by many threads.
 */
@Singleton
final class Node {

    private static final String KEEP = """
            INSERT INTO decision_node (id, leased_until) VALUES (?, now() + ? * interval '1 millisecond')
            ON CONFLICT (id) DO UPDATE SET leased_until = excluded.leased_until
            """;

    private static final String LEAVE = "DELETE FROM decision_node WHERE id = ?";

    private static final String FORGET = """
            DELETE FROM decision_node n
            WHERE leased_until < now() - interval '1 hour' AND NOT EXISTS (SELECT FROM decision_open o WHERE o.node_id = n.id)
            """;

    private static final String LEFT_BEHIND = """
            SELECT o.id FROM decision_open o LEFT JOIN decision_node n ON n.id = o.node_id
            WHERE n.id IS NULL OR n.leased_until < now()
            ORDER BY o.at LIMIT ?
            """;

    private static final String OWN = """
            SELECT id FROM decision_open WHERE node_id = ? AND at < now() - ? * interval '1 millisecond' ORDER BY at
            """;

    private final UUID id = UUID.randomUUID();
    private final Set<UUID> live = ConcurrentHashMap.newKeySet();
    private final Statements statements;
    private final Duration lease;
    private volatile @Nullable Long keptAt;
    private volatile @Nullable Long unbrokenSince;

    Node(DataSource database, AuditConfig config) {
        this.statements = new Statements(database, "who answers");
        this.lease = config.lease();
    }

    UUID id() {
        return id;
    }

    Duration lease() {
        return lease;
    }

    /** Says that this process lives. Three times a lease. */
    void keep() {
        long now = System.nanoTime();
        boolean unbroken = holdsLease();
        statements.update(KEEP, id, lease.toMillis());
        if (!unbroken) {
            unbrokenSince = now;
        }
        keptAt = now;
    }

    /** Says that it ends. */
    void leave() {
        statements.update(LEAVE, id);
    }

    /** @throws RecordException when others may take this process for gone */
    void begin(UUID decision) {
        if (keptAt == null) {
            keep();
        }
        if (!holdsLease()) {
            throw new RecordException(
                    "Decision %s cannot be recorded: the database has not been reached for %d ms, and others may take this process for gone"
                            .formatted(decision, lease.toMillis()));
        }
        live.add(decision);
    }

    void ended(UUID decision) {
        live.remove(decision);
    }

    /** Whether the lease has been kept long enough that every other process that lives has had time to keep its own: after the database was away, nobody is taken for gone at once. */
    boolean mayJudge() {
        Long since = unbrokenSince;
        return since != null && holdsLease() && System.nanoTime() - since >= lease.toNanos();
    }

    /** What processes left that are gone; the oldest first. */
    List<UUID> leftBehind(int most) {
        statements.update(FORGET);
        return statements.query(LEFT_BEHIND, row -> row.getObject(1, UUID.class), most);
    }

    /** What stands open under this process's name though nobody works on it: the database committed what it could not say that it had, or was away at the end. */
    List<UUID> dropped(Duration patience) {
        return statements
                .query(
                        OWN,
                        row -> row.getObject(1, UUID.class),
                        id,
                        patience.multipliedBy(2).toMillis())
                .stream()
                .filter(decision -> !live.contains(decision))
                .toList();
    }

    private boolean holdsLease() {
        Long kept = keptAt;
        return kept != null && System.nanoTime() - kept < lease.toNanos();
    }
}
