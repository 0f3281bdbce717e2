package io.groundwork.orchestration.answering;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.answering.Statement.Doubt;
import io.groundwork.retrieval.Hit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EntailmentTest {

    private static final String QUESTION = "What does the Oslo office allow?";

    private final Hit leave = new Library()
            .hit(
                    "Parental leave lasts sixteen weeks. It is paid at 80 % of the wage. Requests go to Anna Berg within 14 days of 3 May 2024.");

    @Test
    void theSameInOtherWordsIsBorneOut() {
        assertThat(doubt("You may take parental leave, which lasts 16 weeks.", 0))
                .isEmpty();
    }

    @Test
    void anotherNumberIsNot() {
        assertThat(doubt("Parental leave lasts eighteen weeks.", 0)).contains(Doubt.OTHER_VALUES);
        assertThat(doubt("Requests go to Anna Berg within 30 days.", 2)).contains(Doubt.OTHER_VALUES);
        assertThat(doubt("Requests go to Anna Berg within 14 days of 3 June 2024.", 2))
                .contains(Doubt.OTHER_VALUES);
    }

    @Test
    void twoSentencesMayBePutTogether() {
        assertThat(doubt("Parental leave lasts sixteen weeks and is paid at 80 %.", 0))
                .isEmpty();
    }

    @Test
    void numbersThatChangedPlacesAreNoticed() {
        assertThat(doubt("Parental leave lasts 80 weeks and is paid in full.", 0))
                .contains(Doubt.OTHER_VALUES);
    }

    @Test
    void anotherNameIsNotBorneOut() {
        assertThat(doubt("Requests for leave go to Bernd Lang within 14 days.", 2))
                .contains(Doubt.OTHER_VALUES);
    }

    @Test
    void aNameOfTheQuestionMayBeTakenUp() {
        assertThat(doubt("In Oslo, parental leave lasts sixteen weeks.", 0)).isEmpty();
    }

    @Test
    void whatDeniesIsNotBorneOutByWhatDoesNot() {
        assertThat(doubt("Parental leave does not last sixteen weeks.", 0)).contains(Doubt.OTHER_VALUES);
    }

    @Test
    void otherWordsAltogetherAreNotSaid() {
        assertThat(doubt("Managers like their employees happy and rested, generally speaking.", 0))
                .contains(Doubt.NOT_SAID);
    }

    @Test
    void nounsInGermanAreNoNames() {
        Hit urlaub = new Library().hit("Der Urlaub muss bis zum 31. März des Folgejahres genommen werden.");

        assertThat(Entailment.doubt(
                        "Die Tage müssen bis zum 31. März genommen werden.",
                        List.of(evidence(urlaub, 0)),
                        "Bis wann muss ich Urlaub nehmen?"))
                .isEmpty();
    }

    private Optional<Doubt> doubt(String sentence, int span) {
        return Entailment.doubt(sentence, List.of(evidence(leave, span)), QUESTION);
    }

    private static Evidence evidence(Hit hit, int span) {
        return new Evidence(hit, Segments.of(hit.passage()).spans().get(span), 0.8);
    }
}
