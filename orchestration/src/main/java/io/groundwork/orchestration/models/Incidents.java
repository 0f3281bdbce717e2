package io.groundwork.orchestration.models;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.models.Incident.Closing;
import io.groundwork.orchestration.sql.Statements;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The tables {@code incident} and {@code incident_entry}. A model has one open incident at most; what befalls it meanwhile goes on its
 * timeline, in the caller's transaction where there is one. Safe for use by many threads.
 */
@Singleton
public final class Incidents {

    private static final String OPEN = """
            INSERT INTO incident (id, model_id, model, opened_by) VALUES (?, ?, ?, ?::uuid)
            ON CONFLICT (model_id) WHERE closed_at IS NULL DO NOTHING
            """;

    private static final String NOTE = """
            INSERT INTO incident_entry (incident_id, kind, by_id, words, detail)
            SELECT id, ?, ?::uuid, ?, ?::jsonb FROM incident WHERE model_id = ? AND closed_at IS NULL
            ON CONFLICT DO NOTHING
            """;

    private static final String NOTE_BY_HAND = """
            INSERT INTO incident_entry (incident_id, kind, by_id, words)
            SELECT id, 'note', ?, ? FROM incident WHERE id = ? AND closed_at IS NULL
            """;

    private static final String CLOSE = """
            WITH closed AS (
                UPDATE incident SET closed_at = now(), closed_by = ?, summary = ? WHERE id = ? AND closed_at IS NULL
                RETURNING id, closed_by, summary)
            INSERT INTO incident_entry (incident_id, kind, by_id, words) SELECT id, 'closed', closed_by, summary FROM closed
            """;

    private static final String COLUMNS =
            "SELECT id, model_id, model, opened_at, opened_by, summary, closed_at, closed_by FROM incident ";

    private static final String LIST = COLUMNS + """
            WHERE (?::boolean IS NULL OR (closed_at IS NULL) = ?::boolean)
                AND (?::uuid IS NULL OR (opened_at, id) < (SELECT opened_at, id FROM incident WHERE id = ?::uuid))
            ORDER BY opened_at DESC, id DESC LIMIT ?
            """;

    private static final String FIND = COLUMNS + "WHERE id = ?";

    private static final String OF_MODEL = COLUMNS + "WHERE model_id = ? ORDER BY opened_at DESC LIMIT 1";

    private static final String OPEN_OF = "SELECT model_id FROM incident WHERE model = ? AND closed_at IS NULL";

    private static final String ENTRIES =
            "SELECT at, kind, by_id, words, detail FROM incident_entry WHERE incident_id = ? ORDER BY id LIMIT 10000";

    private final Statements statements;

    Incidents(DataSource database) {
        this.statements = new Statements(database, "incidents");
    }

    /** A doubt opens an incident; each step after it, until it is closed, goes on its timeline. */
    void moved(ModelVersion model, State to, Optional<UUID> by, String note) {
        if (to == State.QUARANTINED || to == State.RECALLED) {
            statements.update(OPEN, UUID.randomUUID(), model.id(), model.name(), text(by));
        }
        note(
                model.id(),
                to == State.SERVING ? "reinstated" : to.word(),
                by,
                note,
                detail().put("from", model.state().word()).toString());
    }

    /** A route has another plan: told where it had named a model with an open incident. */
    void replanned(Route before, List<Plan.Candidate> after, Optional<UUID> by) {
        for (Plan.Candidate candidate : before.plan().candidates()) {
            find(candidate.model())
                    .ifPresent(model -> note(
                            model,
                            after.stream().anyMatch(other -> other.model().equals(candidate.model()))
                                    ? "route_changed"
                                    : "swapped",
                            by,
                            "",
                            detail().put("route", before.name())
                                    .put(
                                            "to",
                                            after.stream()
                                                    .map(Plan.Candidate::model)
                                                    .findFirst()
                                                    .orElse(null))
                                    .toString()));
        }
    }

    /** Adds a line where there is an open incident of the model, and does nothing where there is none. */
    void note(UUID model, String kind, Optional<UUID> by, String words, String detail) {
        statements.update(NOTE, kind, text(by), words, detail, model);
    }

    /** A node has taken a recalled model out of service, and ended so many answers. */
    public void goneFromNode(UUID model, String node, int streamsEnded) {
        note(
                model,
                "gone_from_node",
                Optional.empty(),
                "",
                detail().put("node", node).put("streams_ended", streamsEnded).toString());
    }

    /** A reader of one of its answers was told; only the first time counts. */
    public void noticeShown(UUID model) {
        note(model, "notice_shown", Optional.empty(), "", "{}");
    }

    /** Whether it was there, and open. */
    public boolean addNote(UUID id, String words, UUID by) {
        return statements.update(NOTE_BY_HAND, by, words, id) == 1;
    }

    /** Whether it was there, and open. */
    public boolean close(UUID id, String summary, UUID by) {
        return statements.update(CLOSE, by, summary, id) == 1;
    }

    /**
     * Newest first.
     *
     * @param open empty: open and closed ones
     * @param after the last one of the page before
     */
    public List<Incident> list(Optional<Boolean> open, Optional<UUID> after, int most) {
        @Nullable String state = open.map(Object::toString).orElse(null);
        return statements.query(LIST, Incidents::incident, state, state, text(after), text(after), most);
    }

    public Optional<Incident> find(UUID id) {
        return statements.query(FIND, Incidents::incident, id).stream().findFirst();
    }

    /** The newest one of a model. */
    public Optional<Incident> ofModel(UUID model) {
        return statements.query(OF_MODEL, Incidents::incident, model).stream().findFirst();
    }

    /** In the order in which it happened. */
    public List<Incident.Entry> entries(UUID id) {
        return statements.query(
                ENTRIES,
                row -> new Incident.Entry(
                        Statements.instant(row, "at").orElse(Instant.EPOCH),
                        row.getString("kind"),
                        Optional.ofNullable(row.getObject("by_id", UUID.class)),
                        row.getString("words"),
                        row.getString("detail")),
                id);
    }

    private Optional<UUID> find(String model) {
        return statements.query(OPEN_OF, row -> row.getObject(1, UUID.class), model).stream()
                .findFirst();
    }

    private static ObjectNode detail() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static @Nullable String text(Optional<UUID> id) {
        return id.map(UUID::toString).orElse(null);
    }

    private static Incident incident(ResultSet row) throws SQLException {
        Optional<UUID> closer = Optional.ofNullable(row.getObject("closed_by", UUID.class));
        String summary = row.getString("summary");
        return new Incident(
                row.getObject("id", UUID.class),
                row.getObject("model_id", UUID.class),
                row.getString("model"),
                Statements.instant(row, "opened_at").orElse(Instant.EPOCH),
                Optional.ofNullable(row.getObject("opened_by", UUID.class)),
                Statements.instant(row, "closed_at").map(at -> new Closing(at, closer, summary)));
    }
}
