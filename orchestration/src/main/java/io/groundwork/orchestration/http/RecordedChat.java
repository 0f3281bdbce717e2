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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
     * @return empty when it is the turn of the built-in model, and nothing was written
     * @throws ProblemException when no model answered, or what it said could not be recorded
     */
    Optional<Given> chat(Route route, Caller caller, ChatRequest request, Consumer<ChatEvent> events, Stop stop) {
        try {
            return recorded(begun(caller, route, request), route, caller, request, events, stop);
        } catch (OverBudgetException e) {
            Route cheaper = e.standing()
                    .budget()
                    .thenRoute()
                    .flatMap(books::route)
                    .filter(other -> !other.equals(route))
                    .orElseThrow(() -> overBudget(e));
            try {
                return recorded(begun(caller, cheaper, request), cheaper, caller, request, events, stop);
            } catch (OverBudgetException again) {
                throw overBudget(again);
            }
        }
    }

    private static ProblemException overBudget(OverBudgetException e) {
        return Problem.OVER_BUDGET.because("%s Ask for more: POST /api/v1/budgets/%s/requests."
                .formatted(e.getMessage(), e.standing().budget().id()));
    }

    private Optional<Given> recorded(
            Records.Recording recording,
            Route route,
            Caller caller,
            ChatRequest request,
            Consumer<ChatEvent> events,
            Stop stop) {
        Clock clock = new Clock();
        Routed routed;
        try {
            Consumer<ChatEvent> timed = event -> {
                clock.piece();
                if (!(event instanceof ChatEvent.Reasoning)) {
                    clock.word();
                }
                events.accept(event);
            };
            routed = router.chat(route, caller.principals(), request, timed, stop);
        } catch (RuntimeException | Error e) {
            brokenOff(recording, clock, e, clock.taken(books, caller, route, request));
            throw e;
        }
        return switch (routed) {
            case Routed.ToBuiltIn builtIn -> {
                end(
                        recording,
                        without(Ending.FAILED, TO_BUILT_IN, builtIn.attempts(), clock),
                        books.taken(caller.id(), route.name(), Optional.empty(), Usage.NONE));
                yield Optional.empty();
            }
            case Routed.Nobody nobody ->
                throw failed(
                        recording,
                        nobody.why(),
                        nobody.attempts(),
                        clock,
                        books.taken(
                                caller.id(),
                                route.name(),
                                Optional.empty(),
                                nobody.why().usage()));
            case Routed.Answered answered -> {
                if (answered.outcome() instanceof ChatOutcome.Failed failed) {
                    throw failed(recording, failed, answered.attempts(), clock, taken(caller, route, answered));
                }
                ChatOutcome.Finished finished = (ChatOutcome.Finished) answered.outcome();
                end(recording, finished(answered, finished, clock), taken(caller, route, answered));
                yield Optional.of(
                        new Given(finished, recording.id(), answered.model().name()));
            }
        };
    }

    private Records.Recording begun(Caller caller, Route route, ChatRequest request) {
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
            return records.begin(
                    intent, books.claim(route, caller.id(), caller.principals(), request.estimatedTokens(), longest));
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

    private Outcome finished(Routed.Answered answered, ChatOutcome.Finished finished, Clock clock) {
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
                clock.times());
    }

    private RuntimeException failed(
            Records.Recording recording, ChatOutcome.Failed failed, List<Attempt> attempts, Clock clock, Taken taken) {
        Ending ending =
                switch (failed.reason()) {
                    case RECALLED -> Ending.RECALLED;
                    case LEFT -> Ending.ABORTED;
                    default -> Ending.FAILED;
                };
        String reason = "The model failed: " + failed.reason().name().toLowerCase(Locale.ROOT);
        end(
                recording,
                without(ending, reason, attempts, clock),
                taken); // not the server's words, which may hold some of the conversation
        return ModelFailures.of(failed);
    }

    private Outcome without(Ending ending, String words, List<Attempt> attempts, Clock clock) {
        return Outcome.without(ending, words, books.attempts(attempts), clock.times());
    }

    private static void end(Records.Recording recording, Outcome outcome, Taken taken) {
        try {
            recording.end(outcome, Optional.of(taken));
        } catch (RecordException e) {
            throw unrecorded(e);
        }
    }

    private static void brokenOff(Records.Recording recording, Clock clock, Throwable e, Taken taken) {
        boolean left = e instanceof EventStream.ClientGone;
        String reason = left
                ? "Whoever asked did not wait for the end."
                : e instanceof ModelsException
                        ? String.valueOf(e.getMessage())
                        : "A fault in the program: " + e.getClass().getSimpleName();
        try {
            recording.end(
                    Outcome.without(left ? Ending.ABORTED : Ending.FAILED, reason, List.of(), clock.times()),
                    Optional.of(taken));
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

    /** Notes when the first word came. Used by one thread. */
    private static final class Clock {

        private final long began = System.nanoTime();
        private Optional<Duration> firstWord = Optional.empty();
        private int pieces;

        void piece() {
            pieces++;
        }

        void word() {
            if (firstWord.isEmpty()) {
                firstWord = Optional.of(sinceThen());
            }
        }

        /** Of an answer that its reader left: what had been handed on. */
        Taken taken(Bookkeeping books, Caller caller, Route route, ChatRequest request) {
            Usage usage = pieces == 0 ? Usage.NONE : new Usage(request.estimatedTokens(), pieces);
            return books.taken(caller.id(), route.name(), books.firstOf(route), usage);
        }

        Times times() {
            return new Times(Optional.empty(), firstWord, sinceThen());
        }

        private Duration sinceThen() {
            return Duration.ofNanos(System.nanoTime() - began);
        }
    }
}
