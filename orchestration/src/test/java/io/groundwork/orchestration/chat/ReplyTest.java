package io.groundwork.orchestration.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.chat.ChatOutcome.Ending;
import io.groundwork.orchestration.chat.ChatOutcome.Failed;
import io.groundwork.orchestration.chat.ChatOutcome.Finished;
import io.groundwork.orchestration.chat.ChatOutcome.Reason;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplyTest {

    private static final String WORD = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Sixteen weeks\"}}]}";
    private static final String STOP = "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";

    private final List<ChatEvent> events = new ArrayList<>();

    @Test
    void theServersCountIsTakenWhereItCanBeTrue() {
        assertThat(taking(Dialect.OPENAI, WORD, STOP, usage(12, 3)).usage()).isEqualTo(new Usage(12, 3));
    }

    @Test
    void aCountThatCannotBeTrueIsReplacedByOurs() {
        assertThat(taking(Dialect.OPENAI, WORD, STOP, usage(12, 90_000)).usage().outputTokens())
                .isOne();
        assertThat(taking(Dialect.OPENAI, WORD, STOP, usage(12, 0)).usage().outputTokens())
                .isOne();
        assertThat(taking(Dialect.OPENAI, WORD, STOP, usage(0, 3)).usage().inputTokens())
                .isPositive();
        assertThat(taking(Dialect.OPENAI, WORD, STOP, usage(-5, 3)).usage().inputTokens())
                .isPositive();
        assertThat(taking(Dialect.OPENAI, WORD, STOP, usage(2_000_000_000, 3))
                        .usage()
                        .inputTokens())
                .isLessThan(100);
    }

    @Test
    void thinkingThatAHostedModelHidesIsCounted() {
        assertThat(taking(Dialect.HOSTED, WORD, STOP, usage(12, 9_000)).usage()).isEqualTo(new Usage(12, 9_000));
    }

    @Test
    void aStreamThatDiesIsCountedAsFarAsItWent() {
        String counted = WORD.replace("]}", "],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":2}}");

        ChatOutcome outcome = taking(Dialect.VLLM, counted);

        assertThat(outcome).isInstanceOf(Failed.class);
        assertThat(outcome.usage()).isEqualTo(new Usage(12, 2));
    }

    @Test
    void errorsOfEveryFormAreErrors() {
        assertThat(reason("{\"error\":{\"message\":\"out of memory\",\"code\":500}}"))
                .isEqualTo(Reason.SERVER_ERROR);
        assertThat(reason("{\"error\":\"out of memory\",\"error_type\":\"generation\"}"))
                .isEqualTo(Reason.SERVER_ERROR);
        assertThat(reason("{\"object\":\"error\",\"message\":\"maximum context length is 4096 tokens\",\"code\":400}"))
                .isEqualTo(Reason.TOO_LONG);
        assertThat(reason("{\"code\":500,\"message\":\"Context size has been exceeded.\",\"type\":\"server_error\"}"))
                .isEqualTo(Reason.TOO_LONG);
    }

    @Test
    void finishReasonsOfEveryServerAreRead() {
        assertThat(ending("eos_token")).isEqualTo(Ending.COMPLETE);
        assertThat(ending("stop_sequence")).isEqualTo(Ending.COMPLETE);
        assertThat(ending("length")).isEqualTo(Ending.CUT);
        assertThat(ending("content_filter")).isEqualTo(Ending.FILTERED);
        assertThat(taking(Dialect.SGLANG, WORD, STOP.replace("\"stop\"", "\"abort\"")))
                .isInstanceOf(Failed.class);
    }

    @Test
    void anAnswerInOnePieceIsRead() {
        ChatOutcome outcome = taking(Dialect.OPENAI, """
                {"model": "tiny", "choices": [{"index": 0, "finish_reason": "tool_calls", "message": {"role": "assistant",
                 "content": null, "reasoning_content": "Hm.",
                 "tool_calls": [{"id": "a", "type": "function", "function": {"name": "price", "arguments": "{}"}}]}}],
                 "usage": {"prompt_tokens": 20, "completion_tokens": 9}}""");

        assertThat(outcome)
                .isEqualTo(new Finished("", List.of(new ToolCall("a", "price", "{}")), Ending.CALLS, new Usage(20, 9)));
        assertThat(events).first().isEqualTo(new ChatEvent.Reasoning("Hm."));
    }

    @Test
    void aRefusalIsSaidInItsWords() {
        taking(Dialect.HOSTED, "{\"choices\":[{\"delta\":{\"content\":null,\"refusal\":\"I cannot.\"}}]}", STOP);

        assertThat(events).containsExactly(new ChatEvent.Text("I cannot."));
    }

    @Test
    void aToolWithoutANameIsNoAnswer() {
        assertThat(reason(
                        "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{}\"}}]}}]}",
                        STOP))
                .isEqualTo(Reason.NOT_OPENAI);
    }

    @Test
    void anotherModelInTheMiddleIsNoAnswer() {
        assertThat(reason(
                        WORD.replace("{\"choices\"", "{\"model\":\"one\",\"choices\""),
                        WORD.replace("{\"choices\"", "{\"model\":\"two\",\"choices\"")))
                .isEqualTo(Reason.OTHER_MODEL);
    }

    private Ending ending(String reason) {
        ChatOutcome outcome = taking(Dialect.OPENAI, WORD, STOP.replace("\"stop\"", "\"%s\"".formatted(reason)));
        assertThat(outcome).isInstanceOf(Finished.class);
        return ((Finished) outcome).ending();
    }

    private Reason reason(String... chunks) {
        ChatOutcome outcome = taking(Dialect.OPENAI, chunks);
        assertThat(outcome).isInstanceOf(Failed.class);
        return ((Failed) outcome).reason();
    }

    private ChatOutcome taking(Dialect dialect, String... chunks) {
        events.clear();
        ModelServer server = new ModelServer(
                URI.create("http://127.0.0.1:1/v1"),
                "tiny",
                Optional.empty(),
                dialect,
                Abilities.UNKNOWN,
                Optional.empty(),
                new ChatSettings().patience());
        ChatRequest request = new ChatRequest(List.of(new Message(Message.Role.USER, "How long?")), Sampling.USUAL);
        Reply reply = new Reply(server, request, events::add, 1_000);
        for (String chunk : chunks) {
            reply.chunk(chunk);
        }
        return reply.outcome();
    }

    private static String usage(int input, int output) {
        return "{\"choices\":[],\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d}}".formatted(input, output);
    }
}
