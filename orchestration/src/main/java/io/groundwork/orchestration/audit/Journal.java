package io.groundwork.orchestration.audit;

import io.groundwork.orchestration.budgets.Claim;
import io.groundwork.orchestration.budgets.Ledger;
import io.groundwork.orchestration.budgets.OverBudgetException;
import io.groundwork.orchestration.budgets.Standing;
import io.groundwork.orchestration.budgets.Taken;
import io.groundwork.orchestration.budgets.Verdict;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Writes {@code decision_intent}, {@code decision_outcome} and {@code decision_open}, many records in one transaction: one thread takes what has come while the
 * transaction before was being committed. So the wait for the disk is shared, and who is in a hurry waits for nobody. Safe for use by many threads.
 */
@Singleton
final class Journal {

    private static final Logger LOG = Logger.getLogger(Journal.class);

    /** Who writes shares it, the sealer has it alone for a moment. */
    static final long WRITERS = 0x67774443_00000001L;

    /** What is in no hurry is written after this at the latest. */
    private static final Duration LONGEST_FOR_COMPANY = Duration.ofMillis(10);

    private static final int MOST_WAITING = 10_000;
    private static final int MOST_AT_ONCE = 256;

    /**
     * What is committed is on disk, whatever the database is set to otherwise. A transaction that its process forgets does not hold the lock for long.
     */
    private static final String BEGIN = """
            SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
                    ELSE current_setting('synchronous_commit') END, true),
                set_config('idle_in_transaction_session_timeout', '5000', true),
                pg_advisory_xact_lock_shared(?), %s AS limited
            """.formatted(Ledger.ANY);

    private static final String INTENTS = """
            WITH opened AS (INSERT INTO decision_open (id, node_id) SELECT * FROM unnest(?::uuid[], ?::uuid[]))
            INSERT INTO decision_intent (number, id, at, key_id, kind, model, body)
            SELECT nextval('decision_number'), u.* FROM unnest(?::uuid[], ?::timestamptz[], ?::uuid[], ?::text[], ?::text[], ?::text[]) AS u
            """;

    /** Only of what is open: there is one outcome, whoever comes first. */
    private static final String OUTCOMES = """
            WITH closed AS (DELETE FROM decision_open WHERE id = ANY (?::uuid[]) RETURNING id), %s
            INSERT INTO decision_outcome (number, id, at, ending, model, body)
            SELECT nextval('decision_number'), u.* FROM unnest(?::uuid[], ?::timestamptz[], ?::text[], ?::text[], ?::text[])
                AS u (id, at, ending, model, body)
            WHERE u.id IN (SELECT id FROM closed)
            RETURNING id
            """.formatted(Ledger.BOOKED);

    private final DataSource database;
    private final Ledger ledger;
    private final Duration patience;
    private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile boolean stopping;

    Journal(DataSource database, Ledger ledger, AuditConfig config) {
        this.database = database;
        this.ledger = ledger;
        this.patience = config.patience();
    }

    /** A record that is to be written. */
    sealed interface Row {

        UUID id();

        /** @param claim held back before it is written; a budget that has too little left keeps it from being written */
        record OfIntent(
                UUID id, UUID node, Instant at, UUID key, String kind, String model, String body, Optional<Claim> claim)
                implements Row {}

        /** @param taken booked with it; empty where nobody knows, and then nothing is */
        record OfOutcome(UUID id, Instant at, Ending ending, String model, String body, Optional<Taken> taken)
                implements Row {}
    }

    /**
     * Hands a record over; it is written before whatever is handed over later.
     *
     * @return done when it is on disk
     * @throws RecordException when too many wait
     */
    CompletableFuture<?> submit(Row row) {
        return submit(row, Pace.AT_ONCE);
    }

    /** The same; what waits for company is written with the next record that does not, or after a few milliseconds by itself. */
    CompletableFuture<?> submit(Row row, Pace pace) {
        if (begun.compareAndSet(false, true)) {
            Thread.ofVirtual().name("decision-journal").start(this::writeForever);
        }
        Entry entry = new Entry(row, pace, System.nanoTime(), new Written());
        if (stopping || !waiting.offer(entry)) {
            throw new RecordException("Decision %s cannot be recorded: %s"
                    .formatted(row.id(), stopping ? "the process ends" : "too many wait"));
        }
        return entry.done();
    }

