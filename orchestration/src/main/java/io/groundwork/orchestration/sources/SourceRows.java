package io.groundwork.orchestration.sources;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.groundwork.orchestration.sql.Statements;
import io.groundwork.retrieval.CollectionId;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The {@code source} table. Each method is one statement, in the caller's transaction where there is one. */
@Singleton
final class SourceRows {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private static final String SELECT = """
            SELECT s.id, s.collection_id, s.name, s.kind, s.settings, s.secret, s.every_minutes, s.enabled, s.cursor, s.created_at,
                (SELECT count(*) FROM source_item i WHERE i.source_id = s.id AND i.mark <> '') AS documents
            FROM source s
            """;

    private static final String FIND = SELECT + "WHERE s.id = ?";

    private static final String OF = SELECT + "WHERE s.collection_id = ANY (?) ORDER BY s.created_at, s.id";

    private static final String ALL = SELECT + "ORDER BY s.created_at, s.id";

    private static final String ADD = """
            INSERT INTO source (id, collection_id, name, kind, settings, secret, every_minutes, enabled)
            VALUES (?, ?, ?, ?, ?::jsonb, ?, ?, ?)
            """;

    /** The walk begins anew when it goes somewhere else. */
    private static final String CHANGE = """
            UPDATE source
            SET name = ?, settings = ?::jsonb, secret = ?, every_minutes = ?, enabled = ?,
                cursor = CASE WHEN settings = ?::jsonb THEN cursor END
            WHERE id = ?
            """;

    private static final String ADVANCE = "UPDATE source SET cursor = ? WHERE id = ?";

    private static final String DELETE = "DELETE FROM source WHERE id = ?";

    private final Statements sql;

    SourceRows(DataSource database) {
        this.sql = new Statements(database, "sources");
    }

    Optional<SourceRow> find(UUID id) {
        return sql.query(FIND, SourceRows::row, id).stream().findFirst();
    }

    /** Oldest first. */
    List<SourceRow> of(Collection<CollectionId> collections) {
        return sql.query(OF, SourceRows::row, (Object)
                collections.stream().map(CollectionId::value).toArray(UUID[]::new));
    }

    /** Oldest first. */
    List<SourceRow> all() {
        return sql.query(ALL, SourceRows::row);
    }

    void add(UUID id, CollectionId collection, SourceKind kind, Content content) {
        sql.update(
                ADD,
                id,
                collection.value(),
                content.name(),
                kind.toString(),
                content.settings().toString(),
                content.secretOrNull(),
                content.minutesOrNull(),
                content.enabled());
    }

    void change(UUID id, Content content) {
        String settings = content.settings().toString();
        sql.update(
                CHANGE,
                content.name(),
                settings,
                content.secretOrNull(),
                content.minutesOrNull(),
                content.enabled(),
                settings,
                id);
    }

    /** From here the next walk starts. */
    void advance(UUID id, Optional<String> cursor) {
        @Nullable String to = cursor.orElse(null);
        sql.update(ADVANCE, to, id);
    }

    void delete(UUID id) {
        sql.update(DELETE, id);
    }

    private static SourceRow row(ResultSet row) throws SQLException {
        int minutes = row.getInt("every_minutes");
        Optional<Duration> every = row.wasNull() ? Optional.empty() : Optional.of(Duration.ofMinutes(minutes));
        Content content = new Content(
                row.getString("name"),
                json(row.getString("settings")),
                Optional.ofNullable(row.getBytes("secret")),
                every,
                row.getBoolean("enabled"));
        String kind = row.getString("kind");
        return new SourceRow(
                new SourceInfo(
                        row.getObject("id", UUID.class),
                        new CollectionId(row.getObject("collection_id", UUID.class)),
                        content.name(),
                        SourceKind.parse(kind)
                                .orElseThrow(() -> new SQLException("The database holds a source of kind " + kind)),
                        content.settings(),
                        content.secret().isPresent(),
                        content.every(),
                        content.enabled(),
                        row.getLong("documents"),
                        Statements.instant(row, "created_at").orElseThrow()),
                content,
                Optional.ofNullable(row.getString("cursor")));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new SourcesException("A source's stored settings cannot be read", e);
        }
    }

    /** A source with what only this package may see. */
    record SourceRow(SourceInfo info, Content content, Optional<String> cursor) {}

    /**
     * What can be changed of a source.
     *
     * @param secret sealed
     */
    record Content(String name, JsonNode settings, Optional<byte[]> secret, Optional<Duration> every, boolean enabled) {

        byte @Nullable [] secretOrNull() {
            return secret.orElse(null);
        }

        @Nullable
        Integer minutesOrNull() {
            return every.map(period -> (int) period.toMinutes()).orElse(null);
        }
    }
}
