package io.groundwork.retrieval.lexical;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SpellingTest {

    @ParameterizedTest
    @CsvSource({
        "valve, valve, 0",
        "valve, valves, 1",
        "valve, vale, 1",
        "valve, volve, 1",
        "recieve, receive, 1",
        "maintenence, maintenance, 1",
        "kitten, sitting, 3",
        "ab, ba, 1",
        "'', abc, 3"
    })
    void slipsAreLettersOutInForOrSwapped(String one, String two, int slips) {
        assertThat(Spelling.slips(one, two)).isEqualTo(slips);
        assertThat(Spelling.slips(two, one)).isEqualTo(slips);
    }

    @Test
    void aLongWordMayHaveTwo() {
        assertThat(Spelling.mayBeMeant("temprature", "temperature")).isTrue();
        assertThat(Spelling.mayBeMeant("temprrature", "temperature")).isTrue();
        assertThat(Spelling.mayBeMeant("tmprratura", "temperature")).isFalse();
        assertThat(Spelling.mayBeMeant("vavle", "valve")).isTrue();
        assertThat(Spelling.mayBeMeant("vavla", "valve")).isFalse();
    }

    @Test
    void shortWordsAndNumbersAreWhatTheyAre() {
        assertThat(Spelling.mayBeWrong("pmp")).isFalse();
        assertThat(Spelling.mayBeWrong("471199")).isFalse();
        assertThat(Spelling.mayBeWrong("err4711")).isFalse();
        assertThat(Spelling.mayBeWrong("vavle")).isTrue();
    }
}
