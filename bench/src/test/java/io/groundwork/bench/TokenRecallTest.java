package io.groundwork.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenRecallTest {

    @Test
    void marksOfMarkdownAreNoWords() {
        String truth =
                "## The *Duck*\n\n<!-- image -->\n\n| a | b |\n| - | - |\n[see](https://example.com/x_(y)) &lt;b&gt;";

        assertThat(TokenRecall.of(truth, "the duck\na b see <b>")).isEqualTo(1);
    }

    @Test
    void aWordCountsAsOftenAsItStands() {
        assertThat(TokenRecall.of("duck duck goose goose", "duck duck duck goose"))
                .isEqualTo(0.75);
    }

    @Test
    void anIdeographIsAWord() {
        assertThat(TokenRecall.of("東京都", "京都")).isEqualTo(2.0 / 3);
    }

    @Test
    void whatIsExpectedIsToldFromTheManifestsWords() {
        assertThat(Expected.of("must be reported as failed/locked with a clear reason"))
                .isEqualTo(Expected.REFUSED);
        assertThat(Expected.of("must yield non-empty correct text")).isEqualTo(Expected.READ);
        assertThat(Expected.of("either parse or fail cleanly")).isEqualTo(Expected.EITHER);
        assertThat(Expected.REFUSED.isMetBy(true)).isFalse();
    }
}
