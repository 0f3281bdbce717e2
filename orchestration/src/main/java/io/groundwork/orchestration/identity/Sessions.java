package io.groundwork.orchestration.identity;

import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/** The {@code person_session} table: who is signed in. Held in the database so that a session ends when it is told to, on every node. */
@Singleton
public class Sessions {

    /** After this long one signs in again. */
    public static final Duration LIFETIME = Duration.ofDays(7);

    private static final String OPEN = """
            INSERT INTO person_session (hash, person_id, expires_at) VALUES (:hash, :person, :expires)
            """;

    private static final String CLOSE = "DELETE FROM person_session WHERE hash = :hash";

    private static final String CLOSE_ALL = "DELETE FROM person_session WHERE person_id = :person";

    private static final String SWEEP = "DELETE FROM person_session WHERE expires_at <= now()";

    private final Session session;
    private final Callers callers;

    Sessions(Session session, Callers callers) {
        this.session = session;
        this.callers = callers;
    }

    /** Opens a session; the answer is its token, which is kept nowhere. */
    @Transactional
    public String open(UUID person) {
        String token = Secret.random();
        session.createNativeMutationQuery(SWEEP).executeUpdate();
        session.createNativeMutationQuery(OPEN)
                .setParameter("hash", Secret.hash(token))
                .setParameter("person", person)
                .setParameter("expires", Instant.now().plus(LIFETIME))
                .executeUpdate();
        return token;
    }

    /** Who a token stands for; empty when the session has ended or the person may no longer sign in. */
    public Optional<Caller> authenticate(String token) {
        return callers.ofSession(token);
    }

    @Transactional
    public void close(String token) {
        session.createNativeMutationQuery(CLOSE)
                .setParameter("hash", Secret.hash(token))
                .executeUpdate();
    }

    /** Ends every session of a person. */
    @Transactional
    public void closeAll(UUID person) {
        session.createNativeMutationQuery(CLOSE_ALL)
                .setParameter("person", person)
                .executeUpdate();
    }
}
