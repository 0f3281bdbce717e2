package io.groundwork.orchestration.http;

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
import io.groundwork.orchestration.budgets.Taken;
import io.groundwork.orchestration.chat.ChatEvent;
import io.groundwork.orchestration.chat.ChatOutcome;
import io.groundwork.orchestration.chat.ChatRequest;
import io.groundwork.orchestration.chat.Message;
import io.groundwork.orchestration.chat.Stop;
import io.groundwork.orchestration.chat.Usage;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.models.ModelsException;
import io.groundwork.orchestration.models.Route;
import io.groundwork.orchestration.routing.Attempt;
import io.groundwork.orchestration.routing.Bookkeeping;
import io.groundwork.orchestration.routing.Routed;
import io.groundwork.orchestration.routing.Router;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** The words of a route's model, with a record of them: before the first, and before the last is said to be the last. */
@Singleton
final class RecordedChat {

    private static final Logger LOG = Logger.getLogger(RecordedChat.class);

    /** Tokens that are held back for an answer whose length nobody limited. */
    private static final int USUAL_LENGTH = 1_024;

    private static final String TO_BUILT_IN =
            "No chat model could answer. The built-in one answers from documents, in a record of its own.";

    private static final ChatOutcome.Failed REFUSED = new ChatOutcome.Failed(
            ChatOutcome.Reason.LEFT, "The record of the answer was refused, so it is not given.");

    private final Router router;
    private final Records records;
    private final Bookkeeping books;

    RecordedChat(Router router, Records records, Bookkeeping books) {
        this.router = router;
        this.records = records;
        this.books = books;
    }

    /**
     * @param decision its record
     * @param model that wrote
     */
    record Given(ChatOutcome.Finished outcome, UUID decision, String model) {}

    /**
     * For one who shows each event as it comes. The model is asked while the record is being written; the first event waits for that.
     *
     * @return empty when it is the turn of the built-in model, and nothing was written
     * @throws ProblemException when no model answered, or what it said could not be recorded
     */
    Optional<Given> stream(Route route, Caller caller, ChatRequest request, Consumer<ChatEvent> events, Stop stop) {
        return chat(new Asked(route, caller, request, true), events, stop);
    }

    /** The same for one who shows nothing before this has returned, and nothing at all where it throws. */
    Optional<Given> whole(Route route, Caller caller, ChatRequest request, Consumer<ChatEvent> events, Stop stop) {
        return chat(new Asked(route, caller, request, false), events, stop);
    }

    /** @param streamed whether the answer is shown as it comes */
    private record Asked(Route route, Caller caller, ChatRequest request, boolean streamed) {

        Asked at(Route other) {
            return new Asked(other, caller, request, streamed);
        }
    }

    private Optional<Given> chat(Asked asked, Consumer<ChatEvent> events, Stop stop) {
        try {
            return recorded(begun(asked), asked, events, stop);
        } catch (OverBudgetException e) {
            Route cheaper = e.standing()
                    .budget()
                    .thenRoute()
                    .flatMap(books::route)
                    .filter(other -> !other.equals(asked.route()))
                    .orElseThrow(() -> overBudget(e));
            try {
                return recorded(begun(asked.at(cheaper)), asked.at(cheaper), events, stop);
            } catch (OverBudgetException again) {
                throw overBudget(again);
            }
        }
    }

    private static ProblemException overBudget(OverBudgetException e) {
        return Problem.OVER_BUDGET.because("%s Ask for more: POST /api/v1/budgets/%s/requests."
                .formatted(e.getMessage(), e.standing().budget().id()));
    }

