package io.groundwork.retrieval.lexical;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.retrieval.lexical.WordSplitter.Word;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordSplitterTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ERR_4711       | err 4711 err4711
                    handleFoo()    | handle foo handlefoo
                    IL-6           | il 6 il6
                    A-12/34        | a 12 34 a1234
                    ann@example.org| ann example org annexampleorg
                    10.1.2.3       | 10 1 2 3 10123
                    (see            | see
                    Fürst,          | fürst
                    """)
    void aCodeIsItselfAndItsParts(String written, String words) {
        assertThat(texts(written)).containsExactly(words.split(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ERR_4711", "err-4711", "ERR 4711"})
    void aCodeIsFoundHoweverItIsPunctuated(String asked) {
        assertThat(texts("Then ERR_4711 is shown.")).containsAll(texts(asked));
    }

    @Test
    void aWholeStandsWhereItsFirstPartDoes() {
        assertThat(WordSplitter.split("see ERR_4711 there"))
                .containsExactly(
                        new Word("see", 1, true),
                        new Word("err", 2, true),
                        new Word("4711", 3, true),
                        new Word("err4711", 2, true),
                        new Word("there", 4, true));
    }

    @Test
    void aDigestIsOneWordRatherThanItsLettersAndDigits() {
        String digest = "9f86d081884c7d659a2feaa0c55ad015";

        assertThat(texts("SHA " + digest)).containsExactly("sha", digest);
    }

    @Test
    void chineseAndJapaneseAndKoreanAreCharactersAndPairsOfThem() {
        assertThat(texts("東京都 Tokyo")).containsExactly("東", "東京", "京", "京都", "都", "tokyo");
        assertThat(texts("서울")).containsExactly("서", "서울", "울");
    }

    @Test
    void thaiIsItsRunsOfThreeLetters() {
        assertThat(texts("กรุงเทพ")).startsWith("กรุ", "รุง").allSatisfy(gram -> assertThat(
                        gram.codePointCount(0, gram.length()))
                .isEqualTo(3));
        assertThat(texts("กร")).containsExactly("กร");
    }

    @Test
    void widthAndCaseDoNotMatter() {
        assertThat(texts("ＥＲＲ　４７１１")).isEqualTo(texts("err 4711"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \t\n", "?!… --", "😀 👍🏽", "\u0000", "\ud800"})
    void whatHoldsNoWordHasNone(String text) {
        assertThat(texts(text)).isEmpty();
    }

    @Test
    void whatIsLongerThanAnyWordIsLeftOut() {
        assertThat(texts("a " + "x".repeat(5_000) + " b")).containsExactly("a", "b");
    }

    private static List<String> texts(String text) {
        return WordSplitter.split(text).stream().map(Word::text).toList();
    }
}
