package io.groundwork.orchestration.identity;

import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Readers;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.Session;

/**
 * The {@code collection_grant} table. Every grant lets its principal read, so each is written through to retrieval's readers in the
 * same transaction: the next search sees it.
 */
@Singleton
@Transactional
public class Grants {

    private final Session session;
    private final Readers readers;

    Grants(Session session, Readers readers) {
        this.session = session;
        this.readers = readers;
    }

    /** Gives a principal access, or changes what it has. */
    public void set(CollectionId collection, UUID principal, Access access) {
        GrantEntity.Key key = new GrantEntity.Key(collection.value(), principal);
        GrantEntity grant = session.find(GrantEntity.class, key);
        if (grant == null) {
            session.persist(new GrantEntity(key, access, Instant.now().truncatedTo(ChronoUnit.MICROS)));
            readers.grant(collection, principal);
        } else {
            grant.access = access.toString();
        }
    }

    /** False when there was nothing to take away. */
    public boolean revoke(CollectionId collection, UUID principal) {
        GrantEntity grant = session.find(GrantEntity.class, new GrantEntity.Key(collection.value(), principal));
        if (grant == null) {
            return false;
        }
        session.remove(grant);
        readers.revoke(collection, principal);
        return true;
    }

    public List<Grant> of(CollectionId collection) {
        return session.createQuery(
                        "from GrantEntity g where g.key.collection = :collection order by g.createdAt, g.key.principal",
                        GrantEntity.class)
                .setParameter("collection", collection.value())
                .getResultStream()
                .map(grant -> new Grant(grant.key.principal(), grant.toAccess()))
                .toList();
    }

    /** The most that any of the caller's principals may do; empty when the collection is not theirs to know of. */
    public Optional<Access> access(Caller caller, CollectionId collection) {
        return Optional.ofNullable(access(caller, List.of(collection)).get(collection));
    }

    /** The same for many; collections without access are left out. */
    public Map<CollectionId, Access> access(Caller caller, Collection<CollectionId> collections) {
        return session.createQuery(
                        "from GrantEntity g where g.key.collection in :collections and g.key.principal in :principals",
                        GrantEntity.class)
                .setParameter(
                        "collections",
                        collections.stream().map(CollectionId::value).toList())
                .setParameter("principals", caller.principals())
                .getResultStream()
                .collect(Collectors.toMap(
                        grant -> new CollectionId(grant.key.collection()),
                        GrantEntity::toAccess,
                        (one, other) -> Comparator.<Access>naturalOrder().compare(one, other) >= 0 ? one : other));
    }

    /** Who may do what. */
    public record Grant(UUID principal, Access access) {}
}
