package io.groundwork.retrieval.lexical;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PhrasesTest {

    @Test
    void wordsInQuotationMarksStandInARow() {
        assertThat(Phrases.condition("what is \"remote work\" here", List.of("en")))
                .contains("(('remot/en' <1> 'work/en'))");
    }

    @Test
    void wordsThatTellNothingKeepTheirPlace() {
        assertThat(Phrases.condition("\"state of the art\"", List.of("en"))).contains("(('state/en' <3> 'art/en'))");
    }

    @Test
    void eachLanguageReadsThemByItsRules() {
        assertThat(Phrases.condition("“alte Häuser”", List.of("de", "en")))
                .contains("(('alt/de' <1> 'haus/de') | ('alt/en' <1> 'häuser/en'))");
    }

    @Test
    void severalHaveToStandAll() {
        assertThat(Phrases.condition("\"red\" and „blau“ and «vert»", List.of("zz")))
                .contains("(('red')) & (('blau')) & (('vert'))");
    }

    @Test
    void partsOfACodeStandInARow() {
        assertThat(Phrases.condition("\"ERR_4711\"", List.of("zz"))).contains("(('err' <1> '4711'))");
    }

    @Test
    void charactersStandInARow() {
        assertThat(Phrases.condition("「北京大学」", List.of("zh"))).contains("(('北' <1> '京' <1> '大' <1> '学'))");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a 5\" pipe and a 6\" pipe", "\"\"", "\" \"", "\"of the\"", "\"...\"", "say \"nothing", "don't"})
    void whatQuotesNoWordAsksForNothing(String question) {
        assertThat(Phrases.condition(question, List.of("en"))).isEmpty();
    }

    @Test
    void marksOfTsqueryAreWordsOrNothing() {
        assertThat(Phrases.condition("\"a' & !b | c:*\"", List.of("zz"))).contains("(('a' <1> 'b' <1> 'c'))");
    }
}
