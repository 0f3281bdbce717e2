package io.groundwork.orchestration.understanding;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.chat.Message;
import io.groundwork.orchestration.understanding.Query.Kind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyReaderTest {

    private static final List<Message> SAID = List.of(new Message(Message.Role.USER, "Is there parental leave?"));
    private static final String ALL = """
            {"standalone": "How long is parental leave?", "parts": ["parental leave", "leave"],
             "variants": ["maternity"], "translations": {"de": "Elternzeit", "fr": "congé"}}""";

    private final ReplyReader reader = new ReplyReader(Plain.CONFIG);

    @Test
    void whatStandsForTheQuestionComesFirstAndOnlyAskedLanguagesCount() {
        assertThat(queries(ALL, EnumSet.allOf(Ability.class)))
                .containsExactly(
                        new Query(Kind.STANDALONE, "How long is parental leave?"),
                        new Query(Kind.PART, "parental leave"),
                        new Query(Kind.PART, "leave"),
                        new Query(Kind.TRANSLATION, "Elternzeit", "de"),
                        new Query(Kind.VARIANT, "maternity"));
    }

    @Test
    void whatWasNotAskedForIsNotLookedAt() {
        assertThat(queries(ALL, Set.of(Ability.EXPAND))).containsExactly(new Query(Kind.VARIANT, "maternity"));
        assertThat(queries("{\"variants\":[\"x\"],\"parts\":{\"odd\":1}}", Set.of(Ability.EXPAND)))
                .containsExactly(new Query(Kind.VARIANT, "x"));
    }

    @Test
    void thereIsAMostOfEachAndOfAll() {
        String many = "\"a\",\"b\",\"c\",\"d\",\"e\",\"f\"";
        String reply = "{\"variants\":[%s],\"parts\":[%s],\"standalone\":\"s\",\"translations\":{\"de\":\"t\"}}"
                .formatted(many, many);

        assertThat(queries(reply, EnumSet.allOf(Ability.class)))
                .hasSize(8)
                .extracting(Query::text)
                .containsExactly("s", "a", "b", "c", "d", "t", "a", "b");
    }

    @Test
    void quotationMarksAndWhatNobodySeesAreNotTheModelsToSet() {
        assertThat(queries(
                        "{\"variants\":[\"\\\"exact\\\"\\u0000 „words“\\u202E\\n here\",\"नमस्\u200Dते\"]}",
                        Set.of(Ability.EXPAND)))
                .extracting(Query::text)
                .containsExactly("exact words here", "नमस्\u200Dते");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"variants\":[\"x\"]}",
                "  \n{\"variants\":[\"x\"]}\n",
                "```json\n{\"variants\":[\"x\"]}\n```",
                "```\n{\"variants\":[\"x\"]}```",
                "<think>Perhaps {\"variants\":[]}?</think>\n{\"variants\":[\"x\"]}",
            })
    void modelsMayThinkAloudAndFenceTheirJson(String reply) {
        assertThat(queries(reply, Set.of(Ability.EXPAND))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "x",
                "\"variants\"",
                "[]",
                "{\"variants\":[\"x\"]}{}",
                "{\"variants\":\"x\"}",
                "{\"variants\":[1]}",
                "{\"variants\":[[\"x\"]]}",
                "{\"variants\":[\"x\"],\"variants\":[\"y\"]}",
                "{variants:[\"x\"]}",
                "{\"variants\":[\"x\"",
            })
    void anyOtherFormIsUnusable(String reply) {
        assertThat(read(reply, Set.of(Ability.EXPAND))).isInstanceOf(Reply.Unusable.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Where is Stone?", "[]", "{\"follow_up\":[\"x\"]}", "{\"follow_up\":{}}", "{\"follow_up\":7}"
            })
    void aFollowUpOfAnotherFormIsUnusable(String reply) {
        assertThat(reader.followUp(reply)).isInstanceOf(Reply.Unusable.class);
    }

    @Test
    void aDeepOrEndlessReplyIsUnusable() {
        assertThat(read("{\"variants\":" + "[".repeat(9000), Set.of(Ability.EXPAND)))
                .isInstanceOf(Reply.Unusable.class);
        assertThat(read("{\"variants\":[\"" + "x".repeat(30_000) + "\"]}", Set.of(Ability.EXPAND)))
                .isInstanceOf(Reply.Unusable.class);
    }

    @Test
    void nothingToAddIsAnAnswer() {
        assertThat(queries("{}", EnumSet.allOf(Ability.class))).isEmpty();
        assertThat(queries("{\"standalone\":null,\"variants\":null}", EnumSet.allOf(Ability.class)))
                .isEmpty();
        assertThat(reader.followUp("{\"follow_up\":null}")).isEqualTo(new Reply.Usable(List.of()));
        assertThat(reader.followUp("{\"follow_up\":\" \"}")).isEqualTo(new Reply.Usable(List.of()));
    }

    @Test
    void aFollowUpIsOneQuery() {
        assertThat(reader.followUp("{\"follow_up\":\"Where is Stone?\"}"))
                .isEqualTo(new Reply.Usable(List.of(new Query(Kind.FOLLOW_UP, "Where is Stone?"))));
    }

    private List<Query> queries(String reply, Set<Ability> abilities) {
        assertThat(read(reply, abilities)).isInstanceOf(Reply.Usable.class);
        return ((Reply.Usable) read(reply, abilities)).queries();
    }

    private Reply read(String reply, Set<Ability> abilities) {
        return reader.understanding(
                reply, new Understanding(abilities, SAID, Duration.ofSeconds(1), Optional.empty()), List.of("de"));
    }
}
