package io.groundwork.orchestration.models;

import io.groundwork.orchestration.chat.Dialect;
import io.groundwork.orchestration.models.ModelVersion.Approval;
import io.groundwork.orchestration.models.ModelVersion.Endpoint;
import io.groundwork.orchestration.models.ModelVersion.KeyUse;
import io.groundwork.orchestration.sql.Statements;
import jakarta.inject.Singleton;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The tables {@code model_version}, {@code model_endpoint}, {@code model_event} and {@code model_clock}. Each method is one or two
 * statements, in the caller's transaction where there is one.
 */
@Singleton
final class ModelRows {

    /** First in each change: whoever changes something waits here for whoever else does. */
    private static final String TICK = "UPDATE model_clock SET ticks = ticks + 1";

    private static final String TICKS = "SELECT ticks FROM model_clock";

    private static final String ALL = """
            SELECT id, name, state, dialect, remote_name, card, created_at, approved_by, approved_at
            FROM model_version ORDER BY name
            """;

    private static final String ENDPOINTS = """
            SELECT model_id, ordinal, base_url, secret FROM model_endpoint ORDER BY model_id, ordinal
            """;

    private static final String ADD = """
            INSERT INTO model_version (id, name, state, dialect, remote_name, card, approved_by, approved_at)
            VALUES (?, ?, ?, ?, ?, ?::jsonb, ?::uuid, CASE WHEN ? THEN now() END)
            """;

    private static final String CHANGE = """
            UPDATE model_version SET dialect = ?, remote_name = ?, card = ?::jsonb WHERE id = ?
            """;

    private static final String CLEAR_ENDPOINTS = "DELETE FROM model_endpoint WHERE model_id = ?";

    private static final String ADD_ENDPOINT = """
            INSERT INTO model_endpoint (model_id, ordinal, base_url, secret) VALUES (?, ?, ?, ?::bytea)
            """;

    private static final String MOVE = "UPDATE model_version SET state = ? WHERE id = ?";

    private static final String APPROVE = """
            UPDATE model_version SET approved_by = ?::uuid, approved_at = now() WHERE id = ?
            """;

    private static final String REMOVE = "DELETE FROM model_version WHERE id = ?";

    private static final String NOTE = """
            INSERT INTO model_event (model_id, model, kind, by_id, note, detail) VALUES (?, ?, ?, ?::uuid, ?, ?::jsonb)
            """;

    /** Callers use the names of assistants as they use those of models, so no name is both. */
    private static final String ASSISTANT =
            "SELECT EXISTS (SELECT FROM assistant WHERE name = ? AND removed_at IS NULL)";

    private static final String NOTED = "SELECT EXISTS (SELECT FROM model_event WHERE kind = ? AND note = ?)";

    private static final String EVENTS = """
            SELECT model_id, model, kind, by_id, note, detail, at FROM model_event WHERE model_id = ? ORDER BY id DESC LIMIT ?
            """;

    private final Statements statements;

    ModelRows(DataSource database) {
        this.statements = new Statements(database, "models");
    }

    void tick() {
        statements.update(TICK);
    }

    long ticks() {
        return statements.query(TICKS, row -> row.getLong(1)).getFirst();
    }

    boolean isAssistant(String name) {
        return statements.query(ASSISTANT, row -> row.getBoolean(1), name).getFirst();
    }

    /** By name. */
    List<ModelVersion> all() {
        Map<UUID, List<Endpoint>> endpoints = new HashMap<>();
        sealed().forEach(held ->
                endpoints.computeIfAbsent(held.model(), id -> new ArrayList<>()).add(held.endpoint()));
        return statements.query(ALL, row -> version(row, endpoints));
    }

    /** All endpoints with their sealed keys. */
    List<Sealed> sealed() {
        return statements.query(ENDPOINTS, row -> {
            Optional<byte[]> secret = Optional.ofNullable(row.getBytes("secret"));
            return new Sealed(
                    row.getObject("model_id", UUID.class),
                    new Endpoint(
                            row.getInt("ordinal"),
                            URI.create(row.getString("base_url")),
                            secret.isPresent() ? KeyUse.SENT : KeyUse.NONE),
                    secret);
        });
    }

    /** @param by who let it serve, where its state needs that; empty for the environment */
    void add(UUID id, String name, State state, Dialect dialect, String remoteName, Card card, Optional<UUID> by) {
        statements.update(
                ADD,
                id,
                name,
                state.word(),
                dialect.word(),
                remoteName,
                CardJson.store(card),
                state.needsApproval() ? text(by) : null,
                state.needsApproval());
    }

    void change(UUID id, Dialect dialect, String remoteName, Card card) {
        statements.update(CHANGE, dialect.word(), remoteName, CardJson.store(card), id);
    }

    void endpoints(UUID id, List<Sealed> endpoints) {
        statements.update(CLEAR_ENDPOINTS, id);
        endpoints.forEach(held -> statements.update(
                ADD_ENDPOINT,
                id,
                held.endpoint().ordinal(),
                held.endpoint().baseUrl().toString(),
                held.secret().orElse(null)));
    }

    void move(UUID id, State to) {
        statements.update(MOVE, to.word(), id);
    }

    void approve(UUID id, Optional<UUID> by) {
        statements.update(APPROVE, text(by), id);
    }

    void remove(UUID id) {
        statements.update(REMOVE, id);
    }

    /** @param detail JSON */
    void note(UUID id, String name, String kind, Optional<UUID> by, String note, String detail) {
        statements.update(NOTE, id, name, kind, text(by), note, detail);
    }

    /** Whether an event of this kind has these words, of whatever model. */
    boolean wasNoted(String kind, String note) {
        return statements.query(NOTED, row -> row.getBoolean(1), kind, note).getFirst();
    }

    /** Newest first. */
    List<ModelEvent> events(UUID id, int most) {
        return statements.query(EVENTS, ModelRows::event, id, most);
    }

    private static @Nullable String text(Optional<UUID> id) {
        return id.map(UUID::toString).orElse(null);
    }

    private static ModelVersion version(ResultSet row, Map<UUID, List<Endpoint>> endpoints) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        Optional<UUID> approver = Optional.ofNullable(row.getObject("approved_by", UUID.class));
        return new ModelVersion(
                id,
                row.getString("name"),
                State.of(row.getString("state")).orElseThrow(),
                Dialect.of(row.getString("dialect")).orElse(Dialect.OPENAI),
                row.getString("remote_name"),
                endpoints.getOrDefault(id, List.of()),
                CardJson.read(row.getString("card")),
                Statements.instant(row, "created_at").orElse(Instant.EPOCH),
                Statements.instant(row, "approved_at").map(at -> new Approval(approver, at)));
    }

    private static ModelEvent event(ResultSet row) throws SQLException {
        return new ModelEvent(
                row.getObject("model_id", UUID.class),
                row.getString("model"),
                row.getString("kind"),
                Optional.ofNullable(row.getObject("by_id", UUID.class)),
                row.getString("note"),
                row.getString("detail"),
                Statements.instant(row, "at").orElse(Instant.EPOCH));
    }

    /** An endpoint with its key as it is stored. */
    record Sealed(UUID model, Endpoint endpoint, Optional<byte[]> secret) {

        /** What the key is sealed for; the first has the name that it had when a model had one. */
        String place() {
            return place(model, endpoint.ordinal());
        }

        static String place(UUID model, int ordinal) {
            return ordinal == 0 ? "chat_model " + model : "chat_model %s/%d".formatted(model, ordinal);
        }
    }
}