    private Optional<Given> recorded(Records.Recording recording, Asked asked, Consumer<ChatEvent> events, Stop stop) {
        Route route = asked.route();
        Caller caller = asked.caller();
        List<ChatEvent> kept =
                new ArrayList<>(); // of a whole answer nothing is handed on that may turn out to be refused
        Progress progress = new Progress(asked.streamed() ? shown(recording, events) : kept::add);
        Stop ofThis = stop.child();
        recording.whenRefused(() -> ofThis.now(REFUSED));
        Routed routed;
        try {
            routed = router.chat(route, caller.principals(), asked.request(), progress, ofThis);
        } catch (Unbegun e) {
            throw e.refusal();
        } catch (RuntimeException | Error e) {
            brokenOff(recording, progress, e, asked);
            throw e;
        }
        return switch (routed) {
            case Routed.ToBuiltIn builtIn -> {
                end(
                        recording,
                        without(Ending.FAILED, TO_BUILT_IN, builtIn.attempts(), progress),
                        books.taken(caller.id(), route.name(), Optional.empty(), Usage.NONE));
                yield Optional.empty();
            }
            case Routed.Nobody nobody ->
                throw failed(
                        recording,
                        nobody.why(),
                        nobody.attempts(),
                        progress,
                        books.taken(
                                caller.id(),
                                route.name(),
                                Attempt.askedLast(nobody.attempts()),
                                nobody.why().usage()));
            case Routed.Answered answered -> {
                if (answered.outcome() instanceof ChatOutcome.Failed failed) {
                    throw failed(recording, failed, answered.attempts(), progress, taken(caller, route, answered));
                }
                ChatOutcome.Finished finished = (ChatOutcome.Finished) answered.outcome();
                end(recording, finished(answered, finished, progress), taken(caller, route, answered));
                kept.forEach(events);
                yield Optional.of(
                        new Given(finished, recording.id(), answered.model().name()));
            }
        };
    }

    /** Hands on what may be shown: nothing of an answer is seen before its record is on disk. */
    private static Consumer<ChatEvent> shown(Records.Recording recording, Consumer<ChatEvent> events) {
        return event -> {
            try {
                recording.awaitBegun();
            } catch (RecordException e) {
                throw new Unbegun(unrecorded(e));
            } catch (OverBudgetException e) {
                throw new Unbegun(e);
            }
            events.accept(event);
        };
    }

    private Records.Recording begun(Asked asked) {
        Route route = asked.route();
        Caller caller = asked.caller();
        ChatRequest request = asked.request();
        String question = request.messages().stream()
                .filter(message -> message.role() == Message.Role.USER)
                .reduce((earlier, later) -> later)
                .map(Message::text)
                .orElse("");
        try {
            Intent intent = new Intent(
                    Kind.CHAT,
                    caller.id(),
                    question,
                    List.of(),
                    Optional.of(route.name()),
                    route.name(),
                    Optional.empty(),
                    books.ruling(route.name()),
                    List.of());
            int longest = request.sampling().maxTokens().orElse(USUAL_LENGTH);
            Optional<Claim> claim =
                    books.claim(route, caller.id(), caller.principals(), request.estimatedTokens(), longest);
            return asked.streamed() ? records.beginBeside(intent, claim) : records.beginUnshown(intent, claim);
        } catch (RecordException e) {
            throw unrecorded(e);
        }
    }

    private Taken taken(Caller caller, Route route, Routed.Answered answered) {
        return books.taken(
                caller.id(),
                route.name(),
                Optional.of(answered.model().name()),
                answered.outcome().usage());
    }

