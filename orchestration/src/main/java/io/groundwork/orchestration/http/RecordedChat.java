package io.groundwork.orchestration.http;

import io.groundwork.orchestration.audit.Attempt;
import io.groundwork.orchestration.audit.Ending;
import io.groundwork.orchestration.audit.Intent;
import io.groundwork.orchestration.audit.Kind;
import io.groundwork.orchestration.audit.Outcome;
import io.groundwork.orchestration.audit.Outcome.Times;
import io.groundwork.orchestration.audit.Outcome.Tokens;
import io.groundwork.orchestration.audit.Outcome.Verification;
import io.groundwork.orchestration.audit.RecordException;
import io.groundwork.orchestration.audit.Records;
import io.groundwork.orchestration.chat.ChatEvent;
import io.groundwork.orchestration.chat.ChatOutcome;
import io.groundwork.orchestration.chat.ChatRequest;
import io.groundwork.orchestration.chat.Message;
import io.groundwork.orchestration.chat.Stop;
import io.groundwork.orchestration.chat.Usage;
import io.groundwork.orchestration.models.Chat;
import io.groundwork.orchestration.models.ChatModel;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** A registered model's own words, with a record of them: before the first, and before the last is said to be the last. */
@Singleton
final class RecordedChat {

    private static final Logger LOG = Logger.getLogger(RecordedChat.class);

    private final Chat chat;
    private final Records records;

    RecordedChat(Chat chat, Records records) {
        this.chat = chat;
        this.records = records;
    }

    /** @param decision its record */
    record Given(ChatOutcome.Finished outcome, UUID decision) {}

    /** @throws ProblemException when the model failed, or what it said could not be recorded */
    Given chat(UUID caller, ChatModel model, ChatRequest request, Consumer<String> pieces) {
        Records.Recording recording = begun(caller, model, request);
        Clock clock = new Clock(model.name());
        ChatOutcome outcome;
        try {
            outcome = chat.chat(
                    model,
                    request,
                    ChatEvent.wordsOnly(piece -> {
                        clock.word();
                        pieces.accept(piece);
                    }),
                    new Stop());
        } catch (RuntimeException | Error e) {
            brokenOff(recording, clock, e);
            throw e;
        }
        return switch (outcome) {
            case ChatOutcome.Finished finished -> {
                end(recording, clock.finished(finished));
                yield new Given(finished, recording.id());
            }
            case ChatOutcome.Failed failed -> {
                end(recording, clock.failed(ending(failed.reason()), failed.words()));
                throw Problem.MODEL_FAILED.because(failed.words());
            }
        };
    }

    private Records.Recording begun(UUID caller, ChatModel model, ChatRequest request) {
        String question = request.messages().stream()
                .filter(message -> message.role() == Message.Role.USER)
                .reduce((earlier, later) -> later)
                .map(Message::text)
                .orElse("");
        try {
            return records.begin(new Intent(
                    Kind.CHAT,
                    caller,
                    question,
                    List.of(),
                    Optional.of(model.name()),
                    model.name(),
                    Optional.empty(),
                    Intent.Ruling.NONE,
                    List.of()));
        } catch (RecordException e) {
            throw unrecorded(e);
        }
    }

    private static void end(Records.Recording recording, Outcome outcome) {
        try {
            recording.end(outcome);
        } catch (RecordException e) {
            throw unrecorded(e);
        }
    }

    private static void brokenOff(Records.Recording recording, Clock clock, Throwable e) {
        Outcome outcome = e instanceof EventStream.ClientGone
                ? clock.failed(Ending.ABORTED, "Whoever asked did not wait for the end.")
                : clock.failed(
                        Ending.FAILED, "A fault in the program: " + e.getClass().getSimpleName());
        try {
            recording.end(outcome);
        } catch (RecordException unrecorded) {
            LOG.errorf(unrecorded, "Completion %s broke off, and that could not be recorded", recording.id());
        }
    }

    private static ProblemException unrecorded(RecordException e) {
        LOG.error("A completion was withheld because it could not be recorded", e);
        return Problem.UNAVAILABLE
                .because("The answer could not be recorded, so it is not given.")
                .retryAfter(5);
    }

    private static Ending ending(ChatOutcome.Reason reason) {
        return switch (reason) {
            case RECALLED -> Ending.RECALLED;
            case LEFT -> Ending.ABORTED;
            case UNREACHABLE,
                    FORBIDDEN_ADDRESS,
                    WRONG_KEY,
                    UNKNOWN_MODEL,
                    NOT_OPENAI,
                    OTHER_MODEL,
                    REFUSED,
                    TOO_LONG,
                    BUSY,
                    TIMED_OUT,
                    CUT_OFF,
                    SERVER_ERROR,
                    NOT_ABLE -> Ending.FAILED;
        };
    }

    /** Notes when the first word came. Used by one thread. */
    private static final class Clock {

        private final String model;
        private final long began = System.nanoTime();
        private Optional<Duration> firstWord = Optional.empty();

        Clock(String model) {
            this.model = model;
        }

        void word() {
            if (firstWord.isEmpty()) {
                firstWord = Optional.of(sinceThen());
            }
        }

        Outcome finished(ChatOutcome.Finished finished) {
            Usage usage = finished.usage();
            boolean whole =
                    switch (finished.ending()) {
                        case COMPLETE, CALLS -> true;
                        case CUT, FILTERED -> false;
                    };
            return new Outcome(
                    whole ? Ending.ANSWERED : Ending.PARTIAL,
                    Optional.empty(),
                    Optional.of(finished.text()),
                    List.of(),
                    Verification.NONE,
                    List.of(attempt(Optional.empty())),
                    new Tokens(usage.inputTokens(), usage.outputTokens()),
                    OptionalLong.empty(),
                    times());
        }

        Outcome failed(Ending ending, String words) {
            return Outcome.without(ending, words, List.of(attempt(Optional.of(words))), times());
        }

        private Attempt attempt(Optional<String> left) {
            return new Attempt(model, Optional.empty(), Optional.empty(), left, sinceThen());
        }

        private Times times() {
            return new Times(Optional.empty(), firstWord, sinceThen());
        }

        private Duration sinceThen() {
            return Duration.ofNanos(System.nanoTime() - began);
        }
    }
}
