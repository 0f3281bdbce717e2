package io.groundwork.ingest.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SentencesTest {

    @Test
    void fullStopsQuestionsAndExclamationsEndSentences() {
        assertThat(sentences("It rained. Did it? Yes! We left."))
                .containsExactly("It rained.", "Did it?", "Yes!", "We left.");
    }

    @Test
    void abbreviationsDoNot() {
        assertThat(sentences("See Fig. 3 for details. Dr. Smith et al. (2010) agree, e.g. Jones vs. Brown. Done."))
                .containsExactly(
                        "See Fig. 3 for details.", "Dr. Smith et al. (2010) agree, e.g. Jones vs. Brown.", "Done.");
    }

    @Test
    void initialsBelongToTheirName() {
        assertThat(sentences("The novel by J. R. Tolkien sold well. It did."))
                .containsExactly("The novel by J. R. Tolkien sold well.", "It did.");
        assertThat(sentences("Eat vitamin C. It helps.")).containsExactly("Eat vitamin C.", "It helps.");
    }

    @Test
    void numbersAndVersionsAreNotCut() {
        assertThat(sentences("Version 3.3.1 costs 4.50 euros. 2. Install it now."))
                .hasSize(2);
    }

    @Test
    void wrappedLinesReadOn() {
        String text = "The committee met on Tuesday to discuss the budget of the\nfollowing year. It was approved.";

        assertThat(sentences(text))
                .containsExactly(
                        "The committee met on Tuesday to discuss the budget of the\nfollowing year.",
                        "It was approved.");
    }

    @Test
    void shortLinesAndListItemsEndWhatStandsOnThem() {
        assertThat(sentences("From: Ann\nTo: Bob\n- first item of the list\n- second item"))
                .containsExactly("From: Ann", "To: Bob", "- first item of the list", "- second item");
    }

    @Test
    void chineseEndsAtItsOwnFullStop() {
        assertThat(sentences("今天下雨。我们留在家里。")).containsExactly("今天下雨。", "我们留在家里。");
    }

    @Test
    void spansPointIntoTheWholeText() {
        String text = "Skip this. Keep this one. And skip.";

        assertThat(Sentences.of(text, 11, 25)).containsExactly(new Span(11, 25));
    }

    @Test
    void nothingButSpaceHasNoSentence() {
        assertThat(Sentences.of(" \n\t ")).isEmpty();
    }

    private static List<String> sentences(String text) {
        return Sentences.of(text).stream().map(span -> span.of(text)).toList();
    }
}
