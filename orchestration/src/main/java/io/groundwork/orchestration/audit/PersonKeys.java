package io.groundwork.orchestration.audit;

import io.groundwork.orchestration.sql.Statements;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The {@code person_key} table. A person whose key was destroyed and who asks again gets another one, which leads to none of what was recorded before. Safe for
 * use by many threads.
 */
@Singleton
final class PersonKeys {

    private static final Logger LOG = Logger.getLogger(PersonKeys.class);

    private static final String OF = """
            SELECT id, sealed FROM person_key WHERE person_id = ? ORDER BY created_at DESC, id LIMIT 3
            """;

    private static final String ADD = "INSERT INTO person_key (id, person_id, sealed) VALUES (?, ?, ?)";

    private static final String FIND = "SELECT id, person_id, sealed FROM person_key WHERE id = ?";

    private static final String IDS = "SELECT id FROM person_key WHERE person_id = ? ORDER BY id";

    private static final String DESTROY = """
            UPDATE person_key SET person_id = NULL, sealed = NULL, destroyed_at = now() WHERE person_id = ? RETURNING id
            """;

    /** How long another process may go on recording under a key that was destroyed here: what it writes so is unreadable from the start. */
    private static final Duration KEPT = Duration.ofSeconds(30);

    private static final int MOST_KEPT = 10_000;

    private final Statements statements;
    private final KeySafe safe;
    private final Map<UUID, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);

    /** Of many who ask in one name at once, one looks. */
    private final ReentrantLock[] oneAtATime =
            Stream.generate(ReentrantLock::new).limit(64).toArray(ReentrantLock[]::new);

    PersonKeys(DataSource database, KeySafe safe) {
        this.statements = new Statements(database, "the keys of people");
        this.safe = safe;
    }

    /** The key to record by, made where there is none, or none that opens here. */
    PersonKey of(UUID person) {
        Optional<PersonKey> known = kept(person);
        if (known.isPresent()) {
            return known.get();
        }
        ReentrantLock one = oneAtATime[Math.floorMod(person.hashCode(), oneAtATime.length)];
        one.lock();
        try {
            return kept(person).orElseGet(() -> looked(person));
        } finally {
            one.unlock();
        }
    }

    private PersonKey looked(UUID person) {
        PersonKey key =
                statements
                        .query(OF, row -> opened(row.getObject("id", UUID.class), row.getBytes("sealed")), person)
                        .stream()
                        .flatMap(Optional::stream)
                        .findFirst()
                        .orElseGet(() -> made(person));
        synchronized (kept) {
            kept.put(person, new Kept(key, System.nanoTime()));
            if (kept.size() > MOST_KEPT) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
        return key;
    }

    private Optional<PersonKey> kept(UUID person) {
        synchronized (kept) {
            return Optional.ofNullable(kept.get(person))
                    .filter(known -> System.nanoTime() - known.since() < KEPT.toNanos())
                    .map(Kept::key);
        }
    }

    /** The key of that id, as it stands now. */
    Found find(UUID id) {
        return statements
                .query(FIND, row -> found(id, row.getObject("person_id", UUID.class), row.getBytes("sealed")), id)
                .stream()
                .findFirst()
                .orElse(new Found.Unreadable());
    }

    /** Under which keys a person stands in the record. */
    List<UUID> ids(UUID person) {
        return statements.query(IDS, row -> row.getObject("id", UUID.class), person);
    }

    /** Destroys all keys of a person; the ids of those there were. */
    List<UUID> destroy(UUID person) {
        List<UUID> destroyed = statements.query(DESTROY, row -> row.getObject("id", UUID.class), person);
        synchronized (kept) {
            kept.remove(person);
        }
        return destroyed;
    }

    private PersonKey made(UUID person) {
        UUID id = UUID.randomUUID();
        byte[] secret = PersonKey.randomSecret();
        statements.update(ADD, id, person, safe.seal(secret, place(id)));
        return new PersonKey(id, secret);
    }

    private Found found(UUID id, @Nullable UUID person, byte @Nullable [] sealed) {
        if (person == null || sealed == null) {
            return new Found.Destroyed();
        }
        return opened(id, sealed)
                .<Found>map(key -> new Found.Usable(key, person))
                .orElseGet(Found.Unreadable::new);
    }

    /** An installation that lost its own key goes on with new ones. */
    private Optional<PersonKey> opened(UUID id, byte[] sealed) {
        try {
            return Optional.of(new PersonKey(id, safe.open(sealed, place(id))));
        } catch (RuntimeException e) {
            LOG.warnf("Person key %s does not open under this installation's secret key: %s", id, e.getMessage());
            return Optional.empty();
        }
    }

    private static String place(UUID id) {
        return "person key " + id;
    }

    private record Kept(PersonKey key, long since) {}

    /** What a key is worth. */
    sealed interface Found {

        record Usable(PersonKey key, UUID person) implements Found {}

        /** The person was erased from the record. */
        record Destroyed() implements Found {}

        /** It is there, but does not open under this installation's key, or is missing altogether. */
        record Unreadable() implements Found {}
    }
}
