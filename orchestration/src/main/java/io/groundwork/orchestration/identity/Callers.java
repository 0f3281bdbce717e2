package io.groundwork.orchestration.identity;

import io.groundwork.orchestration.sql.Statements;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Who a key or a session stands for. Every request asks it first, so it is one statement, read as it stands now, outside any transaction: what is taken away
 * is gone with the next request, at every node. Safe for use by many threads.
 */
@Singleton
final class Callers {

    private static final String GROUPS =
            "ARRAY(SELECT m.group_id FROM group_member m WHERE m.person_id = p.id) AS groups";

    private static final String OF_KEY = """
            SELECT k.id AS key_id, k.name AS key_name, k.admin AS key_admin, p.id, p.name, p.email, %s
            FROM api_key k LEFT JOIN person p ON p.id = k.person_id
            WHERE k.hash = ? AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
                AND (k.person_id IS NULL OR p.active)
            """.formatted(GROUPS);

    private static final String OF_SESSION = """
            SELECT p.id, p.name, p.email, %s
            FROM person_session s JOIN person p ON p.id = s.person_id
            WHERE s.hash = ? AND s.expires_at > now() AND p.active
            """.formatted(GROUPS);

    private final Statements statements;

    Callers(DataSource database) {
        this.statements = new Statements(database, "who asks");
    }

    /** Empty when the key is unknown, revoked or out of date, or its person may no longer sign in. */
    Optional<Caller> ofKey(String secret) {
        return statements
                .query(OF_KEY, row -> row.getObject("id") == null ? service(row) : person(row), Secret.hash(secret))
                .stream()
                .findFirst();
    }

    /** Empty when the session has ended or its person may no longer sign in. */
    Optional<Caller> ofSession(String token) {
        return statements.query(OF_SESSION, Callers::person, Secret.hash(token)).stream()
                .findFirst();
    }

    private static Caller person(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        Set<UUID> principals =
                new HashSet<>(Set.of((UUID[]) row.getArray("groups").getArray()));
        boolean admin = principals.contains(Groups.ADMINISTRATORS);
        principals.add(id);
        principals.add(Groups.EVERYONE);
        return new Caller(id, row.getString("name"), row.getString("email"), principals, admin);
    }

    private static Caller service(ResultSet row) throws SQLException {
        UUID id = row.getObject("key_id", UUID.class);
        boolean admin = row.getBoolean("key_admin");
        Set<UUID> principals = new HashSet<>(Set.of(id, Groups.EVERYONE));
        if (admin) {
            principals.add(Groups.ADMINISTRATORS);
        }
        return new Caller(id, row.getString("key_name"), "", principals, admin);
    }
}
