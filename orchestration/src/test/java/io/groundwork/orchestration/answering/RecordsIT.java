package io.groundwork.orchestration.answering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.ingest.chunk.Span;
import io.groundwork.orchestration.FreshDatabase;
import io.groundwork.orchestration.answering.Decisions.Ending;
import io.groundwork.orchestration.answering.Decisions.Grounds;
import io.groundwork.orchestration.answering.Responses.Stored;
import io.groundwork.retrieval.Hit;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RecordsIT {

    private static final FreshDatabase DATABASE = new FreshDatabase();

    private final Decisions decisions = new Decisions(DATABASE.source(), new ObjectMapper());
    private final Responses responses = new Responses(DATABASE.source());
    private final UUID owner = UUID.randomUUID();

    @AfterAll
    static void drop() {
        DATABASE.close();
    }

    @Test
    void anOpenRecordStandsAsAbortedAndHoldsNoQuestion() {
        UUID id = decisions.open(Library.ask("How long is parental leave?"), "extractive");

        assertThat(of(id, "outcome")).isEqualTo("aborted");
        assertThat(of(id, "encode(question_hash, 'hex')"))
                .isEqualTo("%s".formatted(DATABASE.one("SELECT encode(sha256('How long is parental leave?'), 'hex')")));
        assertThat(of(id, "decision::text")).doesNotContain("parental");
        assertThat(of(id, "collections::text")).contains(Library.COLLECTION.toString());
    }

    @Test
    void aClosedRecordNamesItsGrounds() {
        Hit hit = new Library().hit("Parental leave lasts sixteen weeks. It is paid.");
        UUID id = decisions.open(Library.ask("How long?"), "extractive");

        decisions.close(
                id,
                Ending.ANSWERED,
                new Grounds(List.of(new Evidence(hit, new Span(0, 35), 0.87654321)), List.of(hit)),
                Duration.ofMillis(412));

        assertThat(of(id, "outcome || ' ' || millis")).isEqualTo("answered 412");
        assertThat(of(id, "sources->0->>'use' || ' ' || (sources->0->>'start') || ' ' || (sources->0->>'end')"))
                .isEqualTo("cited 12 47");
        assertThat(of(id, "sources->0->>'score'")).isEqualTo("0.8765");
        assertThat(of(id, "sources->1->>'use'")).isEqualTo("read");
        assertThat(of(id, "sources->0->>'document'")).isEqualTo(hit.document().toString());
    }

    @Test
    void aRecordThatIsGoneCannotBeClosed() {
        assertThatThrownBy(() -> decisions.close(UUID.randomUUID(), Ending.DECLINED, Grounds.NONE, Duration.ZERO))
                .isInstanceOf(AnsweringException.class);
    }

    @Test
    void aResponseIsFoundByItsOwnerOnly() {
        Stored stored = stored(Optional.empty());

        responses.save(stored);

        assertThat(responses.find(stored.id(), owner)).hasValueSatisfying(found -> {
            assertThat(found.body()).contains("\"output\"");
            assertThat(found.input()).contains("question");
            assertThat(found.createdAt().toInstant())
                    .isEqualTo(stored.createdAt().toInstant());
        });
        assertThat(responses.find(stored.id(), UUID.randomUUID())).isEmpty();
        assertThat(responses.delete(stored.id(), UUID.randomUUID())).isFalse();
    }

    @Test
    void whatContinuedFromADeletedResponseStays() {
        Stored first = stored(Optional.empty());
        Stored second = stored(Optional.of(first.id()));
        responses.save(first);
        responses.save(second);
        assertThat(responses.find(second.id(), owner).orElseThrow().previous()).contains(first.id());

        assertThat(responses.delete(first.id(), owner)).isTrue();

        assertThat(responses.find(first.id(), owner)).isEmpty();
        assertThat(responses.find(second.id(), owner).orElseThrow().previous()).isEmpty();
    }

    @Test
    void aResponseCannotContinueFromNone() {
        assertThatThrownBy(() -> responses.save(stored(Optional.of(UUID.randomUUID()))))
                .isInstanceOf(AnsweringException.class);
    }

    private Stored stored(Optional<UUID> previous) {
        OffsetDateTime at = OffsetDateTime.parse("2026-11-21T10:00:00+01:00");
        return new Stored(
                UUID.randomUUID(),
                owner,
                previous,
                "{\"output\":[]}",
                "[{\"role\":\"user\",\"content\":\"question\"}]",
                at);
    }

    private static String of(UUID id, String expression) {
        return DATABASE.one("SELECT %s FROM decision WHERE id = '%s'".formatted(expression, id));
    }
}
