package io.groundwork.orchestration.identity;

import io.quarkus.elytron.security.common.BcryptUtil;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/** The {@code person} table. */
@Singleton
public class People {

    /** Compared with when nobody has that address, so that both cases take the same time. */
    private static final String NOBODY = BcryptUtil.bcryptHash("nobody");

    private final Session session;
    private final Sessions sessions;

    People(Session session, Sessions sessions) {
        this.session = session;
        this.sessions = sessions;
    }

    /**
     * Adds a person.
     *
     * @return empty when the address is taken
     */
    @Transactional
    public Optional<Person> add(String email, String name, String password, boolean admin) {
        if (byEmail(email).isPresent()) {
            return Optional.empty();
        }
        PersonEntity person = new PersonEntity(
                UUID.randomUUID(), email.strip(), name.strip(), Instant.now().truncatedTo(ChronoUnit.MICROS));
        person.passwordHash = BcryptUtil.bcryptHash(password);
        setAdmin(person, admin);
        session.persist(person);
        return Optional.of(toPerson(person));
    }

    /** The person with that address and that password, where they may sign in. Takes as long for a wrong address as for a wrong password. */
    @Transactional
    public Optional<Person> authenticate(String email, String password) {
        Optional<PersonEntity> found = byEmail(email);
        @Nullable String known = found.map(person -> person.passwordHash).orElse(null);
        boolean matches = BcryptUtil.matches(password, known == null ? NOBODY : known);
        return found.filter(person -> matches && known != null && person.active).map(People::toPerson);
    }

    @Transactional
    public Optional<Person> find(UUID id) {
        return Optional.ofNullable(session.find(PersonEntity.class, id)).map(People::toPerson);
    }

    /** A page in the order of addresses, after the address of {@code after} where one is given. */
    @Transactional
    public List<Person> list(Optional<UUID> after, int limit) {
        String fromHere = after.isEmpty()
                ? ""
                : " where lower(p.email) > (select lower(q.email) from PersonEntity q where q.id = :after)";
        var query = session.createQuery(
                        "from PersonEntity p" + fromHere + " order by lower(p.email)", PersonEntity.class)
                .setMaxResults(limit);
        after.ifPresent(id -> query.setParameter("after", id));
        return query.getResultStream().map(People::toPerson).toList();
    }

    @Transactional
    public boolean none() {
        return session.createQuery("select count(p) from PersonEntity p", Long.class)
                        .getSingleResult()
                == 0;
    }

    /** Changes what is given. A new password ends what was signed in with the old one. */
    @Transactional
    public Optional<Person> update(UUID id, Change change) {
        PersonEntity person = session.find(PersonEntity.class, id);
        if (person == null) {
            return Optional.empty();
        }
        change.name().ifPresent(name -> person.name = name.strip());
        change.active().ifPresent(active -> person.active = active);
        change.admin().ifPresent(admin -> setAdmin(person, admin));
        change.password().ifPresent(password -> setPassword(person, password));
        return Optional.of(toPerson(person));
    }

    /** Sets a password by address, and ends what was signed in with the old one; false when nobody has it. */
    @Transactional
    public boolean resetPassword(String email, String password) {
        Optional<PersonEntity> found = byEmail(email);
        found.ifPresent(person -> {
            setPassword(person, password);
            person.active = true;
        });
        return found.isPresent();
    }

    /** How many active administrators there are: the last one cannot be put out. */
    @Transactional
    public long administrators() {
        return session.createQuery(
                        "select count(p) from PersonEntity p join p.groups g where g.id = :admins and p.active",
                        Long.class)
                .setParameter("admins", Groups.ADMINISTRATORS)
                .getSingleResult();
    }

    private Optional<PersonEntity> byEmail(String email) {
        return session.createQuery("from PersonEntity p where lower(p.email) = :email", PersonEntity.class)
                .setParameter("email", email.strip().toLowerCase(Locale.ROOT))
                .uniqueResultOptional();
    }

    private void setPassword(PersonEntity person, String password) {
        person.passwordHash = BcryptUtil.bcryptHash(password);
        sessions.closeAll(person.id);
    }

    private void setAdmin(PersonEntity person, boolean admin) {
        GroupEntity administrators = session.getReference(GroupEntity.class, Groups.ADMINISTRATORS);
        if (admin) {
            person.groups.add(administrators);
        } else {
            person.groups.removeIf(group -> group.id.equals(Groups.ADMINISTRATORS));
        }
    }

    static Person toPerson(PersonEntity person) {
        Set<UUID> groups = person.groups.stream().map(group -> group.id).collect(Collectors.toSet());
        return new Person(
                person.id, person.email, person.name, person.active, person.admin(), groups, person.createdAt);
    }

    /** What to change of a person; what is empty stays. */
    public record Change(
            Optional<String> name, Optional<Boolean> active, Optional<Boolean> admin, Optional<String> password) {}
}
