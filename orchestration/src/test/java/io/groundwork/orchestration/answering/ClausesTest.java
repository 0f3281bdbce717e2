package io.groundwork.orchestration.answering;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.ingest.chunk.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClausesTest {

    @Test
    void whatIsShortEnoughStaysWhole() {
        assertThat(cut("one two, three four", 4)).containsExactly("one two, three four");
    }

    @Test
    void aClauseThatEndsNearTheMiddleEndsThePart() {
        assertThat(cut("one two three, four five six seven eight", 6))
                .containsExactly("one two three,", "four five six seven eight");
    }

    @Test
    void withoutClausesThePartsAreEven() {
        assertThat(cut("one two three four five six seven", 3))
                .containsExactly("one two three", "four five", "six seven");
    }

    @Test
    void noPartIsTooLongWhereverClausesEnd() {
        assertThat(cut("one, two three four five six seven eight, nine", 5))
                .allSatisfy(part -> assertThat(Words.counted(part)).hasSizeLessThanOrEqualTo(5));
    }

    @Test
    void scriptsWithoutSpacesAreCountedByCharacters() {
        assertThat(Words.counted("育児休暇は十六週間")).hasSize(5);
        assertThat(cut("育児休暇は十六週間です、給料は全額払われます", 8)).containsExactly("育児休暇は十六週間です、", "給料は全額払われます");
    }

    private static List<String> cut(String text, int mostWords) {
        String before = "Before. ";
        return Clauses.of(before + text, new Span(before.length(), before.length() + text.length()), mostWords).stream()
                .map(span -> span.of(before + text))
                .toList();
    }
}
