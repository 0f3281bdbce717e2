package io.groundwork.orchestration.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventsTest {

    @Test
    void eachBlankLineEndsAnEvent() throws IOException {
        assertThat(read("data: {\"a\":1}\n\ndata:{\"b\":2}\n\n\n\ndata: [DONE]\n\n"))
                .containsExactly("{\"a\":1}", "{\"b\":2}", "[DONE]");
    }

    @Test
    void linesEndInAnyOfTheThreeWays() throws IOException {
        assertThat(read("data: 1\r\n\r\ndata: 2\r\rdata: 3\n\n")).containsExactly("1", "2", "3");
    }

    @Test
    void aByteOrderMarkDoesNotHideTheFirstEvent() throws IOException {
        assertThat(read("\uFEFFdata: {\"a\":1}\n\n")).containsExactly("{\"a\":1}");
    }

    @Test
    void commentsNamesAndOtherFieldsAreNoData() throws IOException {
        assertThat(read(": still here\n\nevent: chunk\nid: 7\nretry: 10\ndata: 1\n\nevent: empty\n\n"))
                .containsExactly("1");
    }

    @Test
    void dataOnSeveralLinesIsOneEvent() throws IOException {
        assertThat(read("data: {\ndata:  \"a\":1}\n\n")).containsExactly("{\n \"a\":1}");
    }

    @Test
    void anErrorOnALineOfItsOwnIsData() throws IOException {
        assertThat(read("error: {\"code\":500}\n\n")).containsExactly("{\"code\":500}");
    }

    @Test
    void theLastEventNeedsNoBlankLineWhenItIsWhole() throws IOException {
        assertThat(read("data: {\"a\":1}\n\ndata: [DONE]")).containsExactly("{\"a\":1}", "[DONE]");
        assertThat(read("data: {\"a\":1}\n\ndata: {\"b\":")).containsExactly("{\"a\":1}");
    }

    private static List<String> read(String stream) throws IOException {
        Events events = new Events(new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)));
        List<String> data = new ArrayList<>();
        for (Optional<String> next = events.next(); next.isPresent(); next = events.next()) {
            data.add(next.get());
        }
        return data;
    }
}
