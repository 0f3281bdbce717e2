package io.groundwork.retrieval.lexical;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TermTest {

    private final Term rare = new Term("fox", 1, 5, 10, 1000);
    private final Term common = new Term("dog", 2, 3, 100, 1000);
    private final Term everywhere = new Term("say", 1, 9, 900, 1000);

    @Test
    void rarestAreTakenUntilTheyMeetTheBudget() {
        assertThat(Term.rarest(List.of(rare, common, everywhere), 50)).containsExactly(rare, common);
    }

    @Test
    void rarestIsTakenHoweverCommonItIs() {
        assertThat(Term.rarest(List.of(everywhere), 1)).containsExactly(everywhere);
    }

    @Test
    void allAreTakenWithinTheBudget() {
        assertThat(Term.rarest(List.of(rare, common, everywhere), 5000)).containsExactly(rare, common, everywhere);
    }

    @Test
    void lexemesAreQuotedAsTsqueryReadsThem() {
        Term quote = new Term("o'clock", 1, 1, 1, 1000);
        Term slash = new Term("a\\b | c", 1, 2, 1, 1000);

        assertThat(Term.anyOf(List.of(quote, slash))).isEqualTo("'o''clock' | 'a\\\\b | c'");
    }

    @Test
    void weightsAreFrequencyTimesIdfInOrderOfSlots() {
        double idfOfFox = Math.log(1 + (1000 - 10 + 0.5) / 10.5);
        double idfOfDog = Math.log(1 + (1000 - 100 + 0.5) / 100.5);

        String weights = Term.weights(List.of(rare, common));

        assertThat(weights)
                .isEqualTo(String.format(java.util.Locale.ROOT, "{3:%.9g,5:%.9g}/1000000000", 2 * idfOfDog, idfOfFox));
    }

    @Test
    void lexemesThatMeetInASlotAreAddedUp() {
        Term other = new Term("wolf", 1, 5, 10, 1000);

        assertThat(Term.weights(List.of(rare, other))).startsWith("{5:").doesNotContain(",");
    }
}
