package io.groundwork.orchestration.answering;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.answering.Matching.Sentence;
import org.junit.jupiter.api.Test;

class SignalsTest {

    private static final String PASSAGE = "Pumps\nThe pump in hall three was inspected in 2019. It is painted blue.";
    private static final String BEST = "The pump in hall three was inspected in 2019.";

    @Test
    void wordsAreHeldInWhateverForm() {
        assertThat(of("When was the pump inspected?").held()).isEqualTo(1);
        assertThat(of("What paints the pumps blue?").held()).isEqualTo(1);
        assertThat(of("When was the kiln inspected?").held()).isEqualTo(0.5);
    }

    @Test
    void aNumberThatStandsNowhereIsMissing() {
        assertThat(of("Was the pump inspected in 2019?").numberMissing()).isFalse();
        assertThat(of("Was the pump inspected in 2018?").numberMissing()).isTrue();
        assertThat(of("Wurde die Pumpe 2018 untersucht?").numberMissing()).isTrue();
    }

    @Test
    void namesThatStandNowhereAreCounted() {
        assertThat(of("Who inspected the Pump in Oslo?").namesMissing()).isEqualTo(1);
        assertThat(of("Did Anna Berg of Oslo inspect the pump?").namesMissing()).isEqualTo(2);
        assertThat(of("Inspected by whom?").namesMissing()).isZero();
    }

    @Test
    void aNegationThatTheSentenceDoesNotHaveIsMissing() {
        assertThat(of("Which pump wasn’t inspected in 2019?").negationMissing()).isTrue();
        assertThat(of("Which pump won the prize?").negationMissing()).isFalse();
        assertThat(Signals.of(
                                "Which pump was not inspected?",
                                PASSAGE,
                                "It was not inspected.",
                                0.6,
                                new Sentence(0.6, 0.5))
                        .negationMissing())
                .isFalse();
    }

    @Test
    void whatIsKnownOfEnglishOnlyIsNeutralInOtherLanguages() {
        Signals german = of("Wer hat die Pumpe in Halle Drei nicht untersucht?");

        assertThat(german.held()).isEqualTo(of("").held());
        assertThat(german.namesMissing()).isZero();
        assertThat(german.negationMissing()).isFalse();
        assertThat(german.worst()).isGreaterThan(0.45);
    }

    @Test
    void eachSignalMovesTheConfidence() {
        double usual = confidence("When was the pump inspected?");

        assertThat(usual).isBetween(0.3, 0.9);
        assertThat(confidence("When was the kiln inspected?")).isLessThan(usual);
        assertThat(confidence("When was the pump inspected in 2018?")).isLessThan(usual / 2);
        assertThat(confidence("When was the pump not inspected?")).isLessThan(usual / 5);
        assertThat(Confidence.of(new Signals(0.3, 0.3, 0.2, 0.2, false, 0, false)))
                .isLessThan(0.01);
    }

    private static double confidence(String question) {
        return Confidence.of(of(question));
    }

    private static Signals of(String question) {
        return Signals.of(question, PASSAGE, BEST, 0.62, new Sentence(0.6, 0.3));
    }
}
