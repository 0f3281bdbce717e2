package io.groundwork.orchestration.budgets;

import io.groundwork.orchestration.budgets.Budget.Kind;
import io.groundwork.orchestration.budgets.Budget.Money;
import io.groundwork.orchestration.budgets.Budget.Period;
import io.groundwork.orchestration.budgets.Budget.Subject;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The tables {@code budget_use}, {@code budget_hold} and {@code usage_entry}: changed within the transactions of others only, on their
 * connection. Budgets are locked in the order of their ids. Safe for use by many threads.
 */
@Singleton
public final class Ledger {

    /** How long a standing is good for a guess. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    private static final int MOST_SEEN = 10_000;

    /** Whether there is any budget: an expression for the first statement of a transaction, which tells {@link #saw}. */
    public static final String ANY = "EXISTS (SELECT FROM budget)";

    private static final String OPEN_PERIODS = """
            INSERT INTO budget_use (budget_id, period_start)
            SELECT id, date_trunc(period, now() AT TIME ZONE 'UTC')::date FROM budget
            WHERE subject_kind = 'everyone' OR subject_id = ANY (?)
            ORDER BY id
            ON CONFLICT DO NOTHING
            """;

    private static final String STANDINGS = """
            SELECT b.id, b.subject_kind, b.subject_id, b.period, b.limit_tokens, b.limit_micros, b.currency, b.then_route,
                u.period_start, u.spent_tokens, u.spent_micros, u.held_tokens, u.held_micros,
                (u.period_start + ('1 ' || b.period)::interval)::date AS resets
            FROM budget b JOIN budget_use u ON u.budget_id = b.id
            WHERE (b.subject_kind = 'everyone' OR b.subject_id = ANY (?))
                AND u.period_start = date_trunc(b.period, now() AT TIME ZONE 'UTC')::date
            ORDER BY b.id
            """;

    private static final String LOCK_ALL = """
            SELECT FROM budget_use u JOIN budget b ON b.id = u.budget_id
            WHERE ((b.subject_kind = 'everyone' OR b.subject_id = ANY (?))
                    AND u.period_start = date_trunc(b.period, now() AT TIME ZONE 'UTC')::date)
                OR (u.budget_id, u.period_start) IN (SELECT budget_id, period_start FROM budget_hold WHERE decision_id = ANY (?))
            ORDER BY u.budget_id, u.period_start
            FOR UPDATE OF u
            """;

    private static final String HOLD = """
            WITH used AS (
                UPDATE budget_use SET held_tokens = held_tokens + ?, held_micros = held_micros + ?
                WHERE budget_id = ? AND period_start = ?
                RETURNING budget_id, period_start)
            INSERT INTO budget_hold (decision_id, budget_id, period_start, tokens, micros)
            SELECT ?, budget_id, period_start, ?, ? FROM used
            """;

    /** A part of a statement whose {@code closed} says which decisions have just ended: books what those took, each once. {@link #bind} fills it. */
    public static final String BOOKED = """
            booked AS (
                INSERT INTO usage_entry (decision_id, caller_id, route, model, input_tokens, output_tokens, micros, currency)
                SELECT t.* FROM unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::int[], ?::int[], ?::bigint[], ?::text[])
                    AS t (id, caller, route, model, input, output, micros, currency)
                WHERE t.id IN (SELECT id FROM closed))
            """;

    private static final String HELD = "SELECT DISTINCT decision_id FROM budget_hold WHERE decision_id = ANY (?)";

    private static final String SETTLE = """
            WITH gone AS (DELETE FROM budget_hold WHERE decision_id = ? RETURNING budget_id, period_start, tokens, micros)
            UPDATE budget_use u SET held_tokens = u.held_tokens - gone.tokens, held_micros = u.held_micros - gone.micros,
                spent_tokens = u.spent_tokens + ?, spent_micros = u.spent_micros + CASE WHEN b.currency = ? THEN ? ELSE 0 END
            FROM gone JOIN budget b ON b.id = gone.budget_id
            WHERE u.budget_id = gone.budget_id AND u.period_start = gone.period_start
            """;

    private final Map<UUID, Seen> seen = new ConcurrentHashMap<>();
    private volatile boolean limits = true;

