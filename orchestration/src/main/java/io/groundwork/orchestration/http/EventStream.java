package io.groundwork.orchestration.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Writes server-sent events, each at once. For one thread; a client that has gone ends the work with {@link ClientGone}. */
final class EventStream {

    private final OutputStream out;
    private final ObjectMapper json;

    private EventStream(OutputStream out, ObjectMapper json) {
        this.out = out;
        this.json = json;
    }

    /** An answer that {@code work} writes while the client reads. */
    static Response of(ObjectMapper json, Work work) {
        StreamingOutput body = out -> {
            try {
                work.write(new EventStream(out, json));
            } catch (ClientGone e) {
                throw new IOException("The client closed the connection", e);
            }
        };
        return Response.ok(body)
                .type("text/event-stream;charset=UTF-8")
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .header("X-Accel-Buffering", "no")
                .build();
    }

    /** An event with a name, as the Responses API has them. */
    void send(String event, Object data) {
        write("event: %s\ndata: %s\n\n".formatted(event, text(data)));
    }

    /** An event without one, as the Chat Completions API has them. */
    void send(Object data) {
        write("data: %s\n\n".formatted(text(data)));
    }

    /** What ends a stream of the Chat Completions API that ended well. */
    void done() {
        write("data: [DONE]\n\n");
    }

    private void write(String event) {
        try {
            out.write(event.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new ClientGone(e);
        }
    }

    private String text(Object data) {
        try {
            return json.writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the events of one answer. */
    interface Work {
        void write(EventStream events);
    }

    /** Nobody listens any more; whatever is being done for the client can stop. */
    static final class ClientGone extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ClientGone(IOException cause) {
            super(cause);
        }
    }
}
