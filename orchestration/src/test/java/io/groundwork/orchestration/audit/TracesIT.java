package io.groundwork.orchestration.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.FreshDatabase;
import io.groundwork.orchestration.sql.Statements;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TracesIT {

    /** Of every ten answers three ended at the same moment; each third broke off, each fourth is another model's. */
    private static final String MANY = """
            WITH one AS (
                SELECT gen_random_uuid() AS id, 1000000 + n AS number, timestamptz '2026-01-01' + greatest(n % 10, 3) * interval '1 s' AS at,
                    CASE WHEN n % 3 = 0 THEN '' WHEN n % 4 = 0 THEN 'other' ELSE 'mine' END AS model,
                    CASE WHEN n % 4 = 0 THEN '{other}' ELSE '{mine}' END AS version
                FROM generate_series(1, 6000) AS n
            ), asked AS (
                INSERT INTO decision_intent (id, number, at, key_id, kind, model, body)
                SELECT id, number, at, gen_random_uuid(), 'grounded', 'default', '{}' FROM one
            )
            INSERT INTO decision_outcome (id, number, at, ending, model, body)
            SELECT id, number, at, CASE model WHEN '' THEN 'failed' ELSE 'answered' END, model,
                jsonb_build_object('attempts', jsonb_build_array(jsonb_build_object('version', version, 'server', 'here')))::text
            FROM one
            """;

    private final UUID mine = UUID.randomUUID();
    private final UUID other = UUID.randomUUID();

    @Test
    void everyAnswerOfAModelIsTakenOnceInItsOrderHoweverManyThereAre() {
        try (FreshDatabase database = new FreshDatabase()) {
            new Statements(database.source(), "a test")
                    .update(MANY.replace("{other}", other.toString()).replace("{mine}", mine.toString()));
            Traces traces = new Traces(database.source());
            List<Trace.Answered> taken = new ArrayList<>();

            traces.each(mine, "mine", taken::add);

            assertThat(taken).extracting(Trace.Answered::decision).doesNotHaveDuplicates();
            assertThat(taken).filteredOn(one -> one.ending().equals("answered")).hasSize(3000);
            assertThat(taken).filteredOn(one -> one.ending().equals("failed")).hasSize(1500);
            assertThat(taken.subList(0, 3000))
                    .isSortedAccordingTo(
                            java.util.Comparator.comparing(Trace.Answered::at).reversed());
            assertThat((long) taken.size())
                    .isEqualTo(traces.of(mine, "mine").answers()
                            + traces.of(mine, "mine").brokenOff());
        }
    }
}