    /** Holds back, after {@link #lock}, what an answer may take, with each budget that its caller is under; nothing where one of them has too little left. */
    public Verdict hold(Connection connection, UUID decision, Claim claim) throws SQLException {
        List<Standing> standings = standings(connection, claim);
        if (seen.size() >= MOST_SEEN) {
            seen.clear();
        }
        seen.put(claim.caller(), new Seen(System.nanoTime(), claim.principals(), standings));
        for (Standing standing : standings) {
            if (exceeds(standing, claim)) {
                return new Verdict.Over(standing);
            }
        }
        try (PreparedStatement hold = connection.prepareStatement(HOLD)) {
            for (Standing standing : standings) {
                long micros = micros(standing.budget(), claim.micros(), claim.currency());
                hold.setLong(1, claim.tokens());
                hold.setLong(2, micros);
                hold.setObject(3, standing.budget().id());
                hold.setObject(4, start(standing));
                hold.setObject(5, decision);
                hold.setLong(6, claim.tokens());
                hold.setLong(7, micros);
                hold.addBatch();
            }
            hold.executeBatch();
        }
        return new Verdict.Free(
                standings.stream().filter(Standing::isNearItsEnd).max(Comparator.comparingDouble(Standing::share)));
    }

    /**
     * Fills {@link #BOOKED}.
     *
     * @param first the number of its first parameter
     * @param taken by decision; what nobody knows is not in it, and not booked
     * @return the number of the parameter after its last
     */
    public int bind(Connection connection, PreparedStatement statement, int first, Map<UUID, Taken> taken)
            throws SQLException {
        List<Map.Entry<UUID, Taken>> rows = List.copyOf(taken.entrySet());
        List<Array> columns = List.of(
                column(connection, "uuid", rows, Map.Entry::getKey),
                column(connection, "uuid", rows, row -> row.getValue().caller().orElse(null)),
                column(connection, "text", rows, row -> row.getValue().route()),
                column(connection, "text", rows, row -> row.getValue().model()),
                column(connection, "int4", rows, row -> row.getValue().inputTokens()),
                column(connection, "int4", rows, row -> row.getValue().outputTokens()),
                column(connection, "int8", rows, row -> row.getValue().micros()),
                column(connection, "text", rows, row -> row.getValue()
                        .currency()
                        .orElse(null)));
        int next = first;
        for (Array column : columns) {
            statement.setArray(next++, column);
        }
        return next;
    }

    private static Array column(
            Connection connection,
            String type,
            List<Map.Entry<UUID, Taken>> rows,
            Function<Map.Entry<UUID, Taken>, @Nullable Object> value)
            throws SQLException {
        return connection.createArrayOf(type, rows.stream().map(value).toArray());
    }

    /**
     * Lets go what was held back for decisions that have ended, and counts what they took, in the budgets; after {@link #lock}.
     *
     * @param ended with what each took; empty where nobody knows: its node died
     */
    public void settle(Connection connection, Map<UUID, Optional<Taken>> ended) throws SQLException {
        for (UUID decision : held(connection, ended.keySet())) {
            letGo(connection, decision, ended.getOrDefault(decision, Optional.empty()));
        }
    }

