package io.groundwork.ingest.source;

import java.util.Optional;

/**
 * How a walk that came to its end is to be understood.
 *
 * @param cursor where the next one may start; empty: from the beginning
 */
public record Ending(Extent extent, Optional<String> cursor) {

    /** What it means that an item was not told of. */
    public enum Extent {
        /** Everything there is was told: what was not is gone. */
        COMPLETE,
        /** Part of the source could not be looked at: nothing follows from silence. */
        PARTIAL,
        /** Only changes were told: nothing follows from silence. */
        CHANGES
    }

    static Ending complete() {
        return new Ending(Extent.COMPLETE, Optional.empty());
    }

    static Ending partial() {
        return new Ending(Extent.PARTIAL, Optional.empty());
    }
}
