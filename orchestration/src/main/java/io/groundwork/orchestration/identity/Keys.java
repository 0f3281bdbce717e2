package io.groundwork.orchestration.identity;

import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/** The {@code api_key} table. A key is a principal of its own, to which collections can be granted. */
@Singleton
public class Keys {

    /** The key of {@code GROUNDWORK_ADMIN_API_KEY}: one row, whatever its value is today. */
    private static final UUID FROM_ENVIRONMENT = new UUID(0, 3);

    private static final String PREFIX = "gw_";
    private static final int HINT_LENGTH = 8;

    private final Session session;
    private final Callers callers;

    Keys(Session session, Callers callers) {
        this.session = session;
        this.callers = callers;
    }

    /** Makes a key; its secret is in the answer and nowhere else. */
    @Transactional
    public Made make(String name, boolean admin, Optional<Instant> expiresAt) {
        String secret = PREFIX + Secret.random();
        KeyEntity key = new KeyEntity();
        key.id = UUID.randomUUID();
        fill(key, name, secret, admin);
        key.expiresAt = expiresAt.orElse(null);
        session.persist(key);
        return new Made(toKey(key), secret);
    }

    /** Sees to it that the key named in the environment works, and that the one it had before no longer does. */
    @Transactional
    public void fromEnvironment(String secret) {
        KeyEntity key = session.find(KeyEntity.class, FROM_ENVIRONMENT);
        if (key == null) {
            key = new KeyEntity();
            key.id = FROM_ENVIRONMENT;
            fill(key, "GROUNDWORK_ADMIN_API_KEY", secret, true);
            session.persist(key);
        } else {
            fill(key, key.name, secret, true);
            key.revokedAt = null;
        }
    }

    /** Revokes the environment's key where the environment names none any more; its row stays, as what it left here is found by that. */
    @Transactional
    public void notInEnvironment() {
        KeyEntity key = session.find(KeyEntity.class, FROM_ENVIRONMENT);
        if (key != null && key.revokedAt == null) {
            revoke(FROM_ENVIRONMENT);
        }
    }

    /** Who a key stands for; empty when it is unknown, revoked or out of date. */
    public Optional<Caller> authenticate(String secret) {
        return callers.ofKey(secret);
    }

    @Transactional
    public List<ApiKey> list() {
        return session.createQuery("from KeyEntity k order by k.createdAt desc, k.id", KeyEntity.class)
                .getResultStream()
                .map(Keys::toKey)
                .toList();
    }

    @Transactional
    public Optional<ApiKey> find(UUID id) {
        return Optional.ofNullable(session.find(KeyEntity.class, id)).map(Keys::toKey);
    }

    /** False when there is no such key. Takes effect with the next request. */
    @Transactional
    public boolean revoke(UUID id) {
        KeyEntity key = session.find(KeyEntity.class, id);
        if (key == null) {
            return false;
        }
        key.revokedAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
        return true;
    }

    private static void fill(KeyEntity key, String name, String secret, boolean admin) {
        key.name = name.strip();
        key.hash = Secret.hash(secret);
        key.hint = secret.substring(0, Math.min(HINT_LENGTH, secret.length() / 3));
        key.admin = admin;
        if (key.createdAt == null) {
            key.createdAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
        }
    }

    private static ApiKey toKey(KeyEntity key) {
        return new ApiKey(
                key.id,
                key.name,
                key.hint,
                key.admin,
                key.createdAt,
                Optional.ofNullable(key.expiresAt),
                Optional.ofNullable(key.revokedAt));
    }

    /** A new key and its secret. */
    public record Made(ApiKey key, String secret) {}
}
