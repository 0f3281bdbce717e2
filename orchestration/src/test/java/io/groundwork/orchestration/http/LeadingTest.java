package io.groundwork.orchestration.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.chat.Message;
import io.groundwork.orchestration.chat.Message.Role;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LeadingTest {

    @Test
    void aShortQuestionGoesOnWithTheOneBefore() {
        assertThat(Leading.of("And after five years?", said("How long is the notice period?")))
                .contains("How long is the notice period?");
    }

    @Test
    void questionsThatGoOnThemselvesLeadFurtherBack() {
        assertThat(Leading.of("And ten?", said("Is it cold?", "How long is the notice period?", "After five years?")))
                .contains("How long is the notice period? After five years?");
    }

    @Test
    void aLongQuestionStandsByItself() {
        assertThat(Leading.of("word ".repeat(13), said("How long is the notice period?")))
                .isEmpty();
    }

    @Test
    void theFirstQuestionGoesOnWithNothing() {
        assertThat(Leading.of("And then?", List.of())).isEmpty();
    }

    private static List<Message> said(String... questions) {
        return Stream.of(questions)
                .flatMap(question ->
                        Stream.of(new Message(Role.USER, question), new Message(Role.ASSISTANT, "An answer.")))
                .toList();
    }
}
