package io.groundwork.orchestration.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundwork.orchestration.FreshDatabase;
import io.groundwork.orchestration.audit.Verdict.Broken;
import io.groundwork.orchestration.audit.Verdict.Whole;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChainIT {

    private static final UUID PERSON = UUID.randomUUID();

    private static final String FORGED = """
            INSERT INTO decision_intent (id, number, at, key_id, kind, model, body)
            SELECT '%s', %d, at, key_id, kind, model, body FROM decision_intent WHERE id = '%s'
            """;

    private final FreshDatabase database = new FreshDatabase();
    private final Installation here = Installation.of(database);
    private final List<UUID> decided = new ArrayList<>();

    @BeforeEach
    void threeSealsOfFourRecords() {
        for (int seal = 0; seal < 3; seal++) {
            decide();
            database.one("SELECT nextval('decision_number')"); // as a transaction leaves it that was rolled back
            decide();
            here.sealer.sealAll();
        }
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void anUntouchedChainHolds() {
        Whole whole = whole();

        assertThat(whole.records()).isEqualTo(12);
        assertThat(whole.head().orElseThrow().seal()).isEqualTo(3);
        assertThat(whole.unsealed()).isZero();
        assertThat(whole.open()).isZero();
    }

    @Test
    void whatWaitsForItsSealIsSaid() {
        here.records.begin(Installation.question(PERSON, "How long?"));

        assertThat(whole().unsealed()).isEqualTo(1);
        assertThat(whole().open()).isEqualTo(1);
    }

    @Test
    void aChangedRecordIsNamed() throws SQLException {
        UUID victim = decided.get(2);

        tamper(
                "UPDATE decision_outcome SET body = replace(body, 'answered', 'declined'), ending = 'declined' WHERE id = '%s'"
                        .formatted(victim));

        assertThat(broken().seal()).isEqualTo(2);
        assertThat(broken().what()).isEqualTo("The outcome of decision %s was changed.".formatted(victim));
        assertThat(broken().decision()).contains(victim);
    }

    @Test
    void aColumnThatNoLongerRepeatsItsRecordIsNamed() throws SQLException {
        UUID victim = decided.get(0);

        tamper("UPDATE decision_intent SET key_id = gen_random_uuid() WHERE id = '%s'".formatted(victim));

        assertThat(broken().decision()).contains(victim);
    }

    @Test
    void aDeletedRecordIsMissed() throws SQLException {
        tamper("DELETE FROM decision_intent WHERE id = '%s'".formatted(decided.get(3)));

        assertThat(broken().seal()).isEqualTo(2);
        assertThat(broken().what()).startsWith("1 of the 4 records of seal 2 are missing, from the 3.");
    }

    @Test
    void aRecordThatWasPutInIsNamed() throws SQLException {
        UUID forged = UUID.randomUUID();

        tamper(FORGED.formatted(forged, 8, decided.get(0)));

        assertThat(broken().seal()).isEqualTo(2);
        assertThat(broken().what()).isEqualTo("The intent of decision %s was put in later.".formatted(forged));
        assertThat(broken().decision()).contains(forged);
    }

    @Test
    void aRecordThatWasPutBeforeTheFirstIsNamed() throws SQLException {
        UUID forged = UUID.randomUUID();

        tamper(FORGED.formatted(forged, 0, decided.get(0)));

        assertThat(broken().decision()).contains(forged);
    }

    @Test
    void recordsThatChangedPlacesAreNamed() throws SQLException {
        tamper(
                "CREATE TEMP TABLE places AS SELECT id, number FROM decision_intent WHERE id IN ('%s', '%s')"
                        .formatted(decided.get(0), decided.get(1)),
                "UPDATE decision_intent i SET number = -i.number FROM places p WHERE p.id = i.id",
                "UPDATE decision_intent i SET number = p.number FROM places p WHERE p.id <> i.id AND i.number < 0");

        assertThat(broken().what()).contains("stands at another place");
    }

    @Test
    void aSealThatIsMissingIsNamed() throws SQLException {
        tamper("DELETE FROM decision_seal WHERE number = 2");

        assertThat(broken().what()).isEqualTo("Seal 2 is missing.");
    }

    @Test
    void aSealThatWasChangedIsNamed() throws SQLException {
        tamper("UPDATE decision_seal SET at = at - interval '1 day' WHERE number = 2");

        assertThat(broken().what()).startsWith("Seal 2 was changed");
    }

    @Test
    void aChainMadeAnewIsToldFromAHeadThatWasKept() throws SQLException {
        String kept = kept();
        tamper(
                "UPDATE decision_outcome SET body = replace(body, 'answered', 'declined'), ending = 'declined' WHERE id = '%s'"
                        .formatted(decided.get(5)));
        tamper("DELETE FROM decision_seal WHERE number = 3");
        here.sealer.sealAll();

        assertThat(here.chain.verify(Optional.of(kept)))
                .isInstanceOfSatisfying(
                        Broken.class, broken -> assertThat(broken.what()).contains("made anew"));
    }

    @Test
    void anEndThatWasCutOffIsToldFromAHeadThatWasKept() throws SQLException {
        String kept = kept();
        tamper(
                "DELETE FROM decision_seal WHERE number = 3",
                "DELETE FROM decision_outcome WHERE id IN ('%s', '%s')".formatted(decided.get(4), decided.get(5)),
                "DELETE FROM decision_intent WHERE id IN ('%s', '%s')".formatted(decided.get(4), decided.get(5)));
        assertThat(here.chain.verify(Optional.empty())).isInstanceOf(Whole.class);

        assertThat(here.chain.verify(Optional.of(kept)))
                .isInstanceOfSatisfying(
                        Broken.class, broken -> assertThat(broken.what()).contains("cut off"));
    }

    @Test
    void aHeadThatIsNoneIsRefused() {
        assertThatThrownBy(() -> here.chain.verify(Optional.of("yesterday")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aProofLeadsFromTheRecordToItsSeal() throws Exception {
        for (UUID id : decided) {
            Decision.Written record = here.decisions.find(id).orElseThrow().intent();
            Link link = here.chain.link(record).orElseThrow();

            byte[] hash = sha256(0, record.canonical().getBytes(StandardCharsets.UTF_8));
            assertThat(HexFormat.of().formatHex(hash)).isEqualTo(link.leaf());
            for (Link.Step step : link.path()) {
                byte[] beside = HexFormat.of().parseHex(step.hash());
                hash = step.side().equals("left") ? sha256(1, beside, hash) : sha256(1, hash, beside);
            }
            assertThat(HexFormat.of().formatHex(hash)).isEqualTo(link.root());
            assertThat(link.seal()).contains("\"root\":\"" + link.root() + "\"");
            assertThat(HexFormat.of().formatHex(sha256(2, link.seal().getBytes(StandardCharsets.UTF_8))))
                    .isEqualTo(link.hash());
            assertThat(link.holds()).isTrue();
        }
    }

    @Test
    void whatIsWrittenWhileOthersSealIsSealedOnce() throws Exception {
        Installation there = Installation.of(database);

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> work = new ArrayList<>();
            for (Installation one : List.of(here, there)) {
                for (int i = 0; i < 20; i++) {
                    work.add(threads.submit(() -> {
                        for (int n = 0; n < 10; n++) {
                            one.records
                                    .begin(Installation.question(PERSON, "How long?"))
                                    .end(Installation.outcome(Ending.ANSWERED));
                        }
                    }));
                }
                work.add(threads.submit(() -> {
                    for (int n = 0; n < 40; n++) {
                        one.sealer.sealAll();
                    }
                }));
            }
            for (Future<?> one : work) {
                one.get();
            }
        }
        here.sealer.sealAll();

        assertThat(whole().records()).isEqualTo(12 + 2 * 20 * 10 * 2);
        assertThat(whole().unsealed()).isZero();
    }

    private void decide() {
        Records.Recording recording = here.records.begin(Installation.question(PERSON, "How long?"));
        recording.end(Installation.outcome(Ending.ANSWERED));
        decided.add(recording.id());
    }

    private String kept() {
        Verdict.Head head = whole().head().orElseThrow();
        return head.seal() + ":" + head.hash();
    }

    private Whole whole() {
        Verdict verdict = here.chain.verify(Optional.empty());
        assertThat(verdict).isInstanceOf(Whole.class);
        return (Whole) verdict;
    }

    private Broken broken() {
        Verdict verdict = here.chain.verify(Optional.empty());
        assertThat(verdict).isInstanceOf(Broken.class);
        return (Broken) verdict;
    }

    /** As the owner of the tables can. */
    private void tamper(String... statements) throws SQLException {
        try (Connection connection = database.source().getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : List.of("decision_intent", "decision_outcome", "decision_seal")) {
                statement.execute("ALTER TABLE %s DISABLE TRIGGER USER".formatted(table));
            }
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static byte[] sha256(int kind, byte[]... parts) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update((byte) kind);
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }
}
