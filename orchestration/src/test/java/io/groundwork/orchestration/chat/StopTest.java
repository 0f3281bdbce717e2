package io.groundwork.orchestration.chat;

import static io.groundwork.orchestration.chat.OpenAiServer.chunk;
import static io.groundwork.orchestration.chat.OpenAiServer.finish;
import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.chat.ChatOutcome.Failed;
import io.groundwork.orchestration.chat.ChatOutcome.Finished;
import io.groundwork.orchestration.chat.ChatOutcome.Reason;
import io.groundwork.orchestration.outbound.Doors;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A conversation that is ended from outside, at each of its stages. */
class StopTest {

    private static final Failed RECALLED = new Failed(Reason.RECALLED, "The model was recalled.");
    private static final Patience LONG = new Patience(Duration.ofSeconds(60), Duration.ofSeconds(60));

    private final OpenAiServer server = new OpenAiServer();
    private final ChatClient chat = Clients.through(Doors.open());
    private final CountDownLatch over = new CountDownLatch(1);
    private final Stop stop = new Stop();

    @AfterEach
    void close() {
        over.countDown();
        server.close();
        chat.stop();
    }

    @Test
    void beforeItBeginsTheServerIsNotEvenAsked() {
        stop.now(RECALLED);

        assertThat(ask(event -> {})).isEqualTo(RECALLED);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void whileTheServerHasNotAnsweredYet() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        server.plays(stage -> {
            asked.countDown();
            await(over);
        });

        assertThat(stoppedAfter(asked, event -> {})).isEqualTo(RECALLED);
    }

    @Test
    void whileTheServerIsSilentInTheMiddle() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        server.plays(stage -> {
            stage.events(chunk("Sixteen"));
            await(over);
        });

        ChatOutcome outcome = stoppedAfter(begun, event -> begun.countDown());

        assertThat(outcome).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.reason()).isEqualTo(Reason.RECALLED);
            assertThat(failed.usage().outputTokens()).isOne();
        });
    }

    @Test
    void afterTheEndTheAnswerStays() {
        server.plays(stage -> stage.events(chunk("Sixteen"), finish("stop"), "[DONE]"));

        ChatOutcome outcome = ask(event -> {});
        stop.now(RECALLED);

        assertThat(outcome).isInstanceOf(Finished.class);
    }

    @Test
    void theFirstReasonCounts() {
        stop.now(RECALLED);
        stop.now(new Failed(Reason.LEFT, "gone"));

        assertThat(stop.reason()).contains(RECALLED);
    }

    @Test
    void aReaderThatIsSlowIsNotTheServersSilence() {
        server.plays(stage -> stage.events(chunk("one"), chunk("two"), finish("stop"), OpenAiServer.USAGE, "[DONE]"));
        ChatSettings impatient = new ChatSettings();

        ChatOutcome outcome = chat.chat(
                new ModelServer(server.url(), "tiny", Optional.empty(), impatient.patience()),
                request(),
                event -> pause(impatient.betweenTokens().plusMillis(200)),
                stop);

        assertThat(outcome).isInstanceOf(Finished.class);
    }

    private ChatOutcome stoppedAfter(CountDownLatch moment, Consumer<ChatEvent> events) throws InterruptedException {
        AtomicReference<ChatOutcome> outcome = new AtomicReference<>();
        Thread asker = Thread.ofVirtual().start(() -> outcome.set(ask(events)));
        assertThat(moment.await(5, TimeUnit.SECONDS)).isTrue();
        stop.now(RECALLED);
        assertThat(asker.join(Duration.ofSeconds(5))).isTrue();
        return outcome.get();
    }

    private ChatOutcome ask(Consumer<ChatEvent> events) {
        return chat.chat(new ModelServer(server.url(), "tiny", Optional.empty(), LONG), request(), events, stop);
    }

    private static ChatRequest request() {
        return new ChatRequest(List.of(new Message(Message.Role.USER, "How long?")), Sampling.USUAL);
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
