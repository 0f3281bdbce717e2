package io.groundwork.orchestration.sql;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.transaction.Status;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.Callable;

/** Runs a transaction again where another one stood in its way, which is over by then. */
public final class Tries {

    /**
     * PostgreSQL's {@code deadlock_detected}: both waited for one another, and this was ended for it. {@code foreign_key_violation}: the other one brought what refers to a row that was
     * to go, or took away what a row was to refer to.
     */
    private static final Set<String> OTHERS = Set.of("40P01", "23503");

    private static final int MOST = 3;

    private Tries() {}

    /** Within the caller's transaction where there is one; then it is tried once. */
    public static <T> T inTransaction(Callable<T> work) {
        for (int attempt = QuarkusTransaction.getStatus() == Status.STATUS_NO_TRANSACTION ? 1 : MOST; ; attempt++) {
            try {
                return QuarkusTransaction.joiningExisting().call(work);
            } catch (RuntimeException e) {
                if (attempt >= MOST || !anotherStoodInTheWay(e)) {
                    throw e;
                }
            }
        }
    }

    private static boolean anotherStoodInTheWay(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException known && OTHERS.contains(String.valueOf(known.getSQLState()))) {
                return true;
            }
        }
        return false;
    }
}
