package io.groundwork.orchestration.models;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Where a model version stands on its way. Only what {@link #SERVING} answers; what was recalled stays so. */
public enum State {
    /** Registered or found; nobody has let it serve. */
    PROPOSED,
    /** Somebody let it serve; it does not yet, or does not any more. */
    APPROVED,
    /** Answers. */
    SERVING,
    /** Finishes what it writes and takes nothing new. */
    DRAINING,
    /** Under suspicion: takes nothing new until somebody has looked. */
    QUARANTINED,
    /** Taken back for good: what it was writing has been ended, and what it wrote is marked. */
    RECALLED;

    private Set<State> next() {
        return switch (this) {
            case PROPOSED -> EnumSet.of(APPROVED, SERVING, QUARANTINED, RECALLED);
            case APPROVED -> EnumSet.of(SERVING, PROPOSED, QUARANTINED, RECALLED);
            case SERVING -> EnumSet.of(DRAINING, APPROVED, QUARANTINED, RECALLED);
            case DRAINING -> EnumSet.of(SERVING, APPROVED, QUARANTINED, RECALLED);
            case QUARANTINED -> EnumSet.of(SERVING, PROPOSED, APPROVED, RECALLED);
            case RECALLED -> EnumSet.noneOf(State.class);
        };
    }

    public boolean leadsTo(State other) {
        return next().contains(other);
    }

    /** Whether somebody must have let it serve before. */
    boolean needsApproval() {
        return this == APPROVED || this == SERVING || this == DRAINING;
    }

    /** As it stands in JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<State> of(String word) {
        for (State state : values()) {
            if (state.word().equals(word)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }
}
