package io.groundwork.orchestration.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What is recorded of answers, and how surely. */
@ConfigMapping(prefix = "groundwork.audit")
public interface AuditConfig {

    /** Whether an answer waits until its intent is on disk. */
    @WithDefault("durable")
    Wait intent();

    /** Whether the record holds the question itself, readable as long as the key of the person who asked; otherwise a keyed digest of it. */
    @WithDefault("false")
    boolean questionText();

    /** Longest wait for the database to record something; then the answer is not given. */
    @WithDefault("5s")
    Duration patience();

    /** How long a process counts as alive after it was last heard of. What one had begun that is gone is ended by others as aborted. */
    @WithDefault("15s")
    Duration lease();

    /** Time between two seals. */
    @WithDefault("1s")
    Duration seal();

    /** Most records in one seal. */
    @WithDefault("10000")
    int sealed();

    /** What an answer waits for before its first word. */
    enum Wait {
        /** The intent is committed: whatever was shown has a record, also where the machine stops right after. */
        DURABLE,
        /** Nothing: intent and outcome are committed before an answer is complete. What was shown of one that breaks off may have no record. */
        OUTCOME_ONLY
    }
}
