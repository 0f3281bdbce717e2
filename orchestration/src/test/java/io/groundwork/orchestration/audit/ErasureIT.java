package io.groundwork.orchestration.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.FreshDatabase;
import io.groundwork.orchestration.audit.Decision.Person;
import io.groundwork.orchestration.audit.Installation.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ErasureIT {

    private static final FreshDatabase DATABASE = new FreshDatabase();

    private final Installation here = new Installation(
            DATABASE.source(),
            new Settings(AuditConfig.Wait.DURABLE, true, Duration.ofSeconds(5), Duration.ofMinutes(1)));
    private final UUID person = UUID.randomUUID();
    private final UUID admin = UUID.randomUUID();

    @AfterAll
    static void drop() {
        DATABASE.close();
    }

    @Test
    void thePersonsKeyOpensWhatNamesThem() {
        UUID id = asked("How long is parental leave?");

        Decision decision = here.decisions.find(id).orElseThrow();

        assertThat(decision.person()).isEqualTo(new Person.Known(person));
        assertThat(decision.question()).contains("How long is parental leave?");
        assertThat(decision.intent().canonical()).doesNotContain("parental", person.toString());
    }

    @Test
    void whoIsErasedIsNamedNowhereAndTheChainHolds() {
        UUID id = asked("How long is parental leave?");
        here.sealer.sealAll();

        Erasure.Erased erased = here.erasure.erase(person, admin, () -> "nothing else");

        assertThat(erased.keys()).isEqualTo(1);
        assertThat(erased.records()).isEqualTo(1);
        Decision decision = here.decisions.find(id).orElseThrow();
        assertThat(decision.person()).isEqualTo(new Person.Erased());
        assertThat(decision.question()).isEmpty();
        assertThat(listed(person)).isEmpty();
        assertThat(DATABASE.one(
                        "SELECT count(*) FROM person_key k WHERE row_to_json(k)::text LIKE '%%%s%%'".formatted(person)))
                .isEqualTo("0");
        here.sealer.sealAll();
        assertThat(here.chain.verify(Optional.empty())).isInstanceOf(Verdict.Whole.class);
    }

    @Test
    void anErasureIsRecordedItself() {
        asked("How long?");
        String key = DATABASE.one("SELECT id FROM person_key WHERE person_id = '%s'".formatted(person));

        UUID record = here.erasure.erase(person, admin, () -> "nothing else").decision();

        Decision decision = here.decisions.find(record).orElseThrow();
        assertThat(decision.person()).isEqualTo(new Person.Known(admin));
        assertThat(decision.intent().fields().path("kind").asText()).isEqualTo("erasure");
        assertThat(decision.intent().fields().path("erased_keys").get(0).asText())
                .isEqualTo(key);
        assertThat(decision.intent().canonical()).doesNotContain(person.toString());
        assertThat(decision.outcome().orElseThrow().fields().path("ending").asText())
                .isEqualTo("answered");
    }

    @Test
    void whoAsksAgainIsSomebodyNew() {
        UUID before = asked("How long?");
        here.erasure.erase(person, admin, () -> "nothing else");

        UUID after = asked("How long?");

        assertThat(listed(person)).containsExactly(after);
        assertThat(here.decisions.find(before).orElseThrow().intent().fields().path("key"))
                .isNotEqualTo(here.decisions
                        .find(after)
                        .orElseThrow()
                        .intent()
                        .fields()
                        .path("key"));
    }

    @Test
    void theSameQuestionHasAnotherDigestForEachPerson() {
        UUID one = asked("How long?");
        UUID same = asked("How long?");
        UUID other = here.records
                .begin(Installation.question(UUID.randomUUID(), "How long?"))
                .id();

        assertThat(digest(same)).isEqualTo(digest(one));
        assertThat(digest(other)).isNotEqualTo(digest(one));
    }

    @Test
    void aKeyThatWasGivenToSomebodyElseOpensNothing() {
        UUID id = asked("How long?");

        DATABASE.one(
                "UPDATE person_key SET person_id = '%s' WHERE person_id = '%s' RETURNING id".formatted(admin, person));

        assertThat(here.decisions.find(id).orElseThrow().person()).isEqualTo(new Person.Unreadable());
    }

    @Test
    void anInstallationThatLostItsOwnKeyGoesOnWithNewOnes() {
        UUID before = asked("How long?");
        PersonKeys others = new PersonKeys(DATABASE.source(), new Installation.Locked("another installation"));

        PersonKey key = others.of(person);

        assertThat(others.find(key.id())).isInstanceOf(PersonKeys.Found.Usable.class);
        assertThat(key.id().toString())
                .isNotEqualTo(here.decisions
                        .find(before)
                        .orElseThrow()
                        .intent()
                        .fields()
                        .path("key")
                        .asText());
    }

    private UUID asked(String question) {
        Records.Recording recording = here.records.begin(Installation.question(person, question));
        recording.end(Installation.outcome(Ending.ANSWERED));
        return recording.id();
    }

    private String digest(UUID id) {
        return here.decisions
                .find(id)
                .orElseThrow()
                .intent()
                .fields()
                .path("question_hmac")
                .asText();
    }

    private List<UUID> listed(UUID of) {
        return here
                .decisions
                .list(
                        new Decisions.Wanted(
                                Optional.of(of),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Instant.EPOCH,
                                Instant.parse("9999-01-01T00:00:00Z")),
                        Optional.empty(),
                        10)
                .stream()
                .map(Decision::id)
                .toList();
    }
}
