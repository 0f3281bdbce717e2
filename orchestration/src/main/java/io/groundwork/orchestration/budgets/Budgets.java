package io.groundwork.orchestration.budgets;

import io.groundwork.orchestration.sql.Statements;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** The {@code budget} table: who may spend how much. A change is in force with the next answer that begins. Safe for use by many threads. */
@Singleton
public final class Budgets {

    private static final String STANDING = """
            SELECT b.id, b.subject_kind, b.subject_id, b.period, b.limit_tokens, b.limit_micros, b.currency, b.then_route,
                coalesce(u.spent_tokens, 0) AS spent_tokens, coalesce(u.spent_micros, 0) AS spent_micros,
                coalesce(u.held_tokens, 0) AS held_tokens, coalesce(u.held_micros, 0) AS held_micros,
                (date_trunc(b.period, now() AT TIME ZONE 'UTC') + ('1 ' || b.period)::interval)::date AS resets
            FROM budget b LEFT JOIN budget_use u
                ON u.budget_id = b.id AND u.period_start = date_trunc(b.period, now() AT TIME ZONE 'UTC')::date
            """;

    private static final String ALL = STANDING + " ORDER BY b.subject_kind, b.made_at, b.id";

    private static final String MINE =
            STANDING + " WHERE b.subject_kind = 'everyone' OR b.subject_id = ANY (?) ORDER BY b.id";

    private static final String FIND = STANDING + " WHERE b.id = ?";

    /** Waits for whoever else changes it. */
    private static final String LOCK = FIND + " FOR NO KEY UPDATE OF b";

    /** One for each of whom and when: setting it again changes the limits and keeps what was spent. */
    private static final String PUT = """
            INSERT INTO budget (id, subject_kind, subject_id, period, limit_tokens, limit_micros, currency, then_route, made_by)
            VALUES (?, ?, ?::uuid, ?, ?::bigint, ?::bigint, ?, ?, ?)
            ON CONFLICT (subject_kind, subject_id, period) DO UPDATE
                SET limit_tokens = excluded.limit_tokens, limit_micros = excluded.limit_micros, currency = excluded.currency,
                    then_route = excluded.then_route, made_by = excluded.made_by, made_at = now()
            RETURNING id
            """;

    private static final String REMOVE = "DELETE FROM budget WHERE id = ?";

    private final Statements statements;
    private final Ledger ledger;

    Budgets(DataSource database, Ledger ledger) {
        this.statements = new Statements(database, "budgets");
        this.ledger = ledger;
    }

    /** With what is used of each in its present period. */
    public List<Standing> all() {
        return statements.query(ALL, Ledger::standing);
    }

    /** Those that a caller is under. */
    public List<Standing> of(Collection<UUID> principals) {
        return statements.query(MINE, Ledger::standing, (Object) principals.toArray(UUID[]::new));
    }

    private Optional<Standing> find(UUID id) {
        return statements.query(FIND, Ledger::standing, id).stream().findFirst();
    }

    /** The same; within a transaction nobody else changes it until the end of that. */
    Optional<Standing> lock(UUID id) {
        return statements.query(LOCK, Ledger::standing, id).stream().findFirst();
    }

    /** Sets a budget, or changes the one that is set for the same subject and period. */
    public Standing put(Budget budget, UUID by) {
        UUID id = statements
                .query(
                        PUT,
                        row -> row.getObject(1, UUID.class),
                        budget.id(),
                        budget.subject().kind().word(),
                        budget.subject().id().map(UUID::toString).orElse(null),
                        budget.period().word(),
                        budget.limitTokens().isPresent()
                                ? (Long) budget.limitTokens().getAsLong()
                                : null,
                        budget.limit().map(Budget.Money::micros).orElse(null),
                        budget.limit().map(Budget.Money::currency).orElse(null),
                        budget.thenRoute().orElse(null),
                        by)
                .getFirst();
        ledger.changed();
        return find(id).orElseThrow();
    }

    /** Whether it was there. */
    public boolean remove(UUID id) {
        return statements.update(REMOVE, id) == 1;
    }
}
