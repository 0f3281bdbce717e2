package io.groundwork.orchestration.chat;

import static io.groundwork.orchestration.chat.OpenAiServer.chunk;
import static io.groundwork.orchestration.chat.OpenAiServer.finish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundwork.orchestration.chat.ChatOutcome.Failed;
import io.groundwork.orchestration.chat.ChatOutcome.Finished;
import io.groundwork.orchestration.chat.ChatOutcome.Reason;
import io.groundwork.orchestration.outbound.Doors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChatClientTest {

    private static final List<Message> QUESTION =
            List.of(new Message(Message.Role.SYSTEM, "Be brief."), new Message(Message.Role.USER, "How \"long\"?"));

    private final OpenAiServer server = new OpenAiServer();
    private final ChatClient chat = Clients.through(Doors.open());
    private final List<String> pieces = new ArrayList<>();

    @AfterEach
    void stop() {
        server.close();
        chat.stop();
    }

    @Test
    void anAnswerComesPieceByPieceAndWhole() {
        server.plays(stage -> stage.events(
                chunk("Sixteen"), chunk(" weeks"), chunk("."), finish("stop"), OpenAiServer.USAGE, "[DONE]"));

        ChatOutcome outcome = ask(Sampling.steady(0.2, 50));

        assertThat(pieces).containsExactly("Sixteen", " weeks", ".");
        assertThat(outcome).isEqualTo(new Finished("Sixteen weeks.", ChatOutcome.Ending.COMPLETE, new Usage(12, 3)));
    }

    @Test
    void theRequestCarriesWhatWasAskedAndTheKey() {
        server.plays(stage -> stage.events(chunk("x"), finish("stop"), "[DONE]"));

        ask(Sampling.steady(0.25, 50));

        assertThat(server.requests().getFirst())
                .contains("\"tiny\"", "Be brief.", "How \\\"long\\\"?")
                .containsPattern("\"temperature\"\\s*:\\s*0.25")
                .containsPattern("\"max_tokens\"\\s*:\\s*50")
                .containsPattern("\"stream\"\\s*:\\s*true");
        assertThat(server.keys()).containsExactly("Bearer sk-1");
    }

    @Test
    void anAnswerThatReachedItsLimitSaysSo() {
        server.plays(stage -> stage.events(chunk("Sixteen"), finish("length"), "[DONE]"));

        assertThat(ask()).isInstanceOfSatisfying(Finished.class, finished -> assertThat(finished.ending())
                .isEqualTo(ChatOutcome.Ending.CUT));
    }

    @Test
    void aMissingDoneIsNoFaultWhenTheAnswerWasFinished() {
        server.plays(stage -> stage.events(chunk("Sixteen"), finish("stop")));

        assertThat(ask()).isInstanceOf(Finished.class);
    }

    @Test
    void aStreamThatStopsBeforeItsEndIsNoAnswer() {
        server.plays(stage -> stage.events(chunk("Sixteen"), chunk(" we")));

        assertThat(reason(ask())).isEqualTo(Reason.CUT_OFF);
        assertThat(pieces).containsExactly("Sixteen", " we");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aConnectionThatBreaksInTheMiddleIsNoAnswer() {
        server.plays(stage -> {
            stage.events(chunk("Sixteen"));
            throw new OpenAiServer.BrokenOff();
        });

        assertThat(reason(ask())).isEqualTo(Reason.CUT_OFF);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void whatWasSentBeforeTheConnectionBrokeIsStillRead() {
        server.plays(stage -> {
            stage.events(chunk("Six"));
            Thread.sleep(50);
            stage.events(chunk("teen"), chunk(" weeks"));
            throw new OpenAiServer.BrokenOff();
        });

        ChatOutcome outcome = chat.chat(
                at(server),
                new ChatRequest(QUESTION, Sampling.steady(0, 50)),
                ChatEvent.wordsOnly(piece -> {
                    pieces.add(piece);
                    await(new CountDownLatch(1), 300); // the connection breaks meanwhile
                }),
                new Stop());

        assertThat(pieces).containsExactly("Six", "teen", " weeks");
        assertThat(reason(outcome)).isEqualTo(Reason.CUT_OFF);
    }

    @Test
    void doneWithoutAFinishIsNoAnswer() {
        server.plays(stage -> stage.events(chunk("Sixteen"), "[DONE]"));

        assertThat(reason(ask())).isEqualTo(Reason.CUT_OFF);
    }

    @Test
    void anErrorInTheMiddleOfTheStreamIsAFailureWithItsWords() {
        server.plays(stage -> stage.events(
                chunk("Sixteen"), "{\"error\":{\"message\":\"out of memory\"}}", finish("stop"), "[DONE]"));

        assertThat(ask()).isInstanceOfSatisfying(Failed.class, failed -> assertThat(failed.words())
                .contains("out of memory"));
    }

    @Test
    void whatIsNoJsonEndsTheAnswer() {
        server.plays(stage -> stage.events(chunk("Sixteen"), "<html>", chunk(" weeks"), finish("stop"), "[DONE]"));

        assertThat(reason(ask())).isEqualTo(Reason.NOT_OPENAI);
        assertThat(pieces).containsExactly("Sixteen");
    }

    @Test
    void aPageInsteadOfAStreamIsNoAnswer() {
        server.plays(stage -> stage.status(200, "<html><body>It works!</body></html>"));

        assertThat(ask()).isInstanceOf(Failed.class);
        assertThat(pieces).isEmpty();
    }

    @Test
    void aWrongKeyIsNotTriedAgain() {
        server.plays(stage -> stage.status(401, "{\"error\":{\"message\":\"bad key sk-1\"}}"));

        ChatOutcome outcome = ask();

        assertThat(reason(outcome)).isEqualTo(Reason.WRONG_KEY);
        assertThat(outcome.toString()).doesNotContain("sk-1");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void anUnknownModelAndAMissingApiAreToldApart() {
        server.plays(stage -> stage.status(404, "{\"error\":{\"message\":\"model tiny not found\"}}"));
        assertThat(reason(ask())).isEqualTo(Reason.UNKNOWN_MODEL);

        server.plays(stage -> stage.status(404, "<html>not here</html>"));
        assertThat(reason(ask())).isEqualTo(Reason.NOT_OPENAI);
    }

    @Test
    void aRefusalIsPassedOnInTheServersWords() {
        server.plays(stage -> stage.status(400, "{\"error\":{\"message\":\"temperature must be below 1\"}}"));

        assertThat(ask()).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.reason()).isEqualTo(Reason.REFUSED);
            assertThat(failed.words()).contains("temperature must be below 1");
        });
    }

    @Test
    void aConversationThatDoesNotFitIsToldFromOtherRefusals() {
        server.plays(stage -> stage.status(400, "{\"error\":{\"message\":\"maximum context length is 4096 tokens\"}}"));

        assertThat(reason(ask())).isEqualTo(Reason.TOO_LONG);

        server.plays(
                stage -> stage.status(
                        500,
                        "{\"error\":{\"code\":500,\"message\":\"Context size has been exceeded.\",\"type\":\"server_error\"}}"));

        assertThat(reason(ask())).isEqualTo(Reason.TOO_LONG);
    }

    @Test
    void silenceBeforeTheFirstWordEnds() {
        CountDownLatch over = new CountDownLatch(1);
        server.plays(stage -> await(over));

        assertThat(reason(ask())).isEqualTo(Reason.TIMED_OUT);
        over.countDown();
    }

    @Test
    void silenceInTheMiddleEndsAlsoWhenCommentsKeepComing() {
        CountDownLatch over = new CountDownLatch(1);
        server.plays(stage -> {
            stage.events(chunk("Sixteen"));
            while (!over.await(50, TimeUnit.MILLISECONDS)) {
                stage.raw(": still here\n\n");
            }
        });

        assertThat(reason(ask())).isEqualTo(Reason.TIMED_OUT);
        over.countDown();
    }

    @Test
    void anEndlessAnswerEnds() {
        server.plays(stage -> {
            while (true) {
                stage.events(chunk("more and more ".repeat(100)));
            }
        });

        assertThat(reason(ask())).isEqualTo(Reason.CUT_OFF);
    }

    @Test
    void nobodyListeningIsSaidInWords() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        ChatOutcome outcome = ask(new ModelServer(
                URI.create("http://127.0.0.1:%d/v1".formatted(free)),
                "tiny",
                Optional.empty(),
                new ChatSettings().patience()));

        assertThat(outcome).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.reason()).isEqualTo(Reason.UNREACHABLE);
            assertThat(failed.words()).contains("Nothing listens");
        });
    }

    @Test
    void aMetadataAddressIsNeverAsked() {
        ChatOutcome outcome = ask(new ModelServer(
                URI.create("http://169.254.169.254/v1"), "tiny", Optional.empty(), new ChatSettings().patience()));

        assertThat(reason(outcome)).isEqualTo(Reason.FORBIDDEN_ADDRESS);
    }

    @Test
    void aReceiverThatLeavesClosesTheConnectionToTheServer() throws InterruptedException {
        server.plays(stage -> {
            while (true) {
                stage.events(chunk("more"));
                if (server.clientLeft().await(1, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        });

        assertThatThrownBy(() -> chat.chat(
                        at(server),
                        new ChatRequest(QUESTION, Sampling.steady(0, 10)),
                        event -> {
                            throw new IllegalStateException("gone");
                        },
                        new Stop()))
                .hasMessage("gone");

        assertThat(server.clientLeft().await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void interruptingEndsTheConversation() throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        AtomicReference<ChatOutcome> outcome = new AtomicReference<>();
        server.plays(stage -> {
            stage.events(chunk("Sixteen"));
            await(over);
        });
        Thread asker = Thread.ofVirtual()
                .start(() -> outcome.set(chat.chat(
                        at(server),
                        new ChatRequest(QUESTION, Sampling.steady(0, 10)),
                        event -> begun.countDown(),
                        new Stop())));

        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
        asker.interrupt();

        assertThat(asker.join(Duration.ofSeconds(5))).isTrue();
        assertThat(outcome.get()).isInstanceOf(Failed.class);
        over.countDown();
    }

    private ChatOutcome ask() {
        return ask(Sampling.steady(0, 50));
    }

    private ChatOutcome ask(Sampling sampling) {
        pieces.clear();
        return chat.chat(at(server), new ChatRequest(QUESTION, sampling), ChatEvent.wordsOnly(pieces::add), new Stop());
    }

    private ChatOutcome ask(ModelServer where) {
        return chat.chat(
                where, new ChatRequest(QUESTION, Sampling.steady(0, 50)), ChatEvent.wordsOnly(pieces::add), new Stop());
    }

    private static ModelServer at(OpenAiServer server) {
        return new ModelServer(server.url(), "tiny", Optional.of("sk-1"), new ChatSettings().patience());
    }

    private static Reason reason(ChatOutcome outcome) {
        assertThat(outcome).isInstanceOf(Failed.class);
        return ((Failed) outcome).reason();
    }

    private static void await(CountDownLatch latch) {
        await(latch, 10_000);
    }

    private static void await(CountDownLatch latch, long millis) {
        try {
            var unused = latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
