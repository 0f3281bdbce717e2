package io.groundwork.orchestration.audit;

import io.groundwork.orchestration.sql.Statements;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Makes unreadable, for good, what names a person in the record, by destroying their keys. The records stay, and so does the chain above them; that it was done is
 * a record too.
 */
@Singleton
public final class Erasure {

    private static final String RECORDS = "SELECT count(*) FROM decision_intent WHERE key_id = ANY (?)";

    /** From before there was a chain: nothing is lost by changing them. */
    private static final String FORMER = """
            UPDATE decision SET caller_id = '00000000-0000-0000-0000-000000000000', question_hash = '' WHERE caller_id = ?
            """;

    private static final String USAGE = "UPDATE usage_entry SET caller_id = NULL WHERE caller_id = ?";

    private final Records records;
    private final PersonKeys keys;
    private final Statements statements;

    Erasure(Records records, PersonKeys keys, DataSource database) {
        this.records = records;
        this.keys = keys;
        this.statements = new Statements(database, "people in the record");
    }

    /**
     * Erases {@code person}. Who is asked for again later gets a new key, and is somebody new to the record.
     *
     * @param by who asked for it
     * @param besides deletes what else there is of the person, before the keys, and says in words for the record what that was
     * @throws RecordException when it cannot be recorded; then it was not done, unless the record of it says that it was
     */
    public Erased erase(UUID person, UUID by, Supplier<String> besides) {
        long began = System.nanoTime();
        List<UUID> known = keys.ids(person);
        Records.Recording recording = records.begin(new Intent(
                Kind.ERASURE, by, "", List.of(), Optional.empty(), "", Optional.empty(), Intent.Ruling.NONE, known));
        String deleted;
        try {
            deleted = besides.get();
        } catch (RuntimeException | Error e) {
            try {
                end(recording, Ending.FAILED, "Not all of the person could be deleted; no key was destroyed", began);
            } catch (RecordException unrecorded) {
                e.addSuppressed(unrecorded);
            }
            throw e;
        }
        List<UUID> destroyed = keys.destroy(person);
        int former = statements.update(FORMER, person);
        statements.update(USAGE, person);
        long touched = statements
                .query(RECORDS, row -> row.getLong(1), (Object) destroyed.toArray(UUID[]::new))
                .getFirst();
        end(
                recording,
                Ending.ANSWERED,
                "%d keys destroyed, %d records no longer name the person; %s"
                        .formatted(destroyed.size(), touched + former, deleted),
                began);
        return new Erased(recording.id(), destroyed.size(), touched + former);
    }

    private static void end(Records.Recording recording, Ending how, String words, long began) {
        recording.end(Outcome.without(
                how,
                words,
                List.of(),
                new Outcome.Times(Optional.empty(), Optional.empty(), Duration.ofNanos(System.nanoTime() - began))));
    }

    /**
     * What was done.
     *
     * @param decision its record
     * @param keys how many were destroyed
     * @param records how many of them name the person no more
     */
    public record Erased(UUID decision, int keys, long records) {}
}
