package io.groundwork.orchestration.assistants;

import io.groundwork.orchestration.assistants.Assistant.Right;
import io.groundwork.orchestration.assistants.Assistant.State;
import io.groundwork.orchestration.assistants.Assistants.Listed;
import io.groundwork.orchestration.sql.Statements;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The tables {@code assistant}, {@code assistant_revision} and {@code assistant_share}. Each method is one or two statements, in the caller's transaction where there is
 * one. What is removed is found by nobody.
 */
@Singleton
final class AssistantRows {

    /** With what an asker may do with each: {@code edit} comes before {@code use}, so the least is the most. */
    private static final String VISIBLE = """
            SELECT * FROM (
                SELECT a.id, a.name, a.owner_id, a.state, a.revision, a.created_at, v.made_at, v.brief,
                    CASE WHEN ? OR a.owner_id = ANY (?) THEN 'own' ELSE (
                        SELECT min(s.access) FROM assistant_share s WHERE s.assistant_id = a.id AND s.principal_id = ANY (?)
                    ) END AS access
                FROM assistant a JOIN assistant_revision v ON v.assistant_id = a.id AND v.revision = a.revision
                WHERE a.removed_at IS NULL
            ) visible WHERE access IS NOT NULL
            """;

    private static final String LIST = """
            SELECT id, name, owner_id, state, revision, created_at, made_at, brief - 'prompt' - 'filters' AS brief, access FROM (
            """ + VISIBLE + """
            ) listed WHERE (state = 'enabled' OR access <> 'use') AND name > coalesce((SELECT name FROM assistant WHERE id = ?::uuid), '')
            ORDER BY name LIMIT ?
            """;

    /** Nothing but the names of those that answer an asker. */
    private static final String NAMES = """
            SELECT a.name, a.created_at FROM assistant a
            WHERE a.removed_at IS NULL AND a.state = 'enabled' AND (? OR a.owner_id = ANY (?) OR EXISTS (
                SELECT FROM assistant_share s WHERE s.assistant_id = a.id AND s.principal_id = ANY (?)))
            """;

    private static final String USABLE = NAMES + "AND a.name > ? ORDER BY a.name LIMIT ?";

    private static final String USABLE_NAMED = NAMES + "AND a.name = ?";

    private static final String COUNT = "SELECT count(*) FROM assistant WHERE owner_id = ? AND removed_at IS NULL";

    private static final String BY_NAME = VISIBLE + "AND state = 'enabled' AND name = ?";

    private static final String BY_ID = VISIBLE + "AND (state = 'enabled' OR access <> 'use') AND id = ?";

    private static final String ANSWERING_BY = """
            SELECT count(*) FROM assistant a JOIN assistant_revision v ON v.assistant_id = a.id AND v.revision = a.revision
            WHERE a.removed_at IS NULL AND v.brief ->> 'route' = ?
            """;

    private static final String VISIBLE_ANSWERING_BY = VISIBLE + """
            AND (state = 'enabled' OR access <> 'use') AND brief ->> 'route' = ? ORDER BY name LIMIT ?
            """;

    private static final String ADD = """
            INSERT INTO assistant (id, name, owner_id, state, revision) VALUES (?, ?, ?, ?, 1)
            """;

    /** Only where nobody else was faster. */
    private static final String MOVE_ON = """
            UPDATE assistant SET name = ?, state = ?, revision = revision + 1
            WHERE id = ? AND revision = ? AND removed_at IS NULL
            """;

    private static final String NOTE_REVISION = """
            INSERT INTO assistant_revision (assistant_id, revision, name, state, brief, note, made_by) VALUES (?, ?, ?, ?, ?::jsonb, ?, ?)
            """;

    private static final String REVISIONS = """
            SELECT revision, name, state, brief, note, made_by, made_at FROM assistant_revision
            WHERE assistant_id = ? AND revision < ? ORDER BY revision DESC LIMIT ?
            """;

    private static final String REVISION = """
            SELECT revision, name, state, brief, note, made_by, made_at FROM assistant_revision WHERE assistant_id = ? AND revision = ?
            """;

    private static final String REMOVE = "UPDATE assistant SET removed_at = now() WHERE id = ? AND removed_at IS NULL";

    private static final String LOCK = "SELECT id FROM assistant WHERE id = ? AND removed_at IS NULL FOR UPDATE";

    private static final String SHARES = """
            SELECT principal_id, access FROM assistant_share WHERE assistant_id = ? ORDER BY access, principal_id
            """;

    private static final String UNSHARE = "DELETE FROM assistant_share WHERE assistant_id = ?";

    private static final String SHARE = """
            INSERT INTO assistant_share (assistant_id, principal_id, access) SELECT ?, * FROM unnest(?::uuid[], ?::text[])
            """;

    private final Statements statements;

    AssistantRows(DataSource database) {
        this.statements = new Statements(database, "assistants");
    }

    /** By name, of those behind {@code after}; what answers nobody is there for those who may change it. */
    List<Assistant> list(Asker asker, Optional<UUID> after, int limit) {
        return visible(LIST, asker, after.map(UUID::toString).orElse(null), limit);
    }

