package io.groundwork.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** English sentences that mean little but have the words, the lengths and the punctuation of a company's documents. Always the same. */
final class Prose {

    private static final long SEED = 20261121;

    private static final List<String> SUBJECTS = List.of(
            "The maintenance contract",
            "Every employee of the Hamburg office",
            "The electrolyte concentration",
            "Our procurement department",
            "A certified technician",
            "The quarterly liquidity report",
            "The gearbox of the second conveyor",
            "An unsuccessful login attempt",
            "The clinical trial's steering committee",
            "The municipality");

    private static final List<String> VERBS = List.of(
            "requires",
            "was amended to exclude",
            "should be compared with",
            "indicates",
            "must not exceed",
            "depends, in most jurisdictions, on",
            "replaces",
            "has been superseded by",
            "is calibrated against");

    private static final List<String> OBJECTS = List.of(
            "a written notice of at least thirty (30) days",
            "the hydraulic pressure of 12.5 bar",
            "the provisions of section 4.2, paragraph 3",
            "an independent assessment by the works council",
            "operating expenses of EUR 1,284,000",
            "the manufacturer's recommended lubrication interval",
            "two-factor authentication",
            "the observed decline in mitochondrial respiration",
            "a backup that was restored and verified");

    private static final List<String> TAILS = List.of(
            "",
            " unless both parties agree otherwise",
            ", which explains the difference from last year's figure",
            "; see the annex for a detailed breakdown",
            " before the system is switched on again",
            " (p < 0.05)",
            ", although the underlying cause remains unknown");

    private Prose() {}

    /** From one to two dozen sentences each, as passages of mixed documents have. */
    static List<String> passages(int count) {
        Random random = new Random(SEED);
        return IntStream.range(0, count).mapToObj(i -> passage(random)).toList();
    }

    private static String passage(Random random) {
        List<String> sentences = new ArrayList<>();
        int length = Math.clamp(Math.round(10 + 4.5 * random.nextGaussian()), 1, 24);
        for (int i = 0; i < length; i++) {
            sentences.add("%s %s %s%s."
                    .formatted(one(random, SUBJECTS), one(random, VERBS), one(random, OBJECTS), one(random, TAILS)));
        }
        return String.join(" ", sentences);
    }

    private static String one(Random random, List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
