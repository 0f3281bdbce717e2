package io.groundwork.orchestration.audit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Where a model version has been, by the record.
 *
 * @param answers that it wrote
 * @param brokenOff that it had been asked for, and that came to nothing
 * @param served when its last answer was whole
 * @param people who were answered, those that can still be named
 * @param unnamed people who cannot be named any more
 * @param documents that its answers cited, most cited first; at most a thousand
 */
public record Trace(
        long answers,
        long brokenOff,
        Optional<Instant> first,
        Optional<Instant> last,
        Optional<Instant> served,
        List<UUID> people,
        long unnamed,
        List<Cited> documents) {

    public Trace {
        people = List.copyOf(people);
        documents = List.copyOf(documents);
    }

    /** @param person empty where nobody can be named any more */
    public record Answered(UUID decision, Instant at, String ending, Optional<UUID> person) {}

    /** @param answers how many of its answers cite this version of the document */
    public record Cited(UUID document, int version, long answers) {}
}
