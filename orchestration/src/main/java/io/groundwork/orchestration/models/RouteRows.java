package io.groundwork.orchestration.models;

import io.groundwork.orchestration.sql.Statements;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** The tables {@code route} and {@code route_revision}. Each method is one or two statements, in the caller's transaction where there is one. */
@Singleton
final class RouteRows {

    private static final String ALL = """
            SELECT r.name, r.revision, v.plan FROM route r JOIN route_revision v ON v.route = r.name AND v.revision = r.revision
            WHERE r.removed_at IS NULL
            ORDER BY r.name
            """;

    private static final String REVISIONS = """
            SELECT route, revision, plan, note, made_by, made_at FROM route_revision WHERE route = ? ORDER BY revision DESC LIMIT ?
            """;

    private static final String NEXT = """
            INSERT INTO route (name, revision) VALUES (?, 1)
            ON CONFLICT (name) DO UPDATE SET revision = route.revision + 1, removed_at = NULL
            RETURNING revision
            """;

    private static final String ADD = """
            INSERT INTO route_revision (route, revision, plan, note, made_by) VALUES (?, ?, ?::jsonb, ?, ?::uuid)
            """;

    private static final String REMOVE = "UPDATE route SET removed_at = now() WHERE name = ?";

    private final Statements statements;

    RouteRows(DataSource database) {
        this.statements = new Statements(database, "routes");
    }

    /** By name. */
    List<Route> all() {
        return statements.query(
                ALL,
                row -> new Route(row.getString("name"), row.getInt("revision"), PlanJson.read(row.getString("plan"))));
    }

    /** Newest first. */
    List<RouteRevision> revisions(String route, int most) {
        return statements.query(REVISIONS, RouteRows::revision, route, most);
    }

    /** The route as it is from now on. */
    Route put(String name, Plan plan, Optional<UUID> by, String note) {
        int revision = statements.query(NEXT, row -> row.getInt(1), name).getFirst();
        statements.update(
                ADD,
                name,
                revision,
                PlanJson.write(plan).toString(),
                note,
                by.map(UUID::toString).orElse(null));
        return new Route(name, revision, plan);
    }

    /** Its revisions stay; one more, without candidates, says who removed it and why. */
    void remove(String name, Optional<UUID> by, String note) {
        put(name, new Plan(List.of(), Plan.Waits.USUAL), by, note);
        statements.update(REMOVE, name);
    }

    private static RouteRevision revision(ResultSet row) throws SQLException {
        return new RouteRevision(
                new Route(row.getString("route"), row.getInt("revision"), PlanJson.read(row.getString("plan"))),
                row.getString("note"),
                Optional.ofNullable(row.getObject("made_by", UUID.class)),
                Statements.instant(row, "made_at").orElse(Instant.EPOCH));
    }
}
