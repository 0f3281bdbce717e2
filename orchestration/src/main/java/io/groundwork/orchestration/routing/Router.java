package io.groundwork.orchestration.routing;

import io.groundwork.orchestration.chat.Ability;
import io.groundwork.orchestration.chat.ChatClient;
import io.groundwork.orchestration.chat.ChatEvent;
import io.groundwork.orchestration.chat.ChatOutcome;
import io.groundwork.orchestration.chat.ChatOutcome.Failed;
import io.groundwork.orchestration.chat.ChatOutcome.Reason;
import io.groundwork.orchestration.chat.ChatRequest;
import io.groundwork.orchestration.chat.Stop;
import io.groundwork.orchestration.models.Catalogue;
import io.groundwork.orchestration.models.Catalogues;
import io.groundwork.orchestration.models.ModelVersion;
import io.groundwork.orchestration.models.ModelsException;
import io.groundwork.orchestration.models.Plan;
import io.groundwork.orchestration.models.Route;
import io.groundwork.orchestration.models.State;
import io.groundwork.orchestration.routing.Servers.Standing;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** Finds a model for a request. Safe for use by many threads; each request blocks its own, a virtual one. */
@Singleton
public final class Router {

    /** After these another model may do better. Not after a refusal of the request, nor when its asker has gone. */
    private static final Set<Reason> ANOTHER_MAY = EnumSet.complementOf(EnumSet.of(Reason.REFUSED, Reason.LEFT));

    /** These say something about the server. */
    private static final Set<Reason> ITS_FAULT = EnumSet.of(
            Reason.UNREACHABLE,
            Reason.WRONG_KEY,
            Reason.UNKNOWN_MODEL,
            Reason.NOT_OPENAI,
            Reason.OTHER_MODEL,
            Reason.BUSY,
            Reason.TIMED_OUT,
            Reason.CUT_OFF,
            Reason.SERVER_ERROR);

    /** These may be gone a moment later. */
    private static final Set<Reason> PASSING =
            EnumSet.of(Reason.UNREACHABLE, Reason.BUSY, Reason.CUT_OFF, Reason.SERVER_ERROR);

    /** A length is estimated; only what is far over a model's window is certain not to fit. */
    private static final double SURELY_TOO_LONG = 1.5;

    private final Catalogues catalogues;
    private final ChatClient client;
    private final RoutingConfig config;
    private final Servers servers;
    private final Running running = new Running();

    Router(Catalogues catalogues, ChatClient client, RoutingConfig config, RecallReports reports) {
        this.catalogues = catalogues;
        this.client = client;
        this.config = config;
        this.servers = new Servers(config);
        catalogues.onChange(catalogue -> {
            servers.keepOnly(catalogue);
            reports.seen(catalogue, running.endRecalled(catalogue));
        });
    }

    /**
     * Hands a request to the first of the route's candidates that takes it, and its answer to {@code events}, on this thread, as it is
     * written. Blocks until the answer ends. An exception out of {@code events} ends the work and is thrown on.
     *
     * @param principals who asks: the caller and its groups
     * @param stop ends the work from outside
     * @throws ModelsException when a key does not open, or the registry cannot be read
     */
    public Routed chat(Route route, Set<UUID> principals, ChatRequest request, Consumer<ChatEvent> events, Stop stop) {
        return chat(route, principals, request, Listener.of(events), stop);
    }

    /** The same, for one who wants to know what was tried also where an exception ends the work. */
    public Routed chat(Route route, Set<UUID> principals, ChatRequest request, Listener events, Stop stop) {
        Course course = new Course(route, request, events, stop);
        Catalogue catalogue = catalogues.now();
        List<Plan.Candidate> candidates = route.plan().candidates();
        for (Plan.Candidate candidate : candidates) {
            Optional<ModelVersion> model = catalogue.model(candidate.model());
            Optional<String> objection = objection(candidate, model, principals, request);
            if (objection.isPresent()) {
                course.pass(candidate.model(), model.map(ModelVersion::id), objection.get());
                continue;
            }
            if (model.orElseThrow().builtIn()) {
                return new Routed.ToBuiltIn(course.attempts);
            }
            Optional<Routed> ended = course.ask(model.get());
            if (ended.isPresent()) {
                return ended.get();
            }
        }
        return course.again().orElseGet(course::nobody);
    }

