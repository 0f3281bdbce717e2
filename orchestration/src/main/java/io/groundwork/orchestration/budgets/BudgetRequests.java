package io.groundwork.orchestration.budgets;

import io.groundwork.orchestration.sql.Statements;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** The {@code budget_request} table: who asks for more. Safe for use by many threads. */
@Singleton
public final class BudgetRequests {

    private static final String PUT = """
            INSERT INTO budget_request (id, budget_id, by_id, words) VALUES (?, ?, ?, ?)
            ON CONFLICT (budget_id, by_id) DO UPDATE SET words = excluded.words, at = now()
            """;

    private static final String ALL =
            "SELECT id, budget_id, by_id, words, at FROM budget_request ORDER BY at DESC, id LIMIT 500";

    private static final String REMOVE = "DELETE FROM budget_request WHERE id = ?";

    private final Statements statements;

    BudgetRequests(DataSource database) {
        this.statements = new Statements(database, "budget requests");
    }

    /** Asks, or asks again in other words. */
    public void ask(UUID budget, UUID by, String words) {
        statements.update(PUT, UUID.randomUUID(), budget, by, words);
    }

    /** Newest first, at most 500. */
    public List<Asked> all() {
        return statements.query(
                ALL,
                row -> new Asked(
                        row.getObject("id", UUID.class),
                        row.getObject("budget_id", UUID.class),
                        row.getObject("by_id", UUID.class),
                        row.getString("words"),
                        Statements.instant(row, "at").orElse(Instant.EPOCH)));
    }

    /** It has been answered. Whether it was there. */
    public boolean remove(UUID id) {
        return statements.update(REMOVE, id) == 1;
    }

    /** Somebody's wish for more. */
    public record Asked(UUID id, UUID budget, UUID by, String words, Instant at) {}
}
