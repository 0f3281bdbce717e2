package io.groundwork.orchestration.models;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;

/**
 * What a route does with a request.
 *
 * @param candidates in the order in which they are tried; the next one only while nothing has been written
 */
public record Plan(List<Candidate> candidates, Waits waits) {

    public Plan {
        candidates = List.copyOf(candidates);
    }

    /**
     * A model, and which requests it may take.
     *
     * @param model its name
     * @param when all of it must hold
     */
    public record Candidate(String model, When when) {

        public Candidate(String model) {
            this(model, When.ALWAYS);
        }
    }

    /**
     * Which requests a candidate takes. Beside this, a request goes only to models that can do what it needs, and whose window it fits.
     *
     * @param maxInputTokens longest conversation, by its estimate
     * @param groups only for members of one of these; empty: for all
     */
    public record When(OptionalInt minInputTokens, OptionalInt maxInputTokens, Set<UUID> groups) {

        public static final When ALWAYS = new When(OptionalInt.empty(), OptionalInt.empty(), Set.of());

        public When {
            groups = Set.copyOf(groups);
        }
    }

    /**
     * How long a caller of this route waits; empty: as it is usual.
     *
     * @param queue for a place at a model that has all hands full
     */
    public record Waits(Optional<Duration> firstToken, Optional<Duration> betweenTokens, Optional<Duration> queue) {

        public static final Waits USUAL = new Waits(Optional.empty(), Optional.empty(), Optional.empty());
    }
}
