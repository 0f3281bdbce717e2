package io.groundwork.orchestration.understanding;

import io.groundwork.orchestration.audit.Ending;
import io.groundwork.orchestration.audit.Intent;
import io.groundwork.orchestration.audit.Kind;
import io.groundwork.orchestration.audit.Outcome;
import io.groundwork.orchestration.audit.Outcome.Times;
import io.groundwork.orchestration.audit.Outcome.Tokens;
import io.groundwork.orchestration.audit.Outcome.Verification;
import io.groundwork.orchestration.audit.RecordException;
import io.groundwork.orchestration.audit.Records;
import io.groundwork.orchestration.budgets.Claim;
import io.groundwork.orchestration.budgets.OverBudgetException;
import io.groundwork.orchestration.chat.ChatEvent;
import io.groundwork.orchestration.chat.ChatOutcome;
import io.groundwork.orchestration.chat.ChatOutcome.Reason;
import io.groundwork.orchestration.chat.ChatRequest;
import io.groundwork.orchestration.chat.Message;
import io.groundwork.orchestration.chat.Sampling;
import io.groundwork.orchestration.chat.Usage;
import io.groundwork.orchestration.routing.Attempt;
import io.groundwork.orchestration.routing.Bookkeeping;
import io.groundwork.orchestration.routing.Router;
import io.groundwork.retrieval.CollectionId;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Asks a route's model what it makes of a question, with a record of its own, out of the asker's budgets. What cannot be recorded, or goes beyond a budget, is no
 * reply: the question is then searched as it is.
 */
@Singleton
final class RecordedThinking implements Thinker.Model {

    private static final Logger LOG = Logger.getLogger(RecordedThinking.class);

    private final Router router;
    private final Records records;
    private final Bookkeeping books;

    RecordedThinking(Router router, Records records, Bookkeeping books) {
        this.router = router;
        this.records = records;
        this.books = books;
    }

    @Override
    public ChatOutcome chat(Thinker.Way way, List<Message> messages, Sampling sampling, Consumer<String> pieces) {
        ChatRequest request = new ChatRequest(messages, sampling);
        try {
            return recorded(records.beginUnshown(intent(way), claim(way, request)), way, request, pieces);
        } catch (OverBudgetException e) {
            return new ChatOutcome.Failed(Reason.REFUSED, String.valueOf(e.getMessage()));
        } catch (RecordException e) {
            LOG.error("What a model made of a question was left out, as it could not be recorded", e);
            return new ChatOutcome.Failed(Reason.REFUSED, "What the model made of it could not be recorded.");
        }
    }

    private static Intent intent(Thinker.Way way) {
        return new Intent(
                Kind.UNDERSTANDING,
                way.caller(),
                way.question(),
                way.collections().stream().map(CollectionId::value).toList(),
                Optional.of(way.route().name()),
                way.route().name(),
                Optional.of(Prompts.VERSION),
                Intent.Ruling.NONE,
                List.of());
    }

    private Optional<Claim> claim(Thinker.Way way, ChatRequest request) {
        return books.claim(
                way.route(),
                way.caller(),
                way.principals(),
                request.estimatedTokens(),
                request.sampling().maxTokens().orElse(0));
    }

    private ChatOutcome recorded(
            Records.Recording recording, Thinker.Way way, ChatRequest request, Consumer<String> pieces) {
        Course course = new Course(pieces);
        ChatOutcome outcome;
        try {
            outcome = router.chat(way.route(), way.principals(), request, course, way.stop())
                    .words();
        } catch (RuntimeException | Error e) {
            Usage usage = course.pieces == 0 ? Usage.NONE : new Usage(request.estimatedTokens(), course.pieces);
            try {
                end(recording, way, course, new Ended(Ending.FAILED, "What it said was not listened to.", "", usage));
            } catch (RecordException | OverBudgetException unrecorded) {
                LOG.errorf(unrecorded, "Question %s broke off, and that could not be recorded", recording.id());
            }
            throw e;
        }
        end(recording, way, course, ended(outcome));
        return outcome;
    }

    private static Ended ended(ChatOutcome outcome) {
        return switch (outcome) {
            case ChatOutcome.Finished finished ->
                new Ended(
                        finished.ending() == ChatOutcome.Ending.COMPLETE ? Ending.ANSWERED : Ending.PARTIAL,
                        "",
                        finished.text(),
                        finished.usage());
            case ChatOutcome.Failed failed ->
                new Ended(
                        switch (failed.reason()) {
                            case RECALLED -> Ending.RECALLED;
                            case LEFT -> Ending.ABORTED;
                            default -> Ending.FAILED;
                        },
                        failed.reason() == Reason.LEFT
                                ? "Nobody waited for it any longer."
                                : "The model failed: " + failed.reason().name().toLowerCase(Locale.ROOT),
                        "",
                        failed.usage());
        };
    }

    /** A search that waits no longer interrupts this thread: the record has its end all the same. */
    private void end(Records.Recording recording, Thinker.Way way, Course course, Ended ended) {
        Usage usage = ended.usage();
        Optional<String> model = course.asked();
        Outcome outcome = new Outcome(
                ended.how(),
                Optional.of(ended.reason()).filter(reason -> !reason.isEmpty()),
                Optional.of(ended.text()).filter(text -> !text.isEmpty()),
                List.of(),
                Verification.NONE,
                books.attempts(course.attempts),
                new Tokens(usage.inputTokens(), usage.outputTokens()),
                model.map(name -> books.costMicros(name, usage)).orElseGet(OptionalLong::empty),
                course.times());
        boolean interrupted = Thread.interrupted();
        try {
            recording.end(
                    outcome, Optional.of(books.taken(way.caller(), way.route().name(), model, usage)));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private record Ended(Ending how, String reason, String text, Usage usage) {}

    /** How far it came. Used by one thread. */
    private static final class Course implements Router.Listener {

        private final Consumer<ChatEvent> words;
        private final List<Attempt> attempts = new ArrayList<>();
        private final long began = System.nanoTime();
        private int pieces;

        Course(Consumer<String> pieces) {
            this.words = ChatEvent.wordsOnly(pieces);
        }

        @Override
        public void accept(ChatEvent event) {
            pieces++;
            words.accept(event);
        }

        @Override
        public void tried(Attempt attempt) {
            attempts.add(attempt);
        }

        Optional<String> asked() {
            return Attempt.askedLast(attempts);
        }

        Times times() {
            return new Times(Optional.empty(), Optional.empty(), Duration.ofNanos(System.nanoTime() - began));
        }
    }
}
