package io.groundwork.embeddings.states;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RecentQuestionsTest {

    private final RecentQuestions recent = new RecentQuestions();
    private int made;

    @Test
    void aQuestionThatIsAskedAgainIsReadOnce() {
        QuestionStates first = ask("one");

        assertThat(ask("one")).isSameAs(first);
        assertThat(made).isEqualTo(1);
    }

    @Test
    void ofManyOnlyTheLastAreKept() {
        ask("one");
        for (int i = 0; i < 100; i++) {
            ask("other " + i);
        }

        ask("one");

        assertThat(made).isEqualTo(102);
    }

    @Test
    void whatFailedIsTriedAgain() {
        assertThatThrownBy(() -> recent.of("one", () -> {
                    throw new IllegalStateException("busy");
                }))
                .hasMessage("busy");

        ask("one");

        assertThat(made).isEqualTo(1);
    }

    private QuestionStates ask(String question) {
        return recent.of(question, () -> {
            made++;
            return new QuestionStates(new float[] {1, 0}, 2);
        });
    }
}