    /** How soon a record is to be written. */
    enum Pace {
        AT_ONCE,
        WITH_COMPANY
    }

    /**
     * Waits until it is on disk, as long as there is patience. What is being written by then is waited for until the database or the connection has given it up, which
     * takes as long again at most: who is told that it was not recorded finds no record of it later.
     *
     * @throws RecordException when it is not
     * @throws OverBudgetException when a budget has too little left for it
     */
    void await(UUID id, Future<?> done) {
        try {
            try {
                done.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (done.cancel(false)) {
                    throw new RecordException(
                            "Decision %s was not recorded within %d ms".formatted(id, patience.toMillis()), e);
                }
                done.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof OverBudgetException over) {
                throw over;
            }
            throw new RecordException("Decision %s could not be recorded".formatted(id), e.getCause());
        } catch (InterruptedException e) {
            done.cancel(false);
            Thread.currentThread().interrupt();
            throw new RecordException("Decision %s: interrupted".formatted(id), e);
        }
    }

    /** What was handed over is still written. */
    @PreDestroy
    void stop() {
        stopping = true;
    }

    private void writeForever() {
        List<Entry> batch = new ArrayList<>();
        while (!stopping || !waiting.isEmpty()) {
            try {
                writeSome(batch);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) {
                LOG.error("The journal of decisions goes on after a fault", e);
                batch.forEach(entry -> entry.done().completeExceptionally(e));
            } finally {
                batch.clear();
            }
        }
    }

    private void writeSome(List<Entry> batch) throws InterruptedException {
        Entry first = waiting.poll(100, TimeUnit.MILLISECONDS);
        if (first == null) {
            return;
        }
        batch.add(first);
        waiting.drainTo(batch, MOST_AT_ONCE - 1);
        gather(batch);
        batch.removeIf(entry -> !entry.done().begin());
        if (!batch.isEmpty()) {
            writeAll(batch);
        }
    }

