package io.groundwork.orchestration.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.orchestration.audit.Decision.Person;
import io.groundwork.orchestration.sql.Statements;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads the record. Who may see what of it is for the caller to decide. Safe for use by many threads. */
@Singleton
public final class Decisions {

    private static final String COLUMNS = """
            SELECT i.id, i.at, i.key_id, i.number, i.body, o.number AS outcome_number, o.body AS outcome_body,
                k.person_id, k.sealed, k.destroyed_at
            FROM decision_intent i LEFT JOIN decision_outcome o ON o.id = i.id LEFT JOIN person_key k ON k.id = i.key_id
            """;

    private static final String FIND = COLUMNS + " WHERE i.id = ?";

    private static final String LIST = COLUMNS + """
            WHERE (?::uuid IS NULL OR i.key_id IN (SELECT id FROM person_key WHERE person_id = ?::uuid))
              AND (?::text IS NULL OR ? IN (i.model, o.model)
                  OR (o.model = '' AND EXISTS (
                      SELECT FROM jsonb_array_elements(o.body::jsonb -> 'attempts') AS attempt
                      WHERE attempt ->> 'model' = ?::text AND attempt -> 'server' IS NOT NULL)))
              AND (?::text IS NULL OR i.kind = ?::text)
              AND (?::text IS NULL OR coalesce(o.ending, 'open') = ?::text)
              AND i.at >= ?::timestamptz AND i.at < ?::timestamptz
              AND (?::uuid IS NULL OR (i.at, i.id) < (SELECT at, id FROM decision_intent WHERE id = ?::uuid))
            ORDER BY i.at DESC, i.id DESC
            LIMIT ?
            """;

    private final Statements statements;
    private final PersonKeys keys;
    private final ObjectMapper json;

    Decisions(DataSource database, PersonKeys keys, ObjectMapper json) {
        this.statements = new Statements(database, "decisions");
        this.keys = keys;
        this.json = json;
    }

    /**
     * What to list; what is empty or unbounded leaves nothing out.
     *
     * @param ending the name of an {@link Ending} in lower case, or {@code open}
     * @param to not included
     */
    public record Wanted(
            Optional<UUID> person,
            Optional<String> model,
            Optional<String> kind,
            Optional<String> ending,
            Instant from,
            Instant to) {}

    /** One, with what the person's key opens of it. */
    public Optional<Decision> find(UUID id) {
        return statements.query(FIND, this::opened, id).stream().findFirst();
    }

    /** Newest first, after the decision {@code after} where one is given. Questions are not in it. */
    public List<Decision> list(Wanted wanted, Optional<UUID> after, int limit) {
        @Nullable UUID person = wanted.person().orElse(null);
        @Nullable String model = wanted.model().orElse(null);
        @Nullable String kind = wanted.kind().orElse(null);
        @Nullable String ending = wanted.ending().orElse(null);
        @Nullable UUID from = after.orElse(null);
        return statements.query(
                LIST,
                this::closed,
                person,
                person,
                model,
                model,
                model,
                kind,
                kind,
                ending,
                ending,
                wanted.from().atOffset(ZoneOffset.UTC),
                wanted.to().atOffset(ZoneOffset.UTC),
                from,
                from,
                limit);
    }

    private Decision closed(ResultSet row) throws SQLException {
        @Nullable UUID person = row.getObject("person_id", UUID.class);
        boolean destroyed = row.getObject("destroyed_at", OffsetDateTime.class) != null;
        return decision(
                row,
                person != null ? new Person.Known(person) : destroyed ? new Person.Erased() : new Person.Unreadable(),
                Optional.empty());
    }

    /** Whom the key belongs to stands in the record too, sealed: a key that was given to somebody else opens nothing. */
    private Decision opened(ResultSet row) throws SQLException {
        Decision closed = closed(row);
        if (!(closed.person() instanceof Person.Known(UUID person))) {
            return closed;
        }
        if (!(keys.find(row.getObject("key_id", UUID.class)) instanceof PersonKeys.Found.Usable usable)) {
            return decision(row, new Person.Unreadable(), Optional.empty());
        }
        try {
            JsonNode sealed = read(
                    usable.key().open(closed.intent().fields().path("sealed").asText(), closed.id()));
            if (!sealed.path("caller").asText().equals(person.toString())) {
                return decision(row, new Person.Unreadable(), Optional.empty());
            }
            return decision(
                    row,
                    closed.person(),
                    Optional.ofNullable(sealed.path("question").textValue()));
        } catch (RecordException | IllegalArgumentException e) {
            return decision(row, new Person.Unreadable(), Optional.empty());
        }
    }

    private Decision decision(ResultSet row, Person person, Optional<String> question) throws SQLException {
        @Nullable String outcome = row.getString("outcome_body");
        return new Decision(
                row.getObject("id", UUID.class),
                Statements.instant(row, "at").orElseThrow(),
                person,
                question,
                written(row.getLong("number"), row.getString("body")),
                outcome == null ? Optional.empty() : Optional.of(written(row.getLong("outcome_number"), outcome)));
    }

    private Decision.Written written(long number, String body) {
        return new Decision.Written(number, body, read(body));
    }

    private JsonNode read(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new RecordException("A record is no JSON any more", e);
        }
    }
}
