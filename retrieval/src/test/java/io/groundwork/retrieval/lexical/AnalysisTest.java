package io.groundwork.retrieval.lexical;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.retrieval.lexical.Analysis.Lexeme;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AnalysisTest {

    @ParameterizedTest
    @CsvSource({
        "en, the pumps were leaking, pump/en leak/en",
        "de, die Häuser am Fluss, haus/de fluss/de",
        "es, las bombas hidráulicas, bomb/es hidraul/es",
        "pt-BR, as bombas, bomb/pt",
        "nb, bøkene, bøk/no",
        "cs, čerpadla a ventily, čerpadla ventily",
        "'', the pumps, the pumps",
        "zz, the pumps, the pumps"
    })
    void wordsAreCutByTheRulesOfTheirLanguage(String language, String text, String lexemes) {
        assertThat(texts(language, text)).containsExactly(lexemes.split(" "));
    }

    @Test
    void aWordMeetsItselfWithoutItsHyphen() {
        assertThat(texts("en", "anti-inflammatory")).containsAll(texts("en", "antiinflammatory"));
    }

    @Test
    void wordsThatAreLeftOutLeaveTheirPlace() {
        assertThat(Analysis.of("en").lexemes("heart of the matter"))
                .containsExactly(new Lexeme("heart/en", 1, "heart"), new Lexeme("matter/en", 4, "matter"));
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void eachLanguageHasWordsThatTellNothing(Language language) {
        assertThat(language.stopWords()).hasSizeGreaterThan(20);
    }

    @Test
    void aTextHasMostWordsThatTellNothingInItsOwnLanguage() {
        String english = "the valve is on the pipe and it is closed";

        assertThat(Analysis.of("en").share(english)).isGreaterThan(0.5);
        assertThat(Analysis.of("de").share(english)).isLessThan(0.2);
        assertThat(Analysis.of("zz").share(english)).isZero();
        assertThat(Analysis.of("en").share("")).isZero();
    }

    @Test
    void manyThreadsMayUseOne() {
        Analysis english = Analysis.of("en");
        List<Lexeme> alone = english.lexemes("running runners ran");

        assertThat(IntStream.range(0, 2_000).parallel().mapToObj(i -> english.lexemes("running runners ran")))
                .allSatisfy(lexemes -> assertThat(lexemes).isEqualTo(alone));
    }

    private static List<String> texts(String language, String text) {
        return Analysis.of(language).lexemes(text).stream().map(Lexeme::text).toList();
    }
}