    /** Hears what is written, and of each candidate what came of it, when that is known. Called on the thread that asked. */
    public interface Listener extends Consumer<ChatEvent> {

        void tried(Attempt attempt);

        private static Listener of(Consumer<ChatEvent> events) {
            return new Listener() {
                @Override
                public void accept(ChatEvent event) {
                    events.accept(event);
                }

                @Override
                public void tried(Attempt attempt) {}
            };
        }
    }

    /** How many answers are being written at this node. */
    public int running() {
        return running.count();
    }

    /** Why a candidate cannot take a request, in one word. */
    private static Optional<String> objection(
            Plan.Candidate candidate, Optional<ModelVersion> model, Set<UUID> principals, ChatRequest request) {
        if (model.isEmpty()) {
            return Optional.of("not_registered");
        }
        if (!model.get().serves()) {
            return Optional.of(model.get().state() == State.RECALLED ? "recalled" : "not_serving");
        }
        if (!model.get().answers()) {
            return Optional.of("writes_no_answers");
        }
        Plan.When when = candidate.when();
        int tokens = request.estimatedTokens();
        if (!when.groups().isEmpty() && when.groups().stream().noneMatch(principals::contains)) {
            return Optional.of("not_for_this_caller");
        }
        if (tokens < when.minInputTokens().orElse(0)
                || tokens > when.maxInputTokens().orElse(Integer.MAX_VALUE)) {
            return Optional.of("not_for_this_length");
        }
        if (model.get().card().contextWindow().stream().anyMatch(window -> tokens > SURELY_TOO_LONG * window)) {
            return Optional.of("too_long");
        }
        Set<Ability> lacking = model.get().card().abilities().lacking(request.needs());
        return lacking.stream()
                .findFirst()
                .map(ability -> "lacks_" + ability.name().toLowerCase(Locale.ROOT));
    }

    /** One request on its way. Used by one thread. */
    private final class Course {

        private final Route route;
        private final ChatRequest request;
        private final Listener events;
        private final Stop stop;
        private final List<Attempt> attempts = new ArrayList<>();
        private Optional<Failed> last = Optional.empty();

        /** Where it is worth another try, or a wait, when nobody else is left. */
        private Optional<ModelVersion> onceMore = Optional.empty();

        private boolean began;

        Course(Route route, ChatRequest request, Listener events, Stop stop) {
            this.route = route;
            this.request = request;
            this.events = events;
            this.stop = stop;
        }

        void pass(String model, Optional<UUID> version, String why) {
            tried(Attempt.passedOver(model, version, why));
        }

        private void tried(Attempt attempt) {
            attempts.add(attempt);
            events.tried(attempt);
        }

        /** Asks a model's servers that have a place, one after the other; empty when the next candidate's turn comes. */
        Optional<Routed> ask(ModelVersion model) {
            for (Standing server : servers.of(model)) {
                Optional<Breaker.Pass> admitted = server.breaker().admits();
                if (admitted.isEmpty()) {
                    pass(model.name(), Optional.of(model.id()), "left_alone");
                } else if (!server.places().take()) {
                    admitted.get().undecided();
                    pass(model.name(), Optional.of(model.id()), "full");
                    onceMore = onceMore.or(() -> Optional.of(model));
                } else {
                    Optional<Routed> ended = askAt(model, server, admitted.get());
                    if (ended.isPresent()) {
                        return ended;
                    }
                }
            }
            return Optional.empty();
        }

        /** When nobody is left: waits for a place, or a moment, at the first that may have one, and asks there for the last time. */
        Optional<Routed> again() {
            if (onceMore.isEmpty() || stop.reason().isPresent()) {
                return Optional.empty();
            }
            ModelVersion model = onceMore.get();
            try {
                if (last.isPresent()) {
                    Thread.sleep(config.retryAfter());
                }
                for (Standing server : servers.of(model)) {
                    Optional<Breaker.Pass> admitted = server.breaker().admits();
                    if (admitted.isPresent()) {
                        Duration longest = route.plan().waits().queue().orElse(config.queue());
                        if (taken(server, longest, admitted.get())) {
                            return askAt(model, server, admitted.get());
                        }
                        last = Optional.of(new Failed(
                                Reason.BUSY,
                                "No model of the route '%s' has a hand free. Try again soon.".formatted(route.name())));
                        return Optional.empty();
                    }
                }
                return Optional.empty();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                last = Optional.of(new Failed(Reason.LEFT, "Interrupted while waiting for a model."));
                return Optional.empty();
            }
        }

