package io.groundwork.orchestration.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.chat.Message.Role;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private static final Abilities STRICT = new Abilities(Set.of(), Set.of(Ability.FREE_TURNS));
    private static final Abilities NO_SYSTEM = new Abilities(Set.of(), Set.of(Ability.SYSTEM_ROLE));
    private static final Abilities NEITHER = new Abilities(Set.of(), Set.of(Ability.SYSTEM_ROLE, Ability.FREE_TURNS));

    private static final Message CALL =
            new Message(Role.ASSISTANT, List.of(), List.of(new ToolCall("call_1", "price", "{}")), Optional.empty());
    private static final Message RESULT =
            new Message(Role.TOOL, List.of(new Part.Text("120")), List.of(), Optional.of("call_1"));

    @Test
    void aModelThatReadsAllIsSentAllAsItIs() {
        List<Message> messages = List.of(assistant("Hi"), user("a"), user("b"), system("late"));

        assertThat(Turns.fit(messages, Abilities.UNKNOWN)).isSameAs(messages);
    }

    @Test
    void systemWordsAreGatheredAtTheBeginning() {
        assertThat(Turns.fit(List.of(system("one"), user("a"), system("two"), assistant("b"), user("c")), STRICT))
                .containsExactly(system("one\n\ntwo"), user("a"), assistant("b"), user("c"));
    }

    @Test
    void withoutASystemRoleItsWordsStandBeforeTheFirstQuestion() {
        assertThat(Turns.fit(List.of(system("one"), user("a")), NO_SYSTEM))
                .singleElement()
                .satisfies(turn -> {
                    assertThat(turn.role()).isEqualTo(Role.USER);
                    assertThat(turn.text()).isEqualTo("one\n\na");
                });
        assertThat(Turns.fit(List.of(system("one"), assistant("Hi"), user("a")), NO_SYSTEM))
                .extracting(Message::role)
                .containsExactly(Role.USER, Role.ASSISTANT, Role.USER);
    }

    @Test
    void theAssistantNeverSpeaksFirstWhereTurnsAreStrict() {
        assertThat(Turns.fit(List.of(assistant("Hi"), user("a")), STRICT))
                .extracting(Message::role)
                .containsExactly(Role.USER, Role.ASSISTANT, Role.USER);
    }

    @Test
    void systemWordsAloneGetSomebodyWhoAsks() {
        assertThat(Turns.fit(List.of(system("one")), STRICT))
                .extracting(Message::role)
                .containsExactly(Role.SYSTEM, Role.USER);
        assertThat(Turns.fit(List.of(system("one")), NEITHER))
                .extracting(Message::role)
                .containsExactly(Role.USER);
    }

    @Test
    void callsAndResultsStayApartAndInOrder() {
        List<Message> fitted = Turns.fit(List.of(user("a"), assistant("I look."), CALL, RESULT, user("b")), STRICT);

        assertThat(fitted).extracting(Message::role).containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL, Role.USER);
        assertThat(fitted.get(1).text()).isEqualTo("I look.");
        assertThat(fitted.get(1).calls()).isEqualTo(CALL.calls());
    }

    @Test
    void picturesSurviveJoining() {
        Message shown = new Message(
                Role.USER,
                List.of(new Part.Image("data:image/png;base64,AA==", Optional.empty())),
                List.of(),
                Optional.empty());

        assertThat(Turns.fit(List.of(system("one"), user("a"), shown), NEITHER))
                .singleElement()
                .satisfies(turn -> {
                    assertThat(turn.hasImages()).isTrue();
                    assertThat(turn.text()).startsWith("one\n\na");
                });
    }

    private static Message user(String text) {
        return new Message(Role.USER, text);
    }

    private static Message assistant(String text) {
        return new Message(Role.ASSISTANT, text);
    }

    private static Message system(String text) {
        return new Message(Role.SYSTEM, text);
    }
}
