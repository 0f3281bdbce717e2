package io.groundwork.orchestration.audit;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What a walk along the chain found. */
public sealed interface Verdict {

    /**
     * Every record that was sealed stands as it was, and none was put among them.
     *
     * @param head the end of the chain; empty where nothing was sealed yet
     * @param records how many it covers
     * @param unsealed records that wait for the next seal, over which nothing can be said
     * @param open intents without an outcome: answers that are being given, or whose process died a moment ago
     */
    record Whole(Optional<Head> head, long records, long unsealed, long open) implements Verdict {}

    /**
     * Where it first does not hold.
     *
     * @param seal the number of the seal
     * @param what in a sentence
     * @param decision the record that shows it, where one does
     */
    record Broken(long seal, String what, Optional<UUID> decision) implements Verdict {}

    /**
     * A seal to hold the chain against later: kept elsewhere, it tells whether the chain still leads there.
     *
     * @param hash in hexadecimal digits
     */
    record Head(long seal, String hash, Instant at) {}
}
