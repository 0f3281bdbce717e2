package io.groundwork.orchestration.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundwork.orchestration.FreshDatabase;
import io.groundwork.orchestration.audit.Installation.Settings;
import io.groundwork.orchestration.audit.Records.Recording;
import io.groundwork.orchestration.budgets.Taken;
import io.groundwork.orchestration.roles.RolesForTests;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordsIT {

    private static final FreshDatabase DATABASE = new FreshDatabase();
    private static final UUID PERSON = UUID.fromString("11111111-2222-3333-4444-555555555555");

    private static final Taken TAKEN = new Taken(Optional.of(PERSON), "default", "tiny", 12, 3, 0, Optional.empty());

    private final Installation here = Installation.of(DATABASE);

    @AfterAll
    static void drop() {
        DATABASE.close();
    }

    @BeforeEach
    void nobodyElse() throws SQLException {
        execute("DELETE FROM decision_node");
        execute("DELETE FROM decision_open");
    }

    @Test
    void anIntentIsCommittedWhenItsAnswerBegins() {
        Recording recording = here.records.begin(Installation.question(PERSON, "How long is parental leave?"));

        assertThat(count("decision_intent WHERE id = '" + recording.id() + "'")).isEqualTo(1);
        assertThat(count("decision_open WHERE id = '" + recording.id() + "'")).isEqualTo(1);
        assertThat(count("decision_outcome WHERE id = '" + recording.id() + "'"))
                .isZero();
    }

    @Test
    void aRecordHoldsNeitherTheQuestionNorWhoAskedInTheClear() {
        UUID id = here.records
                .begin(Installation.question(PERSON, "How long is parental leave?"))
                .id();

        assertThat(DATABASE.one("SELECT row_to_json(i)::text FROM decision_intent i WHERE id = '%s'".formatted(id)))
                .doesNotContain("parental", PERSON.toString());
    }

    @Test
    void anOutcomeIsCommittedWhenTheAnswerIsSaidToBeComplete() {
        Recording recording = here.records.begin(Installation.question(PERSON, "How long?"));

        recording.end(Installation.outcome(Ending.ANSWERED));

        assertThat(DATABASE.one("SELECT ending FROM decision_outcome WHERE id = '%s'".formatted(recording.id())))
                .isEqualTo("answered");
        assertThat(count("decision_open WHERE id = '" + recording.id() + "'")).isZero();
    }

    @Test
    void thereIsOneOutcome() {
        Recording recording = here.records.begin(Installation.question(PERSON, "How long?"));
        recording.end(Installation.outcome(Ending.ANSWERED));

        assertThatThrownBy(() -> recording.end(Installation.outcome(Ending.FAILED)))
                .isInstanceOf(RecordException.class);

        assertThat(count("decision_outcome WHERE id = '" + recording.id() + "'"))
                .isEqualTo(1);
    }

    @Test
    void whatComesTogetherIsCommittedTogether() throws Exception {
        List<UUID> ids = new ArrayList<>();
        here.node.keep(); // once, not by each of those who begin: there is no pool here
        here.keys.of(PERSON);

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<UUID>> begun = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                begun.add(threads.submit(() -> {
                    Recording recording = here.records.begin(Installation.question(PERSON, "How long?"));
                    recording.end(Installation.outcome(Ending.DECLINED));
                    return recording.id();
                }));
            }
            for (Future<UUID> one : begun) {
                ids.add(one.get());
            }
        }

        String written =
                "'" + String.join("','", ids.stream().map(UUID::toString).toList()) + "'";
        assertThat(count("decision_outcome WHERE id IN (" + written + ")")).isEqualTo(400);
        assertThat(Integer.parseInt(DATABASE.one(
                        "SELECT count(DISTINCT xmin::text) FROM decision_intent WHERE id IN (%s)".formatted(written))))
                .isLessThan(200);
    }

    @Test
    void whatCannotBeWrittenInTimeIsNotBegun() throws SQLException {
        Installation impatient = new Installation(DATABASE.source(), Settings.mortal(Duration.ofMillis(300)));
        impatient.keys.of(PERSON);

        try (Connection other = DATABASE.source().getConnection()) {
            other.setAutoCommit(false);
            lock(other);

            assertThatThrownBy(() -> impatient.records.begin(Installation.question(PERSON, "How long?")))
                    .isInstanceOf(RecordException.class)
                    .hasMessageContaining("could not be recorded");
        }
    }

    @Test
    void whatCouldNotBeWrittenInTimeIsNotWrittenLater() throws Exception {
        Installation impatient = new Installation(DATABASE.source(), Settings.mortal(Duration.ofMillis(200)));
        impatient.keys.of(PERSON);
        int before = count("decision_intent");

        try (Connection other = DATABASE.source().getConnection()) {
            other.setAutoCommit(false);
            lock(other);
            assertThatThrownBy(() -> impatient.records.begin(Installation.question(PERSON, "How long?")))
                    .isInstanceOf(RecordException.class);
        }
        awaitWriters();

        assertThat(count("decision_intent")).isEqualTo(before);
    }

    @Test
    void whatIsBeingWrittenWhenPatienceEndsIsWaitedFor() throws Exception {
        Installation impatient = new Installation(DATABASE.source(), Settings.mortal(Duration.ofSeconds(1)));
        Recording first = impatient.records.begin(Installation.question(PERSON, "How long?"));
        Recording second = impatient.records.begin(Installation.question(PERSON, "How long?"));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection other = DATABASE.source().getConnection()) {
            other.setAutoCommit(false);
            try (Statement statement = other.createStatement()) {
                statement.execute("LOCK TABLE decision_outcome IN ACCESS EXCLUSIVE MODE");
            }
            Future<?> given = threads.submit(() -> first.end(Installation.outcome(Ending.ANSWERED)));
            Thread.sleep(600);
            Future<?> waits = threads.submit(() -> second.end(Installation.outcome(Ending.ANSWERED)));

            // the first is given up with its connection after a second, the second is then begun and goes on past its
            // own
            assertThatThrownBy(given::get).hasCauseInstanceOf(RecordException.class);
            Thread.sleep(800);
            other.rollback();
            waits.get();
        }

        assertThat(count("decision_outcome WHERE ending = 'answered' AND id = '" + second.id() + "'"))
                .isEqualTo(1);
        assertThat(count("decision_outcome WHERE id = '" + first.id() + "'")).isZero();
    }

    @Test
    void whatWasCommittedUnheardIsEndedAsAborted() throws Exception {
        Installation deaf =
                new Installation(Faults.deafToCommit(DATABASE.source()), Settings.mortal(Duration.ofMillis(200)));

        assertThatThrownBy(() -> deaf.records.begin(Installation.question(PERSON, "How long?")))
                .isInstanceOf(RecordException.class);
        assertThat(count("decision_open")).isEqualTo(1);
        Thread.sleep(500);
        deaf.grow();
        deaf.sweeper.sweep();

        assertThat(count("decision_open")).isZero();
        assertThat(DATABASE.one("SELECT ending FROM decision_outcome ORDER BY number DESC LIMIT 1"))
                .isEqualTo("aborted");
    }

    @Test
    void anIntentBesideItsAnswerIsCommittedBeforeAnythingIsShown() {
        Recording recording = here.records.beginBeside(Installation.question(PERSON, "How long?"), Optional.empty());

        recording.awaitBegun();

        assertThat(count("decision_intent WHERE id = '" + recording.id() + "'")).isEqualTo(1);
    }

    @Test
    void whatCannotBeWrittenBesideItsAnswerLetsNothingBeShown() throws SQLException {
        Installation impatient = new Installation(DATABASE.source(), Settings.mortal(Duration.ofMillis(300)));
        impatient.keys.of(PERSON);

        try (Connection other = DATABASE.source().getConnection()) {
            other.setAutoCommit(false);
            lock(other);
            Recording recording =
                    impatient.records.beginBeside(Installation.question(PERSON, "How long?"), Optional.empty());

            assertThatThrownBy(recording::awaitBegun).isInstanceOf(RecordException.class);
            assertThatThrownBy(() -> recording.end(Installation.outcome(Ending.ANSWERED)))
                    .isInstanceOf(RecordException.class);
        }
    }

    @Test
    void whatIsSoonDoneIsWrittenOnceWithItsOutcome() {
        here.node.keep();
        here.keys.of(PERSON);
        Recording recording = here.records.beginUnshown(Installation.question(PERSON, "How long?"), Optional.empty());

        recording.end(Installation.outcome(Ending.ANSWERED));

        assertThat(DATABASE.one(
                        "SELECT i.xmin::text = o.xmin::text FROM decision_intent i JOIN decision_outcome o USING (id) WHERE id = '%s'"
                                .formatted(recording.id())))
                .isEqualTo("t");
    }

    @Test
    void whatTakesLongerIsWrittenSoonAllTheSame() throws InterruptedException {
        Recording recording = here.records.beginUnshown(Installation.question(PERSON, "How long?"), Optional.empty());

        for (int i = 0; i < 100 && count("decision_open WHERE id = '" + recording.id() + "'") == 0; i++) {
            Thread.sleep(20);
        }

        assertThat(count("decision_intent WHERE id = '" + recording.id() + "'")).isEqualTo(1);
    }

    @Test
    void ofAnOutcomeThatCouldNotBeWrittenInTimeIsRecordedWhatIsKnown() throws Exception {
        Installation impatient = new Installation(DATABASE.source(), Settings.mortal(Duration.ofMillis(200)));
        Recording recording = impatient.records.begin(Installation.question(PERSON, "How long?"));
        try (Connection other = DATABASE.source().getConnection()) {
            other.setAutoCommit(false);
            try (Statement statement = other.createStatement()) {
                statement.execute("LOCK TABLE decision_outcome IN ACCESS EXCLUSIVE MODE");
            }
            assertThatThrownBy(() -> recording.end(Installation.written("tiny", 12, 3), Optional.of(TAKEN)))
                    .isInstanceOf(RecordException.class);
        }

        Thread.sleep(500);
        impatient.grow();
        impatient.sweeper.sweep();

        String outcome = DATABASE.one("SELECT body FROM decision_outcome WHERE id = '%s'".formatted(recording.id()));
        assertThat(outcome)
                .contains("\"ending\":\"aborted\"", "\"tokens\":{\"input\":12,\"output\":3}", "\"model\":\"tiny\"")
                .contains("what had been written of it before may have been read");
        assertThat(count("usage_entry WHERE decision_id = '" + recording.id() + "' AND output_tokens = 3"))
                .isEqualTo(1);
    }

    @Test
    void aFaultInTheJournalSpoilsOneRecordAndNoLaterOne() {
        Installation shaky =
                new Installation(Faults.source(DATABASE.source(), "decision-journal"), Installation.SETTINGS);

        assertThatThrownBy(() -> shaky.records.begin(Installation.question(PERSON, "How long?")))
                .isInstanceOf(RecordException.class);
        Recording recording = shaky.records.begin(Installation.question(PERSON, "How long?"));

        assertThat(count("decision_intent WHERE id = '" + recording.id() + "'")).isEqualTo(1);
    }

    @Test
    void aFaultInTheSealerSpoilsOneSealAndNoLaterOne() throws Exception {
        Installation shaky = new Installation(Faults.source(DATABASE.source(), "decision-seal"), Installation.SETTINGS);
        Keeper keeper = new Keeper(shaky.node, shaky.sweeper, shaky.sealer, Installation.SETTINGS, RolesForTests.all());
        here.records.begin(Installation.question(PERSON, "How long?")).end(Installation.outcome(Ending.ANSWERED));

        keeper.start(new StartupEvent());
        try {
            for (int i = 0; i < 200 && !sealed(); i++) {
                Thread.sleep(50);
            }
            assertThat(sealed()).isTrue();
        } finally {
            keeper.stop(new ShutdownEvent());
        }
    }

    @Test
    void whereNothingWaitsForIntentsTheOutcomeIsStillWaitedFor() throws SQLException {
        Installation quick = new Installation(
                DATABASE.source(),
                new Settings(AuditConfig.Wait.OUTCOME_ONLY, false, Duration.ofSeconds(5), Duration.ofMinutes(1)));
        quick.keys.of(PERSON);
        quick.node.keep();
        Recording recording;

        try (Connection other = DATABASE.source().getConnection()) {
            other.setAutoCommit(false);
            lock(other);
            recording = quick.records.begin(Installation.question(PERSON, "How long?"));
            assertThat(count("decision_open WHERE id = '" + recording.id() + "'"))
                    .isZero();
        }
        recording.end(Installation.outcome(Ending.ANSWERED));

        assertThat(count("decision_intent WHERE id = '" + recording.id() + "'")).isEqualTo(1);
        assertThat(count("decision_outcome WHERE id = '" + recording.id() + "'"))
                .isEqualTo(1);
    }

    @Test
    void whatAProcessLeftThatIsGoneIsEndedOnce() throws Exception {
        Installation judge = mortal();
        Installation gone = mortal();
        UUID left =
                gone.records.begin(Installation.question(PERSON, "How long?")).id();
        Thread.sleep(700);
        judge.grow();

        assertThat(judge.sweeper.sweep()).isEqualTo(1);
        assertThat(judge.sweeper.sweep()).isZero();

        assertThat(DATABASE.one("SELECT ending FROM decision_outcome WHERE id = '%s'".formatted(left)))
                .isEqualTo("aborted");
    }

    @Test
    void whoWasTakenForGoneCannotEndWhatOthersHaveEnded() throws Exception {
        Installation judge = mortal();
        Installation stalled = mortal();
        Recording recording = stalled.records.begin(Installation.question(PERSON, "How long?"));
        Thread.sleep(700);
        judge.grow();
        judge.sweeper.sweep();

        assertThatThrownBy(() -> recording.end(Installation.outcome(Ending.ANSWERED)))
                .isInstanceOf(RecordException.class);

        assertThat(DATABASE.one("SELECT ending FROM decision_outcome WHERE id = '%s'".formatted(recording.id())))
                .isEqualTo("aborted");
    }

    @Test
    void anAnswerThatTakesLongIsLeftToItsProcessWhileThatLives() throws Exception {
        Installation judge = mortal();
        Installation slow = mortal();
        Recording recording = slow.records.begin(Installation.question(PERSON, "How long?"));
        for (int i = 0; i < 10; i++) {
            slow.node.keep();
            judge.node.keep();
            Thread.sleep(120);
        }

        assertThat(judge.sweeper.sweep()).isZero();

        recording.end(Installation.outcome(Ending.ANSWERED));
        assertThat(DATABASE.one("SELECT ending FROM decision_outcome WHERE id = '%s'".formatted(recording.id())))
                .isEqualTo("answered");
    }

    @Test
    void whoHasNotReachedTheDatabaseForALeaseBeginsNothing() throws Exception {
        Installation judge = mortal();
        judge.node.keep();
        Thread.sleep(700);

        assertThatThrownBy(() -> judge.records.begin(Installation.question(PERSON, "How long?")))
                .isInstanceOf(RecordException.class)
                .hasMessageContaining("may take this process for gone");
    }

    @Test
    void noRecordIsChangedOrTakenAway() {
        here.records.begin(Installation.question(PERSON, "How long?")).end(Installation.outcome(Ending.ANSWERED));

        for (String change : List.of(
                "UPDATE decision_intent SET kind = 'chat'",
                "DELETE FROM decision_outcome",
                "TRUNCATE decision_intent",
                "UPDATE decision_seal SET number = 1")) {
            assertThatThrownBy(() -> execute(change)).as(change).hasMessageContaining("only ever added to");
        }
    }

    private static Installation mortal() {
        return new Installation(DATABASE.source(), Settings.mortal(Duration.ofSeconds(5)));
    }

    private static boolean sealed() {
        return DATABASE.one(
                        "SELECT coalesce((SELECT max(last) FROM decision_seal), 0) >= (SELECT max(number) FROM decision_outcome)")
                .equals("t");
    }

    /** Until nobody writes into the record any more. */
    private static void awaitWriters() throws InterruptedException {
        while (count(
                        "pg_stat_activity WHERE datname = current_database() AND state <> 'idle' AND query LIKE '%INSERT INTO decision_intent%' AND pid <> pg_backend_pid()")
                > 0) {
            Thread.sleep(20);
        }
    }

    private static void lock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE decision_intent IN SHARE MODE");
        }
    }

    private static int count(String from) {
        return Integer.parseInt(DATABASE.one("SELECT count(*) FROM " + from));
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = DATABASE.source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
