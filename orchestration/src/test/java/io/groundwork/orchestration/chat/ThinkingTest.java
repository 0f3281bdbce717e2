package io.groundwork.orchestration.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThinkingTest {

    private static final String WHOLE = "\n<think>Is a < b? </th no.</think>\n\nYes, <think> is a tag.";

    @Test
    void tagsAreFoundWhereverTheyAreSplit() {
        for (int first = 0; first <= WHOLE.length(); first++) {
            for (int second = first; second <= WHOLE.length(); second++) {
                Heard heard = hear(WHOLE.substring(0, first), WHOLE.substring(first, second), WHOLE.substring(second));

                assertThat(heard.thought.toString()).isEqualTo("Is a < b? </th no.");
                assertThat(heard.answer.toString()).isEqualTo("Yes, <think> is a tag.");
            }
        }
    }

    @Test
    void thinkingIsHandedOnWhileItIsThought() {
        Heard heard = new Heard();
        Thinking thinking = new Thinking(heard.answer::append, heard.thought::append);

        thinking.accept("<think>One");

        assertThat(heard.thought.toString()).isEqualTo("One");
    }

    @Test
    void whatOnlyLooksLikeATagIsTheAnswer() {
        assertThat(hear("<thin", "g>").answer.toString()).isEqualTo("<thing>");
        assertThat(hear("<th").answer.toString()).isEqualTo("<th");
        assertThat(hear("a <think>b</think>").answer.toString()).isEqualTo("a <think>b</think>");
    }

    @Test
    void thinkingWithoutAnEndIsNoAnswer() {
        Heard heard = hear("<think>on and on</thi");

        assertThat(heard.answer.toString()).isEmpty();
        assertThat(heard.thought.toString()).isEqualTo("on and on</thi");
    }

    private static Heard hear(String... pieces) {
        Heard heard = new Heard();
        Thinking thinking = new Thinking(heard.answer::append, heard.thought::append);
        for (String piece : pieces) {
            thinking.accept(piece);
        }
        thinking.end();
        return heard;
    }

    private static final class Heard {
        final StringBuilder answer = new StringBuilder();
        final StringBuilder thought = new StringBuilder();
    }
}