        /** Also who is interrupted has to say that the pass was not used. */
        private static boolean taken(Standing server, Duration longest, Breaker.Pass admitted)
                throws InterruptedException {
            boolean taken = false;
            try {
                taken = server.places().take(longest);
            } finally {
                if (!taken) {
                    admitted.undecided();
                }
            }
            return taken;
        }

        Routed nobody() {
            return new Routed.Nobody(last.orElseGet(this::whyNobody), attempts);
        }

        /** Holds a place. Empty when nothing was written and the next one's turn comes. */
        private Optional<Routed> askAt(ModelVersion model, Standing server, Breaker.Pass admitted) {
            Stop ofThisTry = stop.child(); // a recall ends this try, and another model may answer
            try (Running.Entry _ = running.enter(model, ofThisTry)) {
                if (catalogues
                        .now()
                        .model(model.id())
                        .filter(ModelVersion::serves)
                        .isEmpty()) {
                    pass(model.name(), Optional.of(model.id()), "recalled");
                    return Optional.empty();
                }
                ChatOutcome outcome = written(model, server, ofThisTry);
                decide(admitted, outcome);
                if (outcome instanceof Failed failed && !began && ANOTHER_MAY.contains(failed.reason())) {
                    last = Optional.of(failed);
                    if (PASSING.contains(failed.reason())) {
                        onceMore = onceMore.or(() -> Optional.of(model));
                    }
                    return Optional.empty();
                }
                return Optional.of(new Routed.Answered(model, outcome, attempts));
            } finally {
                admitted.undecided();
                server.places().giveBack();
            }
        }

        /** What the server made of it; who listens hears of the try however it ends. */
        private ChatOutcome written(ModelVersion model, Standing server, Stop ofThisTry) {
            long from = System.nanoTime();
            String why = Attempt.LEFT;
            try {
                ChatOutcome outcome = client.chat(
                        catalogues.server(model, server.endpoint(), route.plan().waits()),
                        request,
                        this::note,
                        ofThisTry);
                why = outcome instanceof Failed failed
                        ? failed.reason().name().toLowerCase(Locale.ROOT)
                        : Attempt.ANSWERED;
                return outcome;
            } finally {
                tried(new Attempt(
                        model.name(),
                        Optional.of(model.id()),
                        Optional.of(place(server.endpoint().baseUrl())),
                        why,
                        Duration.ofNanos(System.nanoTime() - from)));
            }
        }

        /** Without names and passwords that may stand in an address. */
        private static String place(URI url) {
            return url.getHost() == null
                    ? "this machine"
                    : url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
        }

        private void note(ChatEvent event) {
            began = true;
            events.accept(event);
        }

        private static void decide(Breaker.Pass admitted, ChatOutcome outcome) {
            switch (outcome) {
                case ChatOutcome.Finished finished -> admitted.worked();
                case Failed failed when ITS_FAULT.contains(failed.reason()) -> admitted.failed();
                case Failed failed -> admitted.undecided();
            }
        }

        private Failed whyNobody() {
            Optional<Attempt> lacking = attempts.stream()
                    .filter(attempt -> attempt.why().startsWith("lacks_"))
                    .findFirst();
            if (lacking.isPresent()) {
                return new Failed(
                        Reason.NOT_ABLE,
                        "No model of the route '%s' can do this: it %s."
                                .formatted(route.name(), lacking.get().why().replace('_', ' ')));
            }
            if (attempts.stream().anyMatch(attempt -> attempt.why().equals("too_long"))) {
                return new Failed(
                        Reason.TOO_LONG,
                        "The conversation of about %d tokens is longer than any model of the route '%s' reads."
                                .formatted(request.estimatedTokens(), route.name()));
            }
            if (attempts.stream()
                    .anyMatch(attempt ->
                            attempt.why().equals("full") || attempt.why().equals("left_alone"))) {
                return new Failed(
                        Reason.BUSY,
                        "No model of the route '%s' can answer now; its servers failed or are full. Try again soon."
                                .formatted(route.name()));
            }
            return new Failed(
                    Reason.UNKNOWN_MODEL,
                    "No model of the route '%s' serves this request now.".formatted(route.name()));
        }
    }
}
