package io.groundwork.orchestration.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A record as it is read back.
 *
 * @param question where the record holds it and the person's key opens it
 * @param intent what was recorded before, as {@link Forms} has it
 * @param outcome what was recorded after; empty while it is worked on
 */
public record Decision(
        UUID id, Instant at, Person person, Optional<String> question, Written intent, Optional<Written> outcome) {

    /**
     * A record's own words.
     *
     * @param number its place in the order of all
     * @param canonical the text whose UTF-8 bytes are hashed
     * @param fields the same, read
     */
    public record Written(long number, String canonical, JsonNode fields) {}

    /** Who asked. */
    public sealed interface Person {

        /** A person, or a key that stands for a service. */
        record Known(UUID id) implements Person {}

        /** Their key was destroyed. */
        record Erased() implements Person {}

        /** Their key does not open under this installation's, or does not fit. */
        record Unreadable() implements Person {}
    }
}
