package io.groundwork.orchestration.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkdownTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "leave.txt | leave.txt",
                "![x](http://evil/x.png) | \\!\\[x\\](http://evil/x.png)",
                "[paid](http://evil).pdf | \\[paid\\](http://evil).pdf",
                "<img src=x>.txt | \\<img src=x\\>.txt",
                "a_b*c`d | a\\_b\\*c\\`d",
                "- an item | \\- an item",
                "12. of May | 12\\. of May",
                "It costs 3.50 - or less. | It costs 3.50 - or less.",
            })
    void wordsAreNothingButWords(String words, String written) {
        assertThat(Markdown.WORDS.of(words)).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "**Sixteen** weeks, `paid` | **Sixteen** weeks, `paid`",
                "see ![x](http://evil/x.png) | see \\![x](http://evil/x.png)",
                "<img src=x onerror=y> | \\<img src=x onerror=y>",
                "2 < 3 | 2 < 3",
                "[1]: http://evil | [1\\]: http://evil",
            })
    void anAnswerKeepsItsMarkupAndShowsNoPicture(String answer, String written) {
        assertThat(Markdown.ANSWER.of(answer)).isEqualTo(written);
    }
}
