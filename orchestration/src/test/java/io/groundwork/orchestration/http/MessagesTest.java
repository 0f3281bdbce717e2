package io.groundwork.orchestration.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.orchestration.chat.Message;
import io.groundwork.orchestration.chat.Message.Role;
import io.groundwork.orchestration.chat.ToolCall;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessagesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String COMPLETION = """
            [{"role": "system", "content": "Be brief."},
             {"role": "user", "content": [{"type": "text", "text": "What is this?"},
               {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA", "detail": "low"}}]},
             {"role": "assistant", "content": "I look.", "tool_calls": [
               {"id": "a", "type": "function", "function": {"name": "price", "arguments": "{}"}},
               {"id": "b", "type": "function", "function": {"name": "stock", "arguments": "{}"}}]},
             {"role": "tool", "tool_call_id": "b", "content": [{"type": "text", "text": "3"}]},
             {"role": "tool", "tool_call_id": "a", "content": "120"},
             {"role": "user", "content": "Thanks."}]""";

    @Test
    void whatIsWrittenIsReadAgainAsItWas() {
        List<Message> read = read(COMPLETION);

        assertThat(Messages.stored("input", Messages.write(read))).isEqualTo(read);
    }

    @Test
    void callsInARowAreOneTurnWithTheWordsBeforeThem() {
        List<Message> read = read("""
                [{"role": "user", "content": "x"},
                 {"type": "reasoning", "id": "rs_1", "summary": []},
                 {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "I look."}]},
                 {"type": "function_call", "call_id": "a", "name": "price", "arguments": "{}"},
                 {"type": "function_call", "call_id": "b", "name": "stock", "arguments": "{}"},
                 {"type": "function_call_output", "call_id": "a", "output": "120"},
                 {"type": "function_call_output", "call_id": "b", "output": [{"type": "input_text", "text": "3"}]}]""");

        assertThat(read).extracting(Message::role).containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL, Role.TOOL);
        assertThat(read.get(1).text()).isEqualTo("I look.");
        assertThat(read.get(1).calls()).extracting(ToolCall::id).containsExactly("a", "b");
        Messages.checkCalls("input", read);
    }

    @Test
    void aCallWithoutItsResultAndAResultWithoutItsCallAreRefused() {
        assertThatThrownBy(
                        () -> Messages.checkCalls("messages", read(COMPLETION).subList(0, 4)))
                .hasMessageContaining("no result of the call 'a'");
        assertThatThrownBy(
                        () -> Messages.checkCalls("messages", read(COMPLETION).subList(3, 4)))
                .hasMessageContaining("'b', which is not open");
    }

    @Test
    void anAnswerFromDocumentsReadsTheWordsAlone() {
        assertThat(Messages.wordsOf(read(COMPLETION)))
                .containsExactly(
                        new Message(Role.SYSTEM, "Be brief."),
                        new Message(Role.USER, "What is this?"),
                        new Message(Role.ASSISTANT, "I look."),
                        new Message(Role.USER, "Thanks."));
    }

    @Test
    void whatEarlierVersionsStoredIsReadStill() {
        assertThat(Messages.stored("input", tree("[{\"role\": \"user\", \"content\": \"x\"}]")))
                .containsExactly(new Message(Role.USER, "x"));
    }

    private static List<Message> read(String messages) {
        return Messages.read("messages", tree(messages));
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }
}
