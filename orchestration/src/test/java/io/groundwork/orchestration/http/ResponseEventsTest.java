package io.groundwork.orchestration.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.orchestration.chat.ChatEvent;
import io.groundwork.orchestration.chat.ChatOutcome.Ending;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResponseEventsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<JsonNode> sent = new ArrayList<>();
    private final ResponseDraft draft = new ResponseDraft(JSON, request(), "tiny");
    private final ResponseEvents events = new ResponseEvents(draft, sent::add);

    @Test
    void callsThatAreWrittenByTurnsStayOpenUntilTheyAreWhole() {
        events.take(new ChatEvent.CallBegun(0, "a", "price"));
        events.take(new ChatEvent.CallArguments(0, "{\"x\":"));
        events.take(new ChatEvent.CallBegun(1, "b", "stock"));
        events.take(new ChatEvent.CallArguments(1, "{}"));
        events.take(new ChatEvent.CallArguments(0, "1}"));
        events.end();

        assertThat(output().findValuesAsText("arguments")).containsExactly("{\"x\":1}", "{}");
        assertThat(output().findValuesAsText("status")).containsOnly("completed");
        assertThat(done()).containsExactly(0, 1);
    }

    @Test
    void aWholeCallIsDoneWhenTheNextBegins() {
        events.take(new ChatEvent.CallBegun(0, "a", "price"));
        events.take(new ChatEvent.CallArguments(0, "{}"));
        events.take(new ChatEvent.CallBegun(1, "b", "stock"));

        assertThat(done()).containsExactly(0);
    }

    @Test
    void wordsBehindACallAreAMessageOfTheirOwn() {
        events.text("I look.");
        events.take(new ChatEvent.CallBegun(0, "a", "price"));
        events.take(new ChatEvent.CallArguments(0, "{}"));
        events.text("Done.");
        events.end();

        assertThat(output())
                .extracting(item -> item.path("type").asText())
                .containsExactly("message", "function_call", "message");
        assertThat(output().findValuesAsText("text")).containsExactly("I look.", "Done.");
    }

    @Test
    void thinkingAloneIsFollowedByAnEmptyMessage() {
        events.take(new ChatEvent.Reasoning("Hm."));
        events.end();

        assertThat(output()).extracting(item -> item.path("type").asText()).containsExactly("reasoning", "message");
    }

    @Test
    void whatWasCutIsIncomplete() {
        events.text("Six");
        draft.ended(Ending.CUT);
        events.end();

        assertThat(draft.body().path("status").asText()).isEqualTo("incomplete");
        assertThat(output().get(0).path("status").asText()).isEqualTo("incomplete");
    }

    private JsonNode output() {
        return draft.body().path("output");
    }

    private List<Integer> done() {
        return sent.stream()
                .filter(event -> event.path("type").asText().equals("response.output_item.done"))
                .map(event -> event.path("output_index").asInt())
                .toList();
    }

    private static ResponseRequest request() {
        try {
            return JSON.readValue("{\"model\": \"tiny\", \"input\": \"x\"}", ResponseRequest.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