    /** Those of the decisions for which something is held back. */
    private static List<UUID> held(Connection connection, Collection<UUID> decisions) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(HELD)) {
            select.setArray(1, connection.createArrayOf("uuid", decisions.toArray()));
            try (ResultSet rows = select.executeQuery()) {
                List<UUID> held = new ArrayList<>();
                while (rows.next()) {
                    held.add(rows.getObject(1, UUID.class));
                }
                return held;
            }
        }
    }

    private static void letGo(Connection connection, UUID decision, Optional<Taken> known) throws SQLException {
        long tokens = known.map(taken -> (long) taken.inputTokens() + taken.outputTokens())
                .orElse(0L);
        try (PreparedStatement settle = connection.prepareStatement(SETTLE)) {
            settle.setObject(1, decision);
            settle.setLong(2, tokens);
            settle.setString(3, known.flatMap(Taken::currency).orElse(null));
            settle.setLong(4, known.map(Taken::micros).orElse(0L));
            settle.executeUpdate();
        }
    }

    /** Whether there was any budget when this was last looked at; then who begins has to wait for the verdict. */
    public boolean limits() {
        return limits;
    }

    /**
     * Whether the budgets of who asks have, as far as was seen a moment ago, plenty left: then its work may begin while the claim is being held back, at the
     * risk that it is given up again. Where nothing was seen, there is not.
     */
    public boolean roomy(Claim claim) {
        if (!limits) {
            return true;
        }
        Seen last = seen.get(claim.caller());
        return last != null
                && System.nanoTime() - last.at() < FRESH.toNanos()
                && last.principals().equals(claim.principals())
                && last.standings().stream().noneMatch(standing -> standing.isNearItsEnd() || exceeds(standing, claim));
    }

    /**
     * Locks all budgets that a transaction will change, in one order for everybody: two nodes never wait for each other in turn.
     *
     * @param principals of those whose claims are to be held back
     * @param ending decisions that are to be settled
     */
    public void lock(Connection connection, Collection<UUID> principals, Collection<UUID> ending) throws SQLException {
        Array asked = connection.createArrayOf("uuid", principals.toArray());
        try (PreparedStatement open = connection.prepareStatement(OPEN_PERIODS);
                PreparedStatement lock = connection.prepareStatement(LOCK_ALL)) {
            open.setArray(1, asked);
            open.executeUpdate();
            lock.setArray(1, asked);
            lock.setArray(2, connection.createArrayOf("uuid", ending.toArray()));
            lock.execute();
        }
    }

    /** A budget was set at this node: what was seen before is no ground for a guess. */
    public void changed() {
        limits = true;
        seen.clear();
    }

    /** Whether a transaction has seen {@link #ANY} budget; where there is none, nothing is held back, and nothing is to be let go. */
    public void saw(boolean any) {
        limits = any;
    }

    private static List<Standing> standings(Connection connection, Claim claim) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(STANDINGS)) {
            select.setArray(
                    1, connection.createArrayOf("uuid", claim.principals().toArray()));
            try (ResultSet rows = select.executeQuery()) {
                List<Standing> standings = new ArrayList<>();
                while (rows.next()) {
                    standings.add(standing(rows));
                }
                return standings;
            }
        }
    }

    private static boolean exceeds(Standing standing, Claim claim) {
        Budget budget = standing.budget();
        long tokens = standing.spentTokens() + standing.heldTokens() + claim.tokens();
        long micros = standing.spentMicros() + standing.heldMicros() + micros(budget, claim.micros(), claim.currency());
        return tokens > budget.limitTokens().orElse(Long.MAX_VALUE)
                || budget.limit().filter(limit -> micros > limit.micros()).isPresent();
    }

    private static long micros(Budget budget, long micros, Optional<String> currency) {
        return budget.limit().map(Money::currency).equals(currency) ? micros : 0;
    }

    private static LocalDate start(Standing standing) {
        return switch (standing.budget().period()) {
            case DAY -> standing.resets().minusDays(1);
            case MONTH -> standing.resets().minusMonths(1);
        };
    }

    /** The budgets of one who asked, as they stood then. */
    private record Seen(long at, Set<UUID> principals, List<Standing> standings) {

        Seen {
            standings = List.copyOf(standings);
        }
    }

    static Standing standing(ResultSet row) throws SQLException {
        return new Standing(
                budget(row),
                row.getLong("spent_tokens"),
                row.getLong("spent_micros"),
                row.getLong("held_tokens"),
                row.getLong("held_micros"),
                row.getObject("resets", LocalDate.class));
    }

    private static Budget budget(ResultSet row) throws SQLException {
        long tokens = row.getLong("limit_tokens");
        OptionalLong limitTokens = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(tokens);
        long micros = row.getLong("limit_micros");
        Optional<Money> limit =
                row.wasNull() ? Optional.empty() : Optional.of(new Money(micros, row.getString("currency")));
        return new Budget(
                row.getObject("id", UUID.class),
                new Subject(
                        Kind.valueOf(row.getString("subject_kind").toUpperCase(Locale.ROOT)),
                        Optional.ofNullable(row.getObject("subject_id", UUID.class))),
                Period.valueOf(row.getString("period").toUpperCase(Locale.ROOT)),
                limitTokens,
                limit,
                Optional.ofNullable(row.getString("then_route")));
    }
}
