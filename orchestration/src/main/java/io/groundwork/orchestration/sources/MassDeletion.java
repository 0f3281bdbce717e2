package io.groundwork.orchestration.sources;

import java.util.Optional;

/** The guard against a source that shows next to nothing, because a disk is not mounted or somebody changed a right. */
final class MassDeletion {

    private static final int SMALL = 20;

    private MassDeletion() {}

    /** Why so many may not be deleted unasked, in one sentence; empty where they may. */
    static Optional<String> objection(long gone, long known) {
        if (known <= SMALL || gone * 2 <= known) {
            return Optional.empty();
        }
        return Optional.of(
                "%d of %d documents are no longer there, more than half. Nothing was deleted; confirm it ('force') if that is right."
                        .formatted(gone, known));
    }
}
