package io.groundwork.orchestration.budgets;

import io.groundwork.orchestration.sql.Statements;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What was used, read from the ledger. Safe for use by many threads. */
@Singleton
public final class Usage {

    private static final String SUMS = """
            SELECT CASE ? WHEN 'model' THEN model WHEN 'route' THEN route WHEN 'caller' THEN caller_id::text
                    ELSE (at AT TIME ZONE 'UTC')::date::text END AS grouped, currency, count(*) AS answers, sum(input_tokens) AS input_tokens,
                sum(output_tokens) AS output_tokens, sum(micros) AS micros
            FROM usage_entry
            WHERE at >= ?::timestamptz AND at < ?::timestamptz AND (?::uuid IS NULL OR caller_id = ?::uuid)
            GROUP BY 1, 2 ORDER BY 4 DESC, 1, 2 LIMIT 1000
            """;

    /** The callers of one kind; who is in several groups counts in each of them. */
    private static final String SUMS_OF_KIND = """
            SELECT who.id::text AS grouped, currency, count(*) AS answers, sum(input_tokens) AS input_tokens,
                sum(output_tokens) AS output_tokens, sum(micros) AS micros
            FROM usage_entry JOIN (
                SELECT id AS caller_id, id FROM person WHERE ? = 'person'
                UNION ALL SELECT id, id FROM api_key WHERE ? = 'key'
                UNION ALL SELECT person_id, group_id FROM group_member WHERE ? = 'group') AS who USING (caller_id)
            WHERE at >= ?::timestamptz AND at < ?::timestamptz AND (?::uuid IS NULL OR caller_id = ?::uuid)
            GROUP BY 1, 2 ORDER BY 4 DESC, 1, 2 LIMIT 1000
            """;

    private final Statements statements;

    Usage(DataSource database) {
        this.statements = new Statements(database, "usage");
    }

    /**
     * Sums of the time from {@code from} until before {@code to}, most read first.
     *
     * @param caller only this one's; empty: all
     */
    public List<Sum> sums(By by, Instant from, Instant to, Optional<UUID> caller) {
        @Nullable String only = caller.map(UUID::toString).orElse(null);
        String kind = by.name().toLowerCase(Locale.ROOT);
        return switch (by) {
            case MODEL, ROUTE, CALLER, DAY ->
                statements.query(SUMS, Usage::sum, kind, from.toString(), to.toString(), only, only);
            case PERSON, GROUP, KEY ->
                statements.query(
                        SUMS_OF_KIND, Usage::sum, kind, kind, kind, from.toString(), to.toString(), only, only);
        };
    }

    private static Sum sum(ResultSet row) throws SQLException {
        return new Sum(
                Optional.ofNullable(row.getString("grouped")),
                Optional.ofNullable(row.getString("currency")),
                row.getLong("answers"),
                row.getLong("input_tokens"),
                row.getLong("output_tokens"),
                row.getLong("micros"));
    }

    /** What sums are made of. */
    public enum By {
        MODEL,
        ROUTE,
        CALLER,
        PERSON,
        GROUP,
        KEY,
        DAY
    }

    /**
     * @param of the model, route or day, or the id of the caller or group; empty for a caller who was erased
     * @param micros millionths of the currency
     */
    public record Sum(
            Optional<String> of,
            Optional<String> currency,
            long answers,
            long inputTokens,
            long outputTokens,
            long micros) {}
}
