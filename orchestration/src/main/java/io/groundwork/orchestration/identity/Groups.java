package io.groundwork.orchestration.identity;

import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/** The {@code person_group} and {@code group_member} tables. */
@Singleton
public class Groups {

    /** Whoever is signed in, and every key. */
    public static final UUID EVERYONE = new UUID(0, 1);

    /** Those who administer; they curate every collection made, unless that grant is taken away. */
    public static final UUID ADMINISTRATORS = new UUID(0, 2);

    private final Session session;

    Groups(Session session) {
        this.session = session;
    }

    /** Adds a group; empty when the name is taken. */
    @Transactional
    public Optional<Group> add(String name) {
        boolean taken =
                session.createQuery("select count(g) from GroupEntity g where lower(g.name) = lower(:name)", Long.class)
                                .setParameter("name", name.strip())
                                .getSingleResult()
                        > 0;
        if (taken) {
            return Optional.empty();
        }
        GroupEntity group =
                new GroupEntity(UUID.randomUUID(), name.strip(), Instant.now().truncatedTo(ChronoUnit.MICROS));
        session.persist(group);
        return Optional.of(new Group(group.id, group.name, List.of(), group.createdAt));
    }

    @Transactional
    public List<Group> list() {
        return session.createQuery("from GroupEntity g order by lower(g.name)", GroupEntity.class)
                .getResultStream()
                .map(group -> new Group(group.id, group.name, members(group.id), group.createdAt))
                .toList();
    }

    /** False when the group or the person does not exist. */
    @Transactional
    public boolean addMember(UUID group, UUID person) {
        GroupEntity joined = session.find(GroupEntity.class, group);
        PersonEntity member = session.find(PersonEntity.class, person);
        if (joined == null || member == null || group.equals(EVERYONE)) {
            return false;
        }
        member.groups.add(joined);
        return true;
    }

    @Transactional
    public boolean removeMember(UUID group, UUID person) {
        PersonEntity member = session.find(PersonEntity.class, person);
        return member != null && member.groups.removeIf(joined -> joined.id.equals(group));
    }

    /** Deletes a group; the two that always exist stay. */
    @Transactional
    public boolean delete(UUID group) {
        if (group.equals(EVERYONE) || group.equals(ADMINISTRATORS)) {
            return false;
        }
        return session.createMutationQuery("delete from GroupEntity g where g.id = :id")
                        .setParameter("id", group)
                        .executeUpdate()
                > 0;
    }

    private List<UUID> members(UUID group) {
        return session.createQuery(
                        "select p.id from PersonEntity p join p.groups g where g.id = :group order by lower(p.email)",
                        UUID.class)
                .setParameter("group", group)
                .getResultList();
    }
}