    private Outcome finished(Routed.Answered answered, ChatOutcome.Finished finished, Progress progress) {
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
                books.attempts(answered.attempts()),
                new Tokens(usage.inputTokens(), usage.outputTokens()),
                books.costMicros(answered.model().name(), usage),
                progress.times());
    }

    private RuntimeException failed(
            Records.Recording recording,
            ChatOutcome.Failed failed,
            List<Attempt> attempts,
            Progress progress,
            Taken taken) {
        Ending ending =
                switch (failed.reason()) {
                    case RECALLED -> Ending.RECALLED;
                    case LEFT -> Ending.ABORTED;
                    default -> Ending.FAILED;
                };
        String reason = "The model failed: " + failed.reason().name().toLowerCase(Locale.ROOT);
        Usage usage = failed.usage();
        Outcome outcome = without(
                        ending, reason, attempts,
                        progress) // not the server's words, which may hold some of the conversation
                .taking(
                        new Tokens(usage.inputTokens(), usage.outputTokens()),
                        Attempt.askedLast(attempts)
                                .map(model -> books.costMicros(model, usage))
                                .orElseGet(OptionalLong::empty));
        end(recording, outcome, taken);
        return ModelFailures.of(failed);
    }

    private Outcome without(Ending ending, String words, List<Attempt> attempts, Progress progress) {
        return Outcome.without(ending, words, books.attempts(attempts), progress.times());
    }

    private static void end(Records.Recording recording, Outcome outcome, Taken taken) {
        try {
            recording.end(outcome, Optional.of(taken));
        } catch (RecordException e) {
            throw unrecorded(e);
        }
    }

    private void brokenOff(Records.Recording recording, Progress progress, Throwable e, Asked asked) {
        boolean left = e instanceof EventStream.ClientGone;
        String reason = left
                ? "Whoever asked did not wait for the end."
                : e instanceof ModelsException
                        ? String.valueOf(e.getMessage())
                        : "A fault in the program: " + e.getClass().getSimpleName();
        Usage usage = progress.usage(asked.request());
        Optional<String> model = progress.asked();
        Outcome outcome = without(left ? Ending.ABORTED : Ending.FAILED, reason, progress.attempts, progress)
                .taking(
                        new Tokens(usage.inputTokens(), usage.outputTokens()),
                        model.map(name -> books.costMicros(name, usage)).orElseGet(OptionalLong::empty));
        try {
            recording.end(
                    outcome,
                    Optional.of(books.taken(asked.caller().id(), asked.route().name(), model, usage)));
        } catch (RecordException | OverBudgetException unrecorded) {
            LOG.errorf(unrecorded, "Completion %s broke off, and that could not be recorded", recording.id());
        }
    }

    private static ProblemException unrecorded(RecordException e) {
        LOG.error("A completion was withheld because it could not be recorded", e);
        return Problem.UNAVAILABLE
                .because("The answer could not be recorded, so it is not given.")
                .retryAfter(5);
    }

    /** The record of an answer could not be begun, and nothing of it was shown. */
    private static final class Unbegun extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient RuntimeException refusal;

        Unbegun(RuntimeException refusal) {
            super(null, refusal, false, false);
            this.refusal = refusal;
        }

        RuntimeException refusal() {
            return refusal;
        }
    }

    /** Notes how far an answer has come. Used by one thread. */
    private static final class Progress implements Router.Listener {

        private final Consumer<ChatEvent> events;
        private final List<Attempt> attempts = new ArrayList<>();
        private final long began = System.nanoTime();
        private Optional<Duration> firstWord = Optional.empty();
        private int pieces;

        Progress(Consumer<ChatEvent> events) {
            this.events = events;
        }

        @Override
        public void accept(ChatEvent event) {
            pieces++;
            if (firstWord.isEmpty() && !(event instanceof ChatEvent.Reasoning)) {
                firstWord = Optional.of(sinceThen());
            }
            events.accept(event);
        }

        @Override
        public void tried(Attempt attempt) {
            attempts.add(attempt);
        }

        /** The model that was asked last. */
        Optional<String> asked() {
            return Attempt.askedLast(attempts);
        }

        /** Of an answer that its reader left: what had been handed on. */
        Usage usage(ChatRequest request) {
            return pieces == 0 ? Usage.NONE : new Usage(request.estimatedTokens(), pieces);
        }

        Times times() {
            return new Times(Optional.empty(), firstWord, sinceThen());
        }

        private Duration sinceThen() {
            return Duration.ofNanos(System.nanoTime() - began);
        }
    }
}
