package io.groundwork.orchestration.answering;

import static java.util.Objects.requireNonNull;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * How strictly an answer is held against the documents, and what it brings beside its words.
 *
 * @param unsupported what becomes of a sentence that nothing bears out
 * @param declinesUnder score, in [0, 1], under which the built-in model declines; the configured one when empty
 * @param language to answer in, as BCP 47 writes it; the question's when empty
 * @param additions what is looked for in the passages beside the answer
 */
public record Policy(
        Unsupported unsupported, OptionalDouble declinesUnder, Optional<String> language, Set<Addition> additions) {

    public static final Policy DEFAULT =
            new Policy(Unsupported.MARK, OptionalDouble.empty(), Optional.empty(), EnumSet.allOf(Addition.class));

    public Policy {
        requireNonNull(unsupported, "unsupported");
        additions = Set.copyOf(additions);
        declinesUnder.ifPresent(threshold -> {
            if (!(threshold >= 0 && threshold <= 1)) {
                throw new IllegalArgumentException("A score of %s is not within 0 to 1".formatted(threshold));
            }
        });
        language.ifPresent(code -> {
            if (!isLanguage(code)) {
                throw new IllegalArgumentException("No language has the code '%s'".formatted(code));
            }
        });
    }

    /** Whether ISO 639 knows the two letters. */
    public static boolean isLanguage(String code) {
        return KnownLanguages.CODES.contains(code);
    }

    public boolean adds(Addition addition) {
        return additions.contains(addition);
    }

    /** What becomes of a sentence that nothing bears out. */
    public enum Unsupported {
        /** It stands; nothing is checked but the citations. */
        KEEP,
        /** It stands, and is said to be without support. */
        MARK,
        /** It is left out. */
        DROP
    }

    /** What passages hold beside an answer. */
    public enum Addition {
        /** Sentences of different documents that say different things of the same. */
        CONTRADICTIONS,
        /** Questions that they answer, too. */
        FOLLOW_UPS
    }

    private static final class KnownLanguages {

        private static final Set<String> CODES = Set.of(Locale.getISOLanguages());
    }
}
