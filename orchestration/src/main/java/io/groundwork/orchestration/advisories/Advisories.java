package io.groundwork.orchestration.advisories;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.orchestration.advisories.Advisory.Format;
import io.groundwork.orchestration.advisories.Advisory.Match;
import io.groundwork.orchestration.advisories.Advisory.MatchState;
import io.groundwork.orchestration.advisories.Advisory.Severity;
import io.groundwork.orchestration.sql.Statements;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The tables {@code advisory} and {@code advisory_match}. Each method is one statement or one transaction. Safe for use by many threads. */
@Singleton
public class Advisories {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The same item again changes nothing. An item that is older than the one that is known changes nothing either. */
    private static final String PUT = """
            INSERT INTO advisory (id, aliases, format, summary, details, severity, score, url, published_at, modified_at, withdrawn_at,
                affected, digest, imported_by)
            VALUES (?, ?, ?, ?, ?, ?, ?::double precision, ?, ?::timestamptz, ?::timestamptz, ?::timestamptz, ?::jsonb, ?, ?)
            ON CONFLICT (id) DO UPDATE SET aliases = excluded.aliases, format = excluded.format, summary = excluded.summary,
                details = excluded.details, severity = excluded.severity, score = excluded.score, url = excluded.url,
                published_at = excluded.published_at, modified_at = excluded.modified_at, withdrawn_at = excluded.withdrawn_at,
                affected = excluded.affected, digest = excluded.digest, imported_by = excluded.imported_by, imported_at = now()
            WHERE advisory.digest <> excluded.digest
                AND (advisory.modified_at IS NULL OR excluded.modified_at IS NULL OR advisory.modified_at <= excluded.modified_at)
            RETURNING (xmax = 0) AS added
            """;

    private static final String COLUMNS = """
            SELECT a.id, a.aliases, a.format, a.summary, a.details, a.severity, a.score, a.url, a.published_at, a.modified_at,
                a.withdrawn_at, a.affected, a.digest, a.imported_at FROM advisory a
            """;

    private static final String LIST = COLUMNS + """
            WHERE (?::text IS NULL OR EXISTS (
                    SELECT FROM advisory_match m WHERE m.advisory_id = a.id AND (?::text = 'any' OR m.state = ?::text)))
                AND (?::text IS NULL OR (a.imported_at, a.id) < (SELECT imported_at, id FROM advisory WHERE id = ?::text))
            ORDER BY a.imported_at DESC, a.id DESC LIMIT ?
            """;

    private static final String FIND = COLUMNS + "WHERE a.id = ?";

    private static final String PAGE = COLUMNS + "WHERE a.id > ? ORDER BY a.id LIMIT ?";

    private static final String EXEMPTING =
            COLUMNS + "WHERE jsonb_array_length(a.affected -> 'exempt') > 0 ORDER BY a.id";

    private static final String MATCHES = """
            SELECT advisory_id, model_id, model, via, what, state, reason, decided_by, decided_at, found_at FROM advisory_match
            """;

    private static final String MATCHES_OF = MATCHES + "WHERE advisory_id = ANY (?) ORDER BY advisory_id, model";

    private static final String MATCHES_OF_MODEL =
            MATCHES + "WHERE model_id = ? ORDER BY state <> 'open', found_at DESC, advisory_id";

    private static final String STANDING = "SELECT advisory_id, model_id FROM advisory_match WHERE state <> 'closed'";

    private static final String OPEN_MATCHES = """
            SELECT m.model_id, count(*) AS matches, (ARRAY['critical', 'high', 'medium', 'low', 'unknown'])[min(array_position(
                    ARRAY['critical', 'high', 'medium', 'low', 'unknown'], a.severity))] AS worst
            FROM advisory_match m JOIN advisory a ON a.id = m.advisory_id
            WHERE m.state = 'open' GROUP BY m.model_id
            """;

    /** What was closed by itself opens again; what somebody dismissed stays so. */
    private static final String MATCH = """
            INSERT INTO advisory_match (advisory_id, model_id, model, via, what, state) VALUES (?, ?, ?, ?, ?, 'open')
            ON CONFLICT (advisory_id, model_id) DO UPDATE SET via = excluded.via, what = excluded.what,
                state = CASE advisory_match.state WHEN 'closed' THEN 'open' ELSE advisory_match.state END,
                reason = CASE advisory_match.state WHEN 'closed' THEN '' ELSE advisory_match.reason END
            """;

    private static final String CLOSE = """
            UPDATE advisory_match SET state = 'closed', reason = ?, decided_by = NULL, decided_at = now()
            WHERE advisory_id = ? AND model_id = ? AND state <> 'closed'
            """;

    private static final String DECIDE = """
            UPDATE advisory_match SET state = ?, reason = ?, decided_by = ?, decided_at = now()
            WHERE advisory_id = ? AND model_id = ? AND state = ?
            """;

    private final Statements statements;

    Advisories(DataSource database) {
        this.statements = new Statements(database, "advisories");
    }

    /** Takes advisories in, all or none, and says of each what became of it. */
    @Transactional
    List<Put> put(List<Advisory> all, UUID by) {
        return all.stream().map(advisory -> put(advisory, by)).toList();
    }

