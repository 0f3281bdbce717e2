package io.groundwork.orchestration.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<ChatEvent> events = new ArrayList<>();
    private final Calls calls = new Calls(events::add);

    @Test
    void fragmentsGoToTheCallUnderTheirNumberAlsoByTurns() {
        take("""
                [{"index": 0, "id": "a", "function": {"name": "price", "arguments": ""}},
                 {"index": 1, "id": "b", "function": {"name": "stock", "arguments": ""}}]""");
        take("[{\"index\": 0, \"function\": {\"arguments\": \"{\\\"x\\\":\"}}]");
        take("[{\"index\": 1, \"function\": {\"arguments\": \"{}\"}}]");
        take("[{\"index\": 0, \"function\": {\"arguments\": \"1}\"}}]");

        assertThat(ended()).containsExactly(new ToolCall("a", "price", "{\"x\":1}"), new ToolCall("b", "stock", "{}"));
    }

    @Test
    void callsThatAreAllNumberedZeroWithoutIdsAreToldApart() {
        take("[{\"index\": 0, \"function\": {\"name\": \"price\", \"arguments\": \"{\\\"x\\\":1}\"}}]");
        take("[{\"index\": 0, \"function\": {\"name\": \"price\", \"arguments\": \"{\\\"x\\\":2}\"}}]");

        assertThat(ended()).extracting(ToolCall::arguments).containsExactly("{\"x\":1}", "{\"x\":2}");
        assertThat(ended()).extracting(ToolCall::id).doesNotHaveDuplicates().allMatch(id -> id.startsWith("call_"));
    }

    @Test
    void aNameThatIsSaidWithEachPieceBeginsOneCall() {
        take("[{\"index\": 0, \"id\": \"a\", \"function\": {\"name\": \"price\", \"arguments\": \"{\\\"x\\\"\"}}]");
        take("[{\"index\": 0, \"id\": \"a\", \"function\": {\"name\": \"price\", \"arguments\": \":1}\"}}]");
        take("[{\"index\": 0, \"id\": \"a\", \"function\": {\"name\": \"price\", \"arguments\": \"\"}}]");

        assertThat(ended()).containsExactly(new ToolCall("a", "price", "{\"x\":1}"));
    }

    @Test
    void anIdThatChangesWithEachPieceBeginsNoCall() {
        take("[{\"index\": 0, \"id\": \"a\", \"function\": {\"name\": \"price\", \"arguments\": \"{\"}}]");
        take("[{\"index\": 0, \"id\": \"b\", \"function\": {\"name\": null, \"arguments\": \"}\"}}]");

        assertThat(ended()).containsExactly(new ToolCall("a", "price", "{}"));
    }

    @Test
    void oneIdForAllIsGivenToTheFirstOnly() {
        take("""
                [{"index": 0, "id": "0", "function": {"name": "price", "arguments": "{}"}},
                 {"index": 1, "id": "0", "function": {"name": "stock", "arguments": "{}"}}]""");

        assertThat(ended()).extracting(ToolCall::id).doesNotHaveDuplicates().contains("0");
    }

    @Test
    void callsWithoutArgumentsHaveAnEmptyObjectInTheirPiecesToo() {
        take("[{\"function\": {\"name\": \"stock\"}}, {\"function\": {\"name\": \"stock\", \"arguments\": \"\"}}]");

        assertThat(ended()).extracting(ToolCall::arguments).containsExactly("{}", "{}");
        assertThat(events).contains(new ChatEvent.CallArguments(0, "{}"), new ChatEvent.CallArguments(1, "{}"));
    }

    @Test
    void argumentsThatAreAnObjectBecomeText() {
        take("[{\"id\": \"a\", \"function\": {\"name\": \"price\", \"arguments\": {\"x\": [1]}}}]");

        assertThat(ended()).containsExactly(new ToolCall("a", "price", "{\"x\":[1]}"));
    }

    @Test
    void aCallWithoutANameIsNone() {
        take("[{\"index\": 0, \"id\": \"a\", \"function\": {\"arguments\": \"{}\"}}]");

        assertThat(ended()).isEmpty();
        assertThat(calls.nameless()).isTrue();
    }

    private List<ToolCall> ended() {
        calls.end();
        return calls.all();
    }

    private void take(String pieces) {
        try {
            calls.pieces(JSON.readTree(pieces));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(pieces, e);
        }
    }
}
