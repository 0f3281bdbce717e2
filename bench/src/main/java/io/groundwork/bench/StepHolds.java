package io.groundwork.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * Holds the work on documents at one of its steps, by a trigger that sleeps within the step's transaction: so the application needs nothing in it
 * that only a drill uses.
 */
final class StepHolds implements AutoCloseable {

    private static final String FUNCTION = """
            CREATE OR REPLACE FUNCTION drill_hold() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_sleep(600); RETURN NEW; END $$
            """;

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final String HELD =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";

    /** What they had begun is rolled back: their clients are dead. */
    private static final String END = """
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event = 'PgSleep'
            """;

    private final Connection database;
    private String undo = "";

    StepHolds(Connection database) throws SQLException {
        this.database = database;
        execute(FUNCTION);
    }

    /** The steps that are written down, in the order in which a document goes through them. */
    enum Step {
        CLAIM("job", "UPDATE", "NEW.state = 'running' AND OLD.state = 'queued'"),
        PARSE("document_version", "UPDATE", "NEW.parsed_at IS NOT NULL AND OLD.parsed_at IS NULL"),
        EMBED("membership", "UPDATE", "NEW.step = 'embedding' AND OLD.step <> 'embedding'"),
        KEEP_VECTORS("embedded_text", "INSERT", "true"),
        STORE("passage", "INSERT", "true"),
        COMPLETE("membership", "UPDATE", "NEW.status = 'completed' AND OLD.status <> 'completed'"),
        FINISH("job", "UPDATE", "NEW.state = 'done'");

        private final String table;
        private final String event;
        private final String condition;

        Step(String table, String event, String condition) {
            this.table = table;
            this.event = event;
            this.condition = condition;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    void hold(Step step) throws SQLException {
        execute("CREATE TRIGGER drill_hold BEFORE %s ON %s FOR EACH ROW WHEN (%s) EXECUTE FUNCTION drill_hold()"
                .formatted(step.event, step.table, step.condition));
        undo = "DROP TRIGGER IF EXISTS drill_hold ON " + step.table;
    }

    boolean isHeld() {
        try (Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery(HELD)) {
            row.next();
            return row.getInt(1) > 0;
        } catch (SQLException e) {
            throw new BenchException("The database cannot be asked.", e);
        }
    }

    void release() throws SQLException {
        undo();
    }

    @Override
    public void close() throws SQLException {
        undo();
        execute("DROP FUNCTION IF EXISTS drill_hold()");
        database.close();
    }

    /** Workers that live on may come to the step at any moment, and their sleep keeps the trigger: ends them until it is gone. */
    private void undo() throws SQLException {
        execute("SET lock_timeout = '500ms'");
        while (!undo.isEmpty()) {
            execute(END);
            try {
                execute(undo);
                undo = "";
            } catch (SQLException e) {
                if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                    throw e;
                }
            }
        }
        execute("SET lock_timeout = DEFAULT");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute(sql);
        }
    }
}