    /** Where nobody is in a hurry, waits for one who is: what is soon ended is written once, with its end. */
    private void gather(List<Entry> batch) throws InterruptedException {
        long until = batch.getFirst().since() + LONGEST_FOR_COMPANY.toNanos();
        while (!stopping
                && batch.size() < MOST_AT_ONCE
                && batch.stream().noneMatch(entry -> entry.pace() == Pace.AT_ONCE)) {
            Entry next = waiting.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                return;
            }
            batch.add(next);
            waiting.drainTo(batch, MOST_AT_ONCE - batch.size());
        }
    }

    /** One bad row takes nobody else with it, and a fault of the program no later one: this thread goes on. */
    private void writeAll(List<Entry> batch) {
        writeAll(batch, false);
    }

    /** @param again after the database broke a circle of those who wait for each other */
    private void writeAll(List<Entry> batch, boolean again) {
        try {
            write(batch);
        } catch (SQLException | RuntimeException | Error e) {
            if (e instanceof SQLException circle && "40P01".equals(circle.getSQLState()) && !again) {
                writeAll(batch, true); // whoever it stood against has passed
                return;
            }
            if (batch.size() > 1 && e instanceof SQLException sql && isOfTheRows(sql)) {
                batch.forEach(entry -> writeAll(List.of(entry)));
                return;
            }
            LOG.errorf("%d decision records could not be written: %s", batch.size(), e);
            batch.forEach(entry -> entry.done().completeExceptionally(e));
        }
    }

    private void write(List<Entry> batch) throws SQLException {
        List<Row.OfIntent> intents = of(batch, Row.OfIntent.class);
        List<Row.OfOutcome> outcomes = of(batch, Row.OfOutcome.class);
        Set<UUID> closed = new HashSet<>();
        Map<UUID, Standing> over = new HashMap<>();
        try (Connection connection = database.getConnection()) {
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(patience.toMillis()));
            connection.setAutoCommit(false);
            try {
                if (ledger.limits() || !unlimited(connection, intents, outcomes, closed)) {
                    limited(connection, intents, outcomes, closed, over);
                }
                connection.commit();
            } catch (SQLException | RuntimeException | Error e) {
                rollBack(connection);
                throw e;
            } finally {
                if (!connection.isClosed()) {
                    connection.setAutoCommit(true);
                    connection.setNetworkTimeout(Runnable::run, 0);
                }
            }
        }
        for (Entry entry : batch) {
            if (over.containsKey(entry.row().id())) {
                entry.done()
                        .completeExceptionally(
                                new OverBudgetException(over.get(entry.row().id())));
            } else if (entry.row() instanceof Row.OfIntent
                    || closed.contains(entry.row().id())) {
                entry.done().complete(null);
            } else {
                entry.done()
                        .completeExceptionally(new RecordException("It has an outcome already, or was never begun"));
            }
        }
    }

    /** Where there was no budget a moment ago, all goes to the database in one round trip; false where there is one now, and nothing is written. */
    private boolean unlimited(
            Connection connection, List<Row.OfIntent> intents, List<Row.OfOutcome> outcomes, Set<UUID> closed)
            throws SQLException {
        send(connection, true, intents, outcomes, closed);
        if (ledger.limits()) {
            connection.rollback();
            closed.clear();
            return false;
        }
        return true;
    }

    /** Where there is a budget, intents are written as far as those hold them. */
    private void limited(
            Connection connection,
            List<Row.OfIntent> intents,
            List<Row.OfOutcome> outcomes,
            Set<UUID> closed,
            Map<UUID, Standing> over)
            throws SQLException {
        send(connection, true, List.of(), List.of(), closed);
        if (ledger.limits()) {
            lockBudgets(connection, intents, outcomes);
            over.putAll(held(connection, intents));
        }
        List<Row.OfIntent> affordable =
                intents.stream().filter(row -> !over.containsKey(row.id())).toList();
        send(connection, false, affordable, outcomes, closed);
        if (ledger.limits()) {
            settle(connection, outcomes, closed);
        }
    }

    /** Sends all of it in one round trip: intents before outcomes, as one may end what has just begun. */
    private void send(
            Connection connection,
            boolean begins,
            List<Row.OfIntent> intents,
            List<Row.OfOutcome> outcomes,
            Set<UUID> closed)
            throws SQLException {
        StringJoiner sql = new StringJoiner(";\n");
        if (begins) {
            sql.add(BEGIN);
        }
        if (!intents.isEmpty()) {
            sql.add(INTENTS);
        }
        if (!outcomes.isEmpty()) {
            sql.add(OUTCOMES);
        }
        if (sql.length() == 0) {
            return;
        }
        try (PreparedStatement all = connection.prepareStatement(sql.toString())) {
            int next = 1;
            if (begins) {
                all.setLong(next++, WRITERS);
            }
            next = bindIntents(connection, all, next, intents);
            bindOutcomes(connection, all, next, outcomes);
            boolean rows = all.execute();
            if (begins) {
                ledger.saw(limits(all));
                rows = all.getMoreResults();
            }
            if (!intents.isEmpty()) {
                rows = all.getMoreResults();
            }
            if (rows) {
                addIds(all, closed);
            }
        }
    }

    private static boolean limits(PreparedStatement begun) throws SQLException {
        try (ResultSet row = begun.getResultSet()) {
            return row.next() && row.getBoolean("limited");
        }
    }

    private static void addIds(PreparedStatement ended, Set<UUID> closed) throws SQLException {
        try (ResultSet rows = ended.getResultSet()) {
            while (rows.next()) {
                closed.add(rows.getObject(1, UUID.class));
            }
        }
    }

    /** The budgets that are too small for some of the intents. */
    private Map<UUID, Standing> held(Connection connection, List<Row.OfIntent> intents) throws SQLException {
        Map<UUID, Standing> over = new HashMap<>();
        for (Row.OfIntent intent : intents) {
            if (intent.claim().isPresent()
                    && ledger.hold(connection, intent.id(), intent.claim().get())
                            instanceof Verdict.Over(Standing standing)) {
                over.put(intent.id(), standing);
            }
        }
        return over;
    }

    private void lockBudgets(Connection connection, List<Row.OfIntent> intents, List<Row.OfOutcome> outcomes)
            throws SQLException {
        Set<UUID> principals = new HashSet<>();
        intents.forEach(intent -> intent.claim().ifPresent(claim -> principals.addAll(claim.principals())));
        ledger.lock(
                connection, principals, outcomes.stream().map(Row.OfOutcome::id).toList());
    }

    private void settle(Connection connection, List<Row.OfOutcome> outcomes, Set<UUID> closed) throws SQLException {
        Map<UUID, Optional<Taken>> taken = new HashMap<>();
        outcomes.stream()
                .filter(outcome -> closed.contains(outcome.id()))
                .forEach(outcome -> taken.put(outcome.id(), outcome.taken()));
        ledger.settle(connection, taken);
    }

    private static int bindIntents(
            Connection connection, PreparedStatement insert, int first, List<Row.OfIntent> intents)
            throws SQLException {
        if (intents.isEmpty()) {
            return first;
        }
        int next = first;
        Array ids = array(connection, "uuid", intents, Row.OfIntent::id);
        insert.setArray(next++, ids);
        insert.setArray(next++, array(connection, "uuid", intents, Row.OfIntent::node));
        insert.setArray(next++, ids);
        insert.setArray(next++, array(connection, "timestamptz", intents, row -> utc(row.at())));
        insert.setArray(next++, array(connection, "uuid", intents, Row.OfIntent::key));
        insert.setArray(next++, array(connection, "text", intents, Row.OfIntent::kind));
        insert.setArray(next++, array(connection, "text", intents, Row.OfIntent::model));
        insert.setArray(next++, array(connection, "text", intents, Row.OfIntent::body));
        return next;
    }

    private void bindOutcomes(Connection connection, PreparedStatement insert, int first, List<Row.OfOutcome> outcomes)
            throws SQLException {
        if (outcomes.isEmpty()) {
            return;
        }
        Map<UUID, Taken> taken = new HashMap<>();
        outcomes.forEach(row -> row.taken().ifPresent(known -> taken.put(row.id(), known)));
        Array ids = array(connection, "uuid", outcomes, Row.OfOutcome::id);
        insert.setArray(first, ids);
        int next = ledger.bind(connection, insert, first + 1, taken);
        insert.setArray(next++, ids);
        insert.setArray(next++, array(connection, "timestamptz", outcomes, row -> utc(row.at())));
        insert.setArray(next++, array(connection, "text", outcomes, row -> Forms.name(row.ending())));
        insert.setArray(next++, array(connection, "text", outcomes, Row.OfOutcome::model));
        insert.setArray(next, array(connection, "text", outcomes, Row.OfOutcome::body));
    }

    private static <T> Array array(Connection connection, String type, List<T> rows, Function<T, Object> value)
            throws SQLException {
        return connection.createArrayOf(type, rows.stream().map(value).toArray());
    }

    private static String utc(Instant at) {
        return OffsetDateTime.ofInstant(at, ZoneOffset.UTC).toString();
    }

    private static <T extends Row> List<T> of(List<Entry> batch, Class<T> type) {
        return batch.stream()
                .map(Entry::row)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** Classes 22 and 23 of Postgres' errors: what was to be written is wrong, not the database. */
    private static boolean isOfTheRows(SQLException e) {
        return e.getSQLState() != null && e.getSQLState().matches("2[23]...");
    }

    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            LOG.debug("The connection is gone, and what was begun on it with it", e);
        }
    }

    /** @param done when its transaction is committed */
    private record Entry(Row row, Pace pace, long since, Written done) {}

    /** Whether a record is on disk. It is cancelled by who waits no more, or begun by who writes, never both. */
    private static final class Written extends CompletableFuture<Void> {

        private final AtomicBoolean decided = new AtomicBoolean();

        /** False where nobody waits for it any more. */
        boolean begin() {
            return decided.compareAndSet(false, true);
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            return decided.compareAndSet(false, true) && super.cancel(mayInterrupt);
        }
    }
}
