package io.groundwork.orchestration.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TitlesTest {

    @Test
    void aShortQuestionIsItsOwnTitle() {
        assertThat(Titles.of("  What\tdoes\nthe goat eat? ")).isEqualTo("What does the goat eat?");
    }

    @Test
    void aLongQuestionIsCutBetweenWords() {
        String title = Titles.of("word ".repeat(40));

        assertThat(title).hasSizeLessThanOrEqualTo(Titles.MOST).endsWith("word…");
    }

    @Test
    void whatHasNoWordsIsCutBetweenCharacters() {
        String title = Titles.of("😀".repeat(100));

        assertThat(title).hasSizeLessThanOrEqualTo(Titles.MOST).endsWith("😀…");
    }
}
