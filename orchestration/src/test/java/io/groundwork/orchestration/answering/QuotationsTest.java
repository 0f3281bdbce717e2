package io.groundwork.orchestration.answering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class QuotationsTest {

    private static final String SOURCE = "A claim must be made in writing\nwithin 14 days of the damage.";

    @Test
    void aRunOfFiveWordsIsAQuotation() {
        assertThat(quoted("Note that a claim must be made in writing, always."))
                .containsExactly("a claim must be made in writing");
    }

    @Test
    void aLineBreakIsASpace() {
        assertThat(quoted("You claim in writing within 14 days of the damage."))
                .containsExactly("in writing within 14 days of the damage");
    }

    @Test
    void fewWordsAreNone() {
        assertThat(quoted("It happens within 14 days of it.")).isEmpty();
        assertThat(quoted("A claim is a claim.")).isEmpty();
    }

    @Test
    void otherPunctuationIsNotWordForWord() {
        assertThat(quoted("A claim, must be, made in writing.")).isEmpty();
    }

    private static List<String> quoted(String sentence) {
        return Quotations.of(sentence, SOURCE).stream()
                .map(span -> span.of(sentence))
                .toList();
    }
}