    /** Those that answer, by name, of those behind a name. */
    List<Listed> usable(Asker asker, String after, int limit) {
        return names(USABLE, asker, after, limit);
    }

    Optional<Listed> usable(Asker asker, String name) {
        return names(USABLE_NAMED, asker, name).stream().findFirst();
    }

    /** How many somebody has made that are not removed. */
    int count(UUID owner) {
        return statements.query(COUNT, row -> row.getInt(1), owner).getFirst();
    }

    /** One that answers. */
    Optional<Assistant> named(Asker asker, String name) {
        return visible(BY_NAME, asker, name).stream().findFirst();
    }

    Optional<Assistant> find(Asker asker, UUID id) {
        return visible(BY_ID, asker, id).stream().findFirst();
    }

    /** How many answer by a route, or by a model of that name, whoever may see them. */
    int countAnsweringBy(String route) {
        return statements.query(ANSWERING_BY, row -> row.getInt(1), route).getFirst();
    }

    /** Those of them that the asker may see, by name. */
    List<Assistant> answeringBy(Asker asker, String route, int limit) {
        return visible(VISIBLE_ANSWERING_BY, asker, route, limit);
    }

    void add(UUID id, String name, UUID owner, State state) {
        statements.update(ADD, id, name, owner, state.word());
    }

    /** False when it is gone, or at another revision by now. */
    boolean moveOn(UUID id, int from, String name, State state) {
        return statements.update(MOVE_ON, name, state.word(), id, from) == 1;
    }

    void addRevision(UUID id, AssistantRevision made) {
        statements.update(
                NOTE_REVISION,
                id,
                made.revision(),
                made.name(),
                made.state().word(),
                BriefJson.write(made.brief()).toString(),
                made.note(),
                made.by());
    }

    /** Newest first, of those before one. */
    List<AssistantRevision> revisions(UUID id, int before, int limit) {
        return statements.query(REVISIONS, AssistantRows::revision, id, before, limit);
    }

    Optional<AssistantRevision> revision(UUID id, int revision) {
        return statements.query(REVISION, AssistantRows::revision, id, revision).stream()
                .findFirst();
    }

    boolean remove(UUID id) {
        return statements.update(REMOVE, id) == 1;
    }

    /** Keeps others from changing it until the transaction ends; false when it is gone. */
    boolean lock(UUID id) {
        return !statements.query(LOCK, row -> id, id).isEmpty();
    }

    Map<UUID, Right> shares(UUID id) {
        Map<UUID, Right> shares = new LinkedHashMap<>();
        statements
                .query(SHARES, row -> Map.entry(row.getObject("principal_id", UUID.class), right(row)), id)
                .forEach(share -> shares.put(share.getKey(), share.getValue()));
        return shares;
    }

    void share(UUID id, Map<UUID, Right> shares) {
        statements.update(UNSHARE, id);
        List<Map.Entry<UUID, Right>> all = List.copyOf(shares.entrySet());
        statements.update(
                SHARE,
                id,
                all.stream().map(Map.Entry::getKey).toArray(UUID[]::new),
                all.stream().map(share -> share.getValue().word()).toArray(String[]::new));
    }

    private List<Listed> names(String sql, Asker asker, Object... more) {
        return statements.query(
                sql,
                row -> new Listed(
                        row.getString("name"),
                        Statements.instant(row, "created_at").orElse(Instant.EPOCH)),
                bound(asker, more));
    }

    private List<Assistant> visible(String sql, Asker asker, @Nullable Object... more) {
        return statements.query(sql, AssistantRows::assistant, bound(asker, more));
    }

    private static @Nullable Object[] bound(Asker asker, @Nullable Object... more) {
        UUID[] principals = asker.principals().toArray(UUID[]::new);
        return Stream.concat(Stream.of(asker.admin(), principals, principals), java.util.Arrays.stream(more))
                .toArray();
    }

    private static Assistant assistant(ResultSet row) throws SQLException {
        return new Assistant(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getObject("owner_id", UUID.class),
                state(row),
                row.getInt("revision"),
                Statements.instant(row, "created_at").orElse(Instant.EPOCH),
                Statements.instant(row, "made_at").orElse(Instant.EPOCH),
                BriefJson.read(row.getString("brief")),
                right(row));
    }

    private static AssistantRevision revision(ResultSet row) throws SQLException {
        return new AssistantRevision(
                row.getInt("revision"),
                row.getString("name"),
                state(row),
                BriefJson.read(row.getString("brief")),
                row.getString("note"),
                row.getObject("made_by", UUID.class),
                Statements.instant(row, "made_at").orElse(Instant.EPOCH));
    }

    private static State state(ResultSet row) throws SQLException {
        return State.valueOf(row.getString("state").toUpperCase(Locale.ROOT));
    }

    private static Right right(ResultSet row) throws SQLException {
        return Right.valueOf(row.getString("access").toUpperCase(Locale.ROOT));
    }
}
