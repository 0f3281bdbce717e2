package io.groundwork.orchestration.answering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundwork.orchestration.FreshDatabase;
import io.groundwork.orchestration.answering.Responses.Stored;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ResponsesIT {

    private static final FreshDatabase DATABASE = new FreshDatabase();

    private final Responses responses = new Responses(DATABASE.source());
    private final UUID owner = UUID.randomUUID();

    @AfterAll
    static void drop() {
        DATABASE.close();
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
}