    private Put put(Advisory advisory, UUID by) {
        return statements
                .query(
                        PUT,
                        row -> row.getBoolean("added") ? Put.ADDED : Put.CHANGED,
                        advisory.id(),
                        advisory.aliases().stream().sorted().toArray(String[]::new),
                        advisory.format().word(),
                        advisory.summary(),
                        advisory.details(),
                        advisory.severity().word(),
                        advisory.score().isPresent() ? (Double) advisory.score().getAsDouble() : null,
                        advisory.url().orElse(null),
                        utc(advisory.published()),
                        utc(advisory.modified()),
                        utc(advisory.withdrawn()),
                        write(new Scope(advisory.affected(), advisory.exempt())),
                        advisory.digest(),
                        by)
                .stream()
                .findFirst()
                .orElse(Put.KNOWN);
    }

    /**
     * Newest import first.
     *
     * @param matching empty: all; {@code any}: those that meet a model; else those with a match in this state
     * @param after the last one of the page before
     */
    public List<Advisory> list(Optional<String> matching, Optional<String> after, int most) {
        @Nullable String state = matching.orElse(null);
        @Nullable String last = after.orElse(null);
        return statements.query(LIST, Advisories::advisory, state, state, state, last, last, most);
    }

    public Optional<Advisory> find(String id) {
        return statements.query(FIND, Advisories::advisory, id).stream().findFirst();
    }

    /** By id, from the one after {@code after}. */
    List<Advisory> page(String after, int most) {
        return statements.query(PAGE, Advisories::advisory, after, most);
    }

    /** Those that say which products are not affected. */
    List<Advisory> exempting() {
        return statements.query(EXEMPTING, Advisories::advisory);
    }

    public List<Match> matches(List<String> advisories) {
        return statements.query(MATCHES_OF, Advisories::match, (Object) advisories.toArray(String[]::new));
    }

    /** Open ones first. */
    public List<Match> matches(UUID model) {
        return statements.query(MATCHES_OF_MODEL, Advisories::match, model);
    }

    /** The open matches of all models, in numbers. */
    public List<Count> open() {
        return statements.query(
                OPEN_MATCHES,
                row -> new Count(
                        row.getObject("model_id", UUID.class),
                        row.getInt("matches"),
                        Severity.of(row.getString("worst"))));
    }

    /** All matches that are not closed. */
    Set<Meeting> standing() {
        return Set.copyOf(statements.query(
                STANDING, row -> new Meeting(row.getString("advisory_id"), row.getObject("model_id", UUID.class))));
    }

    void match(String advisory, UUID model, String name, String via, String what) {
        statements.update(MATCH, advisory, model, name, via, what);
    }

    void close(String advisory, UUID model, String reason) {
        statements.update(CLOSE, reason, advisory, model);
    }

    /** Whether there was an open match. The reason is kept. */
    public boolean dismiss(String advisory, UUID model, String reason, UUID by) {
        return decide(advisory, model, MatchState.OPEN, MatchState.DISMISSED, reason, by);
    }

    /** Whether there was one that had been dismissed. */
    public boolean reopen(String advisory, UUID model, String reason, UUID by) {
        return decide(advisory, model, MatchState.DISMISSED, MatchState.OPEN, reason, by);
    }

    private boolean decide(String advisory, UUID model, MatchState from, MatchState to, String reason, UUID by) {
        return statements.update(DECIDE, to.word(), reason, by, advisory, model, from.word()) == 1;
    }

    private static @Nullable String utc(Optional<Instant> at) {
        return at.map(moment -> OffsetDateTime.ofInstant(moment, ZoneOffset.UTC).toString())
                .orElse(null);
    }

    private static String write(Scope scope) {
        try {
            return JSON.writeValueAsString(scope);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("What an advisory is about cannot be written as JSON", e);
        }
    }

    private static Scope read(String stored) {
        try {
            return JSON.readValue(stored, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("What an advisory is about cannot be read from the database", e);
        }
    }

    private static Advisory advisory(ResultSet row) throws SQLException {
        Scope scope = read(row.getString("affected"));
        double score = row.getDouble("score");
        boolean unscored = row.wasNull();
        return new Advisory(
                row.getString("id"),
                texts(row.getArray("aliases")),
                Format.valueOf(row.getString("format").toUpperCase(Locale.ROOT)),
                row.getString("summary"),
                row.getString("details"),
                Severity.valueOf(row.getString("severity").toUpperCase(Locale.ROOT)),
                unscored ? OptionalDouble.empty() : OptionalDouble.of(score),
                Optional.ofNullable(row.getString("url")),
                Statements.instant(row, "published_at"),
                Statements.instant(row, "modified_at"),
                Statements.instant(row, "withdrawn_at"),
                scope.affected(),
                scope.exempt(),
                row.getString("digest"));
    }

    private static Set<String> texts(Array array) throws SQLException {
        return Set.copyOf(Arrays.asList((String[]) array.getArray()));
    }

    private static Match match(ResultSet row) throws SQLException {
        return new Match(
                row.getString("advisory_id"),
                row.getObject("model_id", UUID.class),
                row.getString("model"),
                row.getString("via"),
                row.getString("what"),
                MatchState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getString("reason"),
                Optional.ofNullable(row.getObject("decided_by", UUID.class)),
                Statements.instant(row, "decided_at"),
                Statements.instant(row, "found_at").orElse(Instant.EPOCH));
    }

    /** What became of an advisory that was imported. */
    enum Put {
        ADDED,
        CHANGED,
        KNOWN
    }

    /** An advisory and the model that it names. */
    record Meeting(String advisory, UUID model) {}

    /** @param worst of its open matches */
    public record Count(UUID model, int matches, Severity worst) {}

    /** As it is stored. */
    private record Scope(List<Affected> affected, List<Advisory.Exempt> exempt) {}
}
