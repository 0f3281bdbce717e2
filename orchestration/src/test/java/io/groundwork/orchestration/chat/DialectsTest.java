package io.groundwork.orchestration.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.orchestration.chat.ChatOutcome.Finished;
import io.groundwork.orchestration.outbound.Doors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each kind of server is sent, and what is made of its stream: {@code dialects/*} hold both, as they go over the wire. */
class DialectsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PICTURE = "data:image/png;base64,iVBORw0KGgo=";
    private static final String PRICE = """
            {"type":"object","properties":{"item":{"type":"string"}},"required":["item"],"additionalProperties":false}""";
    private static final String COST = """
            {"type":"object","properties":{"euro":{"type":"number"}},"required":["euro"],"additionalProperties":false}""";

    private final OpenAiServer server = new OpenAiServer();
    private final ChatClient chat = Clients.through(Doors.open());

    @AfterEach
    void stop() {
        server.close();
        chat.stop();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TEI") // it serves no chat
    void aRichRequestIsSentInTheServersWay(Dialect dialect) throws IOException {
        assertThat(body(dialect, Abilities.UNKNOWN, rich())).isEqualTo(golden(dialect, "rich.json"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TEI") // it serves no chat
    void aPlainRequestSaysNoMoreThanItMust(Dialect dialect) throws IOException {
        ChatRequest hello = new ChatRequest(List.of(new Message(Message.Role.USER, "Hello")), Sampling.USUAL);

        assertThat(body(dialect, Abilities.UNKNOWN, hello)).isEqualTo(golden(dialect, "plain.json"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TEI") // it serves no chat
    void aRecordedStreamBecomesTheSameEventsEverywhere(Dialect dialect) throws IOException {
        String recorded = text(dialect, "stream.txt");
        server.plays(stage -> stage.raw(recorded));
        List<String> events = new ArrayList<>();

        ChatOutcome outcome =
                chat.chat(at(dialect, Abilities.UNKNOWN), rich(), event -> events.add(line(event)), new Stop());

        assertThat(outcome).isInstanceOf(Finished.class);
        Finished finished = (Finished) outcome;
        String expected = text(dialect, "events.txt");
        String counts = expected.contains(" counted")
                ? "counted"
                : "%d %d"
                        .formatted(
                                finished.usage().inputTokens(), finished.usage().outputTokens());
        events.add("finished %s %s".formatted(finished.ending(), counts));
        assertThat(String.join("\n", events) + "\n").matches(pattern(expected));
        assertThat(finished.text()).isEqualTo(said(events));
        assertThat(finished.calls()).extracting(ToolCall::id).doesNotHaveDuplicates();
        finished.calls()
                .forEach(call -> assertThat(tree(call.arguments()).isObject()).isTrue());
    }

    @Test
    void aToolThatMustNotBeAskedForIsNotOfferedWhereTheServerReadsNoChoice() throws IOException {
        Tools none = new Tools(List.of(stock()), new Tools.Choice.None(), Optional.empty());
        ChatRequest request = new ChatRequest(
                List.of(new Message(Message.Role.USER, "Hello")), Sampling.USUAL, none, new OutputForm.Text());

        assertThat(body(Dialect.OLLAMA, Abilities.UNKNOWN, request).has("tools"))
                .isFalse();
        assertThat(body(Dialect.LM_STUDIO, Abilities.UNKNOWN, request)
                        .path("tool_choice")
                        .asText())
                .isEqualTo("none");
    }

    @Test
    void systemWordsGoIntoTheFirstQuestionWhereTheModelReadsNone() throws IOException {
        Abilities noSystem = new Abilities(Set.of(), Set.of(Ability.SYSTEM_ROLE, Ability.STREAM_USAGE));

        JsonNode body = body(Dialect.OPENAI, noSystem, conversation());

        assertThat(body.path("messages")).isEqualTo(tree("""
                [{"role": "user", "content": "Be brief.\\n\\nHello"},
                 {"role": "user", "content": "Are you there?"}]"""));
        assertThat(body.has("stream_options")).isFalse();
    }

    @Test
    void turnsAlternateWhereTheModelsTemplateWantsThat() throws IOException {
        Abilities strict = new Abilities(Set.of(), Set.of(Ability.FREE_TURNS));

        assertThat(body(Dialect.OPENAI, strict, conversation()).path("messages"))
                .isEqualTo(tree("""
                [{"role": "system", "content": "Be brief."},
                 {"role": "user", "content": "Hello\\n\\nAre you there?"}]"""));
    }

    private static ChatRequest conversation() {
        return new ChatRequest(
                List.of(
                        new Message(Message.Role.SYSTEM, "Be brief."),
                        new Message(Message.Role.USER, "Hello"),
                        new Message(Message.Role.USER, "Are you there?")),
                Sampling.USUAL);
    }

    static ChatRequest rich() {
        List<Message> messages = List.of(
                new Message(Message.Role.SYSTEM, "Be brief."),
                new Message(
                        Message.Role.USER,
                        List.of(new Part.Text("What does this cost?"), new Part.Image(PICTURE, Optional.of("low"))),
                        List.of(),
                        Optional.empty()),
                new Message(
                        Message.Role.ASSISTANT,
                        List.of(new Part.Text("I look it up.")),
                        List.of(new ToolCall("call_1", "price", "{\"item\":\"pump\"}")),
                        Optional.empty()),
                new Message(
                        Message.Role.TOOL, List.of(new Part.Text("{\"euro\":120}")), List.of(), Optional.of("call_1")),
                new Message(Message.Role.USER, "And two of them?"));
        Sampling sampling = new Sampling(
                OptionalDouble.of(0.2),
                OptionalDouble.of(0.9),
                OptionalInt.of(300),
                List.of("END"),
                OptionalLong.of(7),
                OptionalDouble.of(0.5),
                OptionalDouble.of(-0.5));
        Tools.Tool price = new Tools.Tool("price", Optional.of("What an item costs"), Optional.of(PRICE), true);
        return new ChatRequest(
                messages,
                sampling,
                new Tools(List.of(price, stock()), new Tools.Choice.Named("price"), Optional.of(false)),
                new OutputForm.Schema("cost", Optional.of("In euro"), COST, true));
    }

    private static Tools.Tool stock() {
        return new Tools.Tool("stock", Optional.empty(), Optional.empty(), false);
    }

    private JsonNode body(Dialect dialect, Abilities abilities, ChatRequest request) {
        return tree(new RequestJson(at(dialect, abilities)).of(request));
    }

    private ModelServer at(Dialect dialect, Abilities abilities) {
        return new ModelServer(
                server.url(),
                "tiny",
                Optional.empty(),
                dialect,
                abilities,
                Optional.empty(),
                new ChatSettings().patience());
    }

    private static String line(ChatEvent event) {
        return switch (event) {
            case ChatEvent.Text(String text) -> "text " + text;
            case ChatEvent.Reasoning(String text) -> "reasoning " + text;
            case ChatEvent.CallBegun(int index, String id, String name) -> "begun %d %s %s".formatted(index, id, name);
            case ChatEvent.CallArguments(int index, String fragment) -> "arguments %d %s".formatted(index, fragment);
        };
    }

    private static String said(List<String> events) {
        return events.stream()
                .filter(event -> event.startsWith("text "))
                .map(event -> event.substring("text ".length()))
                .collect(Collectors.joining());
    }

    /** An id that the server did not give is any one of ours. */
    private static Pattern pattern(String expected) {
        return Pattern.compile(Pattern.quote(expected).replace(" * ", " \\Ecall_[0-9a-f]{32}\\Q "));
    }

    private static JsonNode golden(Dialect dialect, String file) throws IOException {
        return tree(text(dialect, file));
    }

    private static String text(Dialect dialect, String file) throws IOException {
        String name = "/dialects/%s.%s".formatted(dialect.word(), file);
        try (InputStream in = DialectsTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new IllegalArgumentException(json, e);
        }
    }
}
