package io.groundwork.orchestration.budgets;

import io.groundwork.orchestration.sql.Statements;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** The {@code budget_request} table: who asks for more. Safe for use by many threads. */
@Singleton
public final class BudgetRequests {

    private static final String PUT = """
            INSERT INTO budget_request (id, budget_id, by_id, words) VALUES (?, ?, ?, ?)
            ON CONFLICT (budget_id, by_id) DO UPDATE SET words = excluded.words, at = now(), state = 'open', answer = '',
                answered_by = NULL, answered_at = NULL
            """;

    private static final String COLUMNS = "SELECT id, budget_id, by_id, words, at, state, answer FROM budget_request ";

    private static final String ALL = COLUMNS + "ORDER BY state <> 'open', at DESC, id LIMIT 500";

    private static final String MINE = COLUMNS + "WHERE by_id = ? ORDER BY at DESC, id LIMIT 500";

    private static final String FIND = COLUMNS + "WHERE id = ?";

    private static final String ANSWER = """
            UPDATE budget_request SET state = ?, answer = ?, answered_by = ?, answered_at = now() WHERE id = ? AND state = 'open'
            """;

    private static final String REMOVE = "DELETE FROM budget_request WHERE id = ?";

    private final Statements statements;
    private final Budgets budgets;
    private final Ledger ledger;

    BudgetRequests(DataSource database, Budgets budgets, Ledger ledger) {
        this.statements = new Statements(database, "budget requests");
        this.budgets = budgets;
        this.ledger = ledger;
    }

    /** Asks, or asks again in other words. */
    public void ask(UUID budget, UUID by, String words) {
        statements.update(PUT, UUID.randomUUID(), budget, by, words);
    }

    /** Open ones first, then newest first, at most 500. */
    public List<Asked> all() {
        return statements.query(ALL, BudgetRequests::asked);
    }

    /** What somebody asked for, with its answers. */
    public List<Asked> of(UUID by) {
        return statements.query(MINE, BudgetRequests::asked, by);
    }

    public Optional<Asked> find(UUID id) {
        return statements.query(FIND, BudgetRequests::asked, id).stream().findFirst();
    }

    /** Whether it was there, and open. */
    public boolean answer(UUID id, Answer answer, String words, UUID by) {
        return statements.update(ANSWER, answer.name().toLowerCase(Locale.ROOT), words, by, id) == 1;
    }

    /**
     * Says yes and raises the budget, both or neither. Of those who answer at the same time, one does and the others find it answered.
     *
     * @param raise makes of the budget, as it stands then, what it is to be
     * @return the budget with its new limits; empty where there is no such request, or it is not open any more
     */
    public Optional<Standing> grant(UUID id, UnaryOperator<Budget> raise, String words, UUID by) {
        Optional<Standing> raised = QuarkusTransaction.joiningExisting()
                .call(() -> find(id).flatMap(asked -> budgets.lock(asked.budget()))
                        .filter(locked -> answer(id, Answer.GRANTED, words, by))
                        .map(locked -> budgets.put(raise.apply(locked.budget()), by)));
        raised.ifPresent(
                standing -> ledger.changed()); // what was looked up before the end of the transaction is the old one
        return raised;
    }

    private static Asked asked(ResultSet row) throws SQLException {
        return new Asked(
                row.getObject("id", UUID.class),
                row.getObject("budget_id", UUID.class),
                row.getObject("by_id", UUID.class),
                row.getString("words"),
                Statements.instant(row, "at").orElse(Instant.EPOCH),
                row.getString("state"),
                row.getString("answer"));
    }

    /** Forgets it. Whether it was there. */
    public boolean remove(UUID id) {
        return statements.update(REMOVE, id) == 1;
    }

    /** What an administrator says to it. */
    public enum Answer {
        GRANTED,
        REFUSED
    }

    /**
     * Somebody's wish for more.
     *
     * @param state {@code open}, {@code granted} or {@code refused}
     * @param answer in the words of who answered
     */
    public record Asked(UUID id, UUID budget, UUID by, String words, Instant at, String state, String answer) {}
}
