package io.groundwork.orchestration.budgets;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What somebody may spend in a period.
 *
 * @param limitTokens read and written together
 * @param thenRoute answers when it is used up; empty: nobody does
 */
public record Budget(
        UUID id,
        Subject subject,
        Period period,
        OptionalLong limitTokens,
        Optional<Money> limit,
        Optional<String> thenRoute) {

    /** Share of a limit from which on its people are told. */
    static final double WARNING = 0.8;

    public Budget {
        if (limitTokens.isEmpty() && limit.isEmpty()) {
            throw new IllegalArgumentException("A budget without a limit");
        }
    }

    /** @param id empty for everyone together */
    public record Subject(Kind kind, Optional<UUID> id) {

        public Subject {
            if ((kind == Kind.EVERYONE) != id.isEmpty()) {
                throw new IllegalArgumentException("A budget is for somebody, or for everyone together");
            }
        }
    }

    /** @param micros millionths of the currency */
    public record Money(long micros, String currency) {}

    /** Whose it is. */
    public enum Kind {
        PERSON,
        GROUP,
        KEY,
        EVERYONE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** When it begins anew: at midnight, or with the month, by UTC. */
    public enum Period {
        DAY,
        MONTH;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
