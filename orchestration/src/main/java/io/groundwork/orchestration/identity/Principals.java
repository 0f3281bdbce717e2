package io.groundwork.orchestration.identity;

import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.Session;

/** People, groups and keys as what they have in common: something that can be granted rights. */
@Singleton
@Transactional
public class Principals {

    private final Session session;

    Principals(Session session) {
        this.session = session;
    }

    /** Those of the ids that exist. */
    public Map<UUID, Principal> named(Collection<UUID> ids) {
        Map<UUID, Principal> found = new HashMap<>();
        collect(found, "person", "select p.id, p.name from PersonEntity p where p.id in :ids", ids);
        collect(found, "group", "select g.id, g.name from GroupEntity g where g.id in :ids", ids);
        collect(found, "key", "select k.id, k.name from KeyEntity k where k.id in :ids", ids);
        return found;
    }

    /** The people who have these addresses; addresses in lower case. */
    public List<UUID> peopleByEmail(Collection<String> emails) {
        return ids("select p.id from PersonEntity p where lower(p.email) in :asked", emails);
    }

    /** The groups of these names; names in lower case. */
    public List<UUID> groupsByName(Collection<String> names) {
        return ids("select g.id from GroupEntity g where lower(g.name) in :asked", names);
    }

    /** The people who are in one of these groups. */
    public List<UUID> membersOf(Collection<UUID> groups) {
        return ids("select distinct p.id from PersonEntity p join p.groups g where g.id in :asked", groups);
    }

    private List<UUID> ids(String query, Collection<?> asked) {
        return asked.isEmpty()
                ? List.of()
                : session.createQuery(query, UUID.class)
                        .setParameter("asked", asked)
                        .getResultList();
    }

    private void collect(Map<UUID, Principal> found, String kind, String query, Collection<UUID> ids) {
        session.createQuery(query, Object[].class)
                .setParameter("ids", ids)
                .getResultStream()
                .forEach(row -> found.put((UUID) row[0], new Principal((UUID) row[0], kind, (String) row[1])));
    }

    /** @param kind {@code person}, {@code group} or {@code key} */
    public record Principal(UUID id, String kind, String name) {}
}
