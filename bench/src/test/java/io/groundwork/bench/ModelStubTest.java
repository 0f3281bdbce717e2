package io.groundwork.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.bench.ModelStub.End;
import io.groundwork.bench.Script.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelStubTest {

    private static final Duration PACE = Duration.ofMillis(2);

    private ModelStub stub;

    @BeforeEach
    void start() throws IOException {
        stub = new ModelStub();
    }

    @AfterEach
    void stop() throws IOException {
        stub.close();
    }

    @Test
    void whatItSendsIsWhatItSaysItSent() {
        Heard heard = stream("healthy", Script.whole(12, PACE, "one"));

        assertThat(heard.isWhole(12)).isTrue();
        assertThat(heard.tokens().writers()).isEqualTo("h");
        assertThat(heard.usage()).hasValue(12);
        assertThat(stub.sent("one"))
                .singleElement()
                .satisfies(sent -> assertThat(sent.tokens()).isEqualTo(12))
                .satisfies(sent -> assertThat(sent.end()).isEqualTo(End.WHOLE))
                .satisfies(sent -> assertThat(sent.door()).isEqualTo("healthy"));
        assertThat(stub.tokens()).isEqualTo(12);
    }

    @Test
    void answersInOnePieceWhoWantsNoStream() {
        try (ChatCalls calls = calls("healthy")) {
            Heard first = calls.whole("any", Script.whole(5, Duration.ZERO, "a"));
            Heard second = calls.whole("any", Script.whole(3, Duration.ZERO, "b"));

            assertThat(first.isWhole(5)).isTrue();
            assertThat(second.isWhole(3)).isTrue();
            assertThat(second.usage()).hasValue(3);
        }
    }

    @Test
    void whatComesAtOnceComesWhole() {
        Heard heard = stream("healthy", Script.whole(40, Duration.ZERO, "burst"));

        assertThat(heard.isWhole(40)).isTrue();
    }

    @Test
    void faultsHappenOnlyAtTheirDoors() {
        Heard heard = stream("healthy", new Script(Kind.CUT, 6, PACE, "cut"));

        assertThat(heard.isWhole(6)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "ERROR_CHUNK, 5, 200, an error of another form",
        "CUT, 5, 200, connection broken",
        "RESET, 0, 0, connection broken",
        "BUSY, 0, 503, an error of another form",
    })
    void eachFaultEndsInItsWay(Kind kind, int tokens, int status, String error) {
        Heard heard = stream(ModelStub.FAULTY, new Script(kind, 10, PACE, "fault"));

        assertThat(heard.done()).isFalse();
        assertThat(heard.tokens().count()).isEqualTo(tokens);
        assertThat(heard.tokens().isPrefix()).isTrue();
        assertThat(heard.status()).isEqualTo(status);
        assertThat(heard.error()).isNotEmpty();
        if (!error.startsWith("an error")) {
            assertThat(heard.error()).hasValue(error);
        }
        assertThat(stub.sent("fault").getFirst().tokens()).isEqualTo(tokens);
        assertThat(stub.sent("fault").getFirst().end()).isEqualTo(End.FAULT);
    }

    @Test
    void aWrongCountIsToldAndNotSent() {
        Heard heard = stream(ModelStub.FAULTY, new Script(Kind.WRONG_USAGE, 4, PACE, "usage"));

        assertThat(heard.isWhole(4)).isTrue();
        assertThat(heard.usage()).hasValue(10_000_000);
        assertThat(stub.sent("usage").getFirst().tokens()).isEqualTo(4);
    }

    @Test
    void noticesThatAClientHasGone() throws IOException {
        URI base = stub.base(ModelStub.FAULTY);
        byte[] body = ChatCalls.body("any", new Script(Kind.SILENT, 8, PACE, "gone").message(), Map.of("stream", true));
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write("POST %s/chat/completions HTTP/1.1\r\nHost: stub\r\nContent-Length: %d\r\n\r\n"
                    .formatted(base.getPath(), body.length)
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            out.flush();
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readNBytes(15), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200 OK");
        }

        stub.awaitQuiet();
        assertThat(stub.sent("gone").getFirst().end()).isEqualTo(End.LEFT);
    }

    @Test
    void holdsManyStreamsAtOnce() {
        AtomicInteger whole = new AtomicInteger();
        try (ChatCalls calls = calls("healthy");
                InFlight streams = new InFlight(300)) {
            for (int i = 0; i < 300; i++) {
                streams.start(() -> whole.addAndGet(
                        calls.stream("any", Script.whole(20, Duration.ofMillis(20), Script.NONE))
                                        .isWhole(20)
                                ? 1
                                : 0));
            }
        }

        assertThat(whole).hasValue(300);
    }

    @Test
    void answersWhoSaysNoWord() {
        try (ChatCalls calls = calls("healthy")) {
            Heard heard = calls.stream(ChatCalls.body("any", "Reply with: ready", Map.of("stream", true)), nanos -> {});

            assertThat(heard.isWhole(1)).isTrue();
        }
    }

    private Heard stream(String door, Script script) {
        try (ChatCalls calls = calls(door)) {
            return calls.stream("any", script);
        } finally {
            stub.awaitQuiet();
        }
    }

    private ChatCalls calls(String door) {
        return new ChatCalls(stub.base(door), Map.of());
    }
}
