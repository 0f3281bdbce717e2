package io.groundwork.orchestration.audit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How it ended.
 *
 * @param reason in a sentence, where it failed or was broken off; nothing of the conversation
 * @param text what was answered; recorded as a keyed digest only
 * @param attempts in order, the one that answered last
 * @param costMicros in millionths of the installation's currency, where a price is known
 */
public record Outcome(
        Ending ending,
        Optional<String> reason,
        Optional<String> text,
        List<Source> sources,
        Verification verification,
        List<Attempt> attempts,
        Tokens tokens,
        OptionalLong costMicros,
        Times times) {

    public Outcome {
        sources = List.copyOf(sources);
        attempts = List.copyOf(attempts);
    }

    /** The model that wrote. */
    Optional<String> writtenBy() {
        return attempts.stream()
                .filter(attempt -> attempt.left().isEmpty())
                .reduce((earlier, later) -> later)
                .map(Attempt::model);
    }

    /** One that came to nothing. */
    public static Outcome without(Ending ending, String reason, List<Attempt> attempts, Times times) {
        return new Outcome(
                ending,
                Optional.of(reason),
                Optional.empty(),
                List.of(),
                Verification.NONE,
                attempts,
                Tokens.NONE,
                OptionalLong.empty(),
                times);
    }

    /** The same, with what it took all the same. */
    public Outcome taking(Tokens taken, OptionalLong cost) {
        return new Outcome(ending, reason, text, sources, verification, attempts, taken, cost, times);
    }

    /** What is known of it when its end was not given: what was tried and taken, and the words as far as they came. */
    Outcome withheld(String why) {
        return new Outcome(
                Ending.ABORTED, Optional.of(why), text, sources, verification, attempts, tokens, costMicros, times);
    }

    /**
     * What became of the citations.
     *
     * @param kept those that the stored text bears out
     * @param dropped those that were not shown
     * @param weakest the lowest score among those kept
     */
    public record Verification(int kept, int dropped, OptionalDouble weakest) {

        public static final Verification NONE = new Verification(0, 0, OptionalDouble.empty());
    }

    /** Of the model that wrote; both 0 where its server does not count. */
    public record Tokens(int input, int output) {

        public static final Tokens NONE = new Tokens(0, 0);
    }

    /**
     * From the beginning on.
     *
     * @param searched until the search was done
     * @param firstWord until the first piece of the answer
     */
    public record Times(Optional<Duration> searched, Optional<Duration> firstWord, Duration all) {}
}
