package io.groundwork.orchestration.models;

import io.groundwork.orchestration.chat.Abilities;
import io.groundwork.orchestration.chat.ApiUrl;
import io.groundwork.orchestration.chat.BearerKey;
import io.groundwork.orchestration.chat.Dialect;
import io.groundwork.orchestration.local.LocalAddress;
import io.groundwork.orchestration.models.ModelRows.Sealed;
import io.groundwork.orchestration.models.ModelVersion.Endpoint;
import io.groundwork.orchestration.models.ModelVersion.KeyUse;
import io.groundwork.orchestration.outbound.Outbound;
import io.groundwork.orchestration.outbound.Purpose;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Changes to models and routes. Each is one transaction, after those before it, and seen by all nodes within a second
 * ({@link Catalogues}); a caller who wants to see its own at once refreshes the catalogue.
 */
@Singleton
@Transactional
public class Registry {

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._:/@+-]{0,199}");
    private static final int MOST_REVISIONS = 200;
    private static final int MOST_EVENTS = 500;

    private final ModelRows models;
    private final RouteRows routes;
    private final Incidents incidents;
    private final Secrets secrets;
    private final Outbound outbound;

    Registry(ModelRows models, RouteRows routes, Incidents incidents, Secrets secrets, Outbound outbound) {
        this.models = models;
        this.routes = routes;
        this.incidents = incidents;
        this.secrets = secrets;
        this.outbound = outbound;
    }

    /**
     * Whether something of another kind may take this name. Where it may, nobody else takes it until the caller's transaction ends: all who take names wait here for one
     * another.
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public Claim claim(String name) {
        models.tick();
        return !NAME.matcher(name).matches() ? Claim.UNFIT : isTaken(name) ? Claim.TAKEN : Claim.FREE;
    }

    /** Adds a version. The first one that serves answers those who ask for none from then on, whatever it asked for. */
    public Registered register(Registration asked, Optional<UUID> by) {
        models.tick();
        if (!NAME.matcher(asked.name()).matches()) {
            return new Registered.NameUnfit(asked.name());
        }
        Optional<ModelVersion> proposed = models.all().stream()
                .filter(model -> model.name().equals(asked.name())
                        && model.state() == State.PROPOSED
                        && isServedAt(model, asked.servers()))
                .findFirst();
        if (proposed.isPresent() && asked.state() == State.SERVING) {
            return approved(proposed.get(), asked, by);
        }
        if (isTaken(asked.name())) {
            return new Registered.NameTaken(asked.name());
        }
        Optional<String> objection = objection(asked.servers());
        if (objection.isPresent()) {
            return new Registered.AddressForbidden(objection.get());
        }
        boolean first = models.all().stream().noneMatch(ModelVersion::answers);
        UUID id = UUID.randomUUID();
        models.add(id, asked.name(), asked.state(), asked.dialect(), asked.remoteName(), asked.card(), by);
        models.endpoints(id, sealed(id, asked.servers()));
        models.note(id, asked.name(), asked.state().word(), by, asked.note(), "{}");
        if (asked.state() == State.SERVING
                && asked.card().task() == Task.CHAT
                && (first || asked.preference() == Preference.PREFERRED)) {
            preferFirst(asked.name(), by);
        }
        return new Registered.Done(find(id).orElseThrow());
    }

    /** Proposes a model unless one of the same servers is there, or was proposed in the same words before. */
    Registered proposeOnce(Registration asked) {
        models.tick();
        Optional<ModelVersion> known = models.all().stream()
                .filter(model -> isServedAt(model, asked.servers()))
                .findFirst();
        if (known.isPresent()) {
            return new Registered.Done(known.get());
        }
        return models.wasNoted(State.PROPOSED.word(), asked.note())
                ? new Registered.Done(ModelVersion.BUILT_IN)
                : register(asked, Optional.empty());
    }

    private static boolean isServedAt(ModelVersion model, List<Server> servers) {
        return model.endpoints().stream()
                .map(Endpoint::baseUrl)
                .toList()
                .equals(servers.stream().map(Server::baseUrl).toList());
    }

    /** Registers a model or, where the name is known, changes where it is. For the model that the environment names. */
    Registered put(Registration asked) {
        models.tick();
        Optional<ModelVersion> known = models.all().stream()
                .filter(model -> model.name().equals(asked.name()))
                .findFirst();
        if (known.isEmpty()) {
            return register(asked, Optional.empty());
        }
        ModelVersion model = known.get();
        models.change(model.id(), model.dialect(), asked.remoteName(), model.card());
        models.endpoints(model.id(), sealed(model.id(), asked.servers()));
        if (model.state() == State.SERVING) {
            preferFirst(model.name(), Optional.empty());
        }
        return new Registered.Done(find(model.id()).orElseThrow());
    }

    /** Writes what a probe found on the card as it is now: somebody may have changed the rest of it meanwhile. */
    void probed(UUID id, Abilities abilities, Optional<String> answersAs, ModelServers.Told told, Optional<UUID> by) {
        models.tick();
        find(id).ifPresent(model -> {
            Card card = model.card().probed(abilities, answersAs, told);
            Dialect spoken =
                    model.dialect() == Dialect.OPENAI ? told.dialect().orElse(Dialect.OPENAI) : model.dialect();
            models.change(id, spoken, model.remoteName(), card);
            models.note(id, model.name(), "probed", by, "", CardJson.write(card).toString());
        });
    }

    /**
     * Writes on the card what a vector of a model looks like, as it was seen; one that is known already stays, as it is what others are held against. Where it is served elsewhere by now, that
     * says nothing of it.
     */
    void measured(ModelVersion asked, Sample seen, Optional<UUID> by) {
        models.tick();
        UUID id = asked.id();
        find(id).filter(model -> model.endpoints().equals(asked.endpoints()) && model.dialect() == asked.dialect())
                .ifPresent(model -> {
                    Card card = model.card();
                    Card known = card.with(
                            card.vectors().measured(card.vectors().sample().orElse(seen)));
                    models.change(id, model.dialect(), model.remoteName(), known);
                    models.note(
                            id,
                            model.name(),
                            "probed",
                            by,
                            "",
                            CardJson.write(known).toString());
                });
    }

    /** Writes down what befell a version and changed nothing. */
    public void note(UUID id, String kind, Optional<UUID> by, String words) {
        find(id).ifPresent(model -> models.note(id, model.name(), kind, by, words, "{}"));
    }

    /**
     * Where a version is served, and what is known of it: all of a change or nothing.
     *
     * @param change of the card as it is by then
     */
    public Changed change(UUID id, Change change, Optional<UUID> by) {
        models.tick();
        Optional<ModelVersion> known = find(id);
        if (known.isEmpty()) {
            return new Changed.Unknown();
        }
        Optional<String> objection = change.servers().flatMap(this::objection);
        if (objection.isPresent()) {
            return new Changed.AddressForbidden(objection.get());
        }
        ModelVersion model = known.get();
        Card card = change.card().apply(model.card());
        if (change.servers().isPresent()) {
            models.endpoints(id, kept(model, change.servers().get()));
            models.note(id, model.name(), "moved", by, "", "{}");
        }
        models.change(id, change.dialect().orElse(model.dialect()), model.remoteName(), card);
        models.note(id, model.name(), "changed", by, "", CardJson.write(card).toString());
        return new Changed.Done(find(id).orElseThrow());
    }

    /** Takes a version one step further. */
    public Moved move(UUID id, State to, Optional<UUID> by, String note) {
        models.tick();
        Optional<ModelVersion> known = find(id);
        if (known.isEmpty()) {
            return new Moved.Unknown();
        }
        ModelVersion model = known.get();
        if (model.state() == to) {
            return new Moved.Done(model);
        }
        if (!model.state().leadsTo(to)) {
            return new Moved.NotFrom(model.state());
        }
        models.move(id, to);
        if (to.needsApproval() && (model.approval().isEmpty() || model.state() == State.PROPOSED)) {
            models.approve(id, by);
        }
        models.note(id, model.name(), to.word(), by, note, "{}");
        incidents.moved(model, to, by, note);
        return new Moved.Done(find(id).orElseThrow());
    }

    /**
     * Forgets a version; routes that name it go on without it. What was recalled stays: its record is what tells where it had been.
     */
    public Removed remove(UUID id, Optional<UUID> by) {
        models.tick();
        Optional<ModelVersion> known = find(id);
        if (known.isEmpty()) {
            return Removed.UNKNOWN;
        }
        ModelVersion model = known.get();
        if (model.state() == State.RECALLED) {
            return Removed.RECALLED;
        }
        for (Route route : routes.all()) {
            List<Plan.Candidate> others = route.plan().candidates().stream()
                    .filter(candidate -> !candidate.model().equals(model.name()))
                    .toList();
            if (others.size() < route.plan().candidates().size()) {
                replan(
                        route.name(),
                        new Plan(orBuiltIn(route, others), route.plan().waits()),
                        by,
                        "The model %s was removed.".formatted(model.name()));
            }
        }
        models.remove(id);
        models.note(id, model.name(), "removed", by, "", "{}");
        incidents.note(id, "removed", by, "", "{}");
        return Removed.DONE;
    }

    /** Lets a model answer first those who ask for none. Whether it is there and serves; the id of the built-in model counts. */
    public boolean prefer(UUID id, Optional<UUID> by) {
        models.tick();
        Optional<ModelVersion> wanted =
                id.equals(ModelVersion.BUILT_IN.id()) ? Optional.of(ModelVersion.BUILT_IN) : find(id);
        Optional<ModelVersion> serving = wanted.filter(ModelVersion::answers);
        serving.ifPresent(model -> preferFirst(model.name(), by));
        return serving.isPresent();
    }

    /** What befell a version, newest first; also one that is gone. */
    public List<ModelEvent> events(UUID id) {
        return models.events(id, MOST_EVENTS);
    }

    /** Makes a route, or its next revision. */
    public Routed put(String name, Plan plan, Optional<UUID> by, String note) {
        models.tick();
        if (!NAME.matcher(name).matches()) {
            return new Routed.Unfit(
                    "name", "A route's name begins with a letter or a digit and has at most 200 characters.");
        }
        List<ModelVersion> known = models.all();
        if (name.equals(ModelVersion.EXTRACTIVE)
                || known.stream().anyMatch(model -> model.name().equals(name))) {
            return new Routed.Unfit("name", "There is a model called '%s' already.".formatted(name));
        }
        if (models.isAssistant(name)) {
            return new Routed.Unfit("name", "There is an assistant called '%s' already.".formatted(name));
        }
        if (plan.candidates().isEmpty()) {
            return new Routed.Unfit("candidates", "A route needs a candidate.");
        }
        for (Plan.Candidate candidate : plan.candidates()) {
            if (!candidate.model().equals(ModelVersion.EXTRACTIVE)
                    && known.stream().noneMatch(model -> model.name().equals(candidate.model()))) {
                return new Routed.Unfit("candidates", "There is no model '%s'.".formatted(candidate.model()));
            }
            if (known.stream()
                    .anyMatch(model -> model.name().equals(candidate.model())
                            && model.card().task() != Task.CHAT)) {
                return new Routed.Unfit("candidates", "The model '%s' writes no answers.".formatted(candidate.model()));
            }
        }
        return new Routed.Done(replan(name, plan, by, note));
    }

    /** Makes an earlier revision the newest one again; empty where there is none such. */
    public Optional<Routed> rollBack(String name, int revision, Optional<UUID> by) {
        return revisions(name).stream()
                .filter(earlier -> earlier.route().revision() == revision)
                .findFirst()
                .map(earlier -> put(name, earlier.route().plan(), by, "Back to revision %d.".formatted(revision)));
    }

    /** Newest first; empty where there is no such route. */
    public List<RouteRevision> revisions(String name) {
        return routes.revisions(name, MOST_REVISIONS);
    }

    /** Whether it was there; that of those who name none cannot go. Its revisions stay, and its name can be taken again. */
    public boolean removeRoute(String name, Optional<UUID> by, String note) {
        models.tick();
        Optional<Route> known = current(name);
        if (known.isEmpty() || name.equals(Route.DEFAULT)) {
            return false;
        }
        routes.remove(name, by, note.isEmpty() ? "Removed." : "Removed: " + note);
        incidents.replanned(known.get(), List.of(), by);
        return true;
    }

    private Route replan(String name, Plan plan, Optional<UUID> by, String note) {
        Optional<Route> before = current(name);
        Route after = routes.put(name, plan, by, note);
        before.ifPresent(route -> incidents.replanned(route, plan.candidates(), by));
        return after;
    }

    private Optional<Route> current(String name) {
        return routes.all().stream().filter(route -> route.name().equals(name)).findFirst();
    }

    /** To register what is proposed already is to approve it. */
    private Registered approved(ModelVersion proposed, Registration asked, Optional<UUID> by) {
        boolean first = models.all().stream().noneMatch(ModelVersion::answers);
        move(proposed.id(), State.SERVING, by, asked.note());
        if (proposed.card().task() == Task.CHAT && (first || asked.preference() == Preference.PREFERRED)) {
            preferFirst(asked.name(), by);
        }
        return new Registered.Done(find(proposed.id()).orElseThrow());
    }

    private void preferFirst(String model, Optional<UUID> by) {
        Route usual = routes.all().stream()
                .filter(route -> route.name().equals(Route.DEFAULT))
                .findFirst()
                .orElse(new Route(Route.DEFAULT, 0, new Plan(List.of(), Plan.Waits.USUAL)));
        List<Plan.Candidate> before = usual.plan().candidates();
        if (!before.isEmpty() && before.getFirst().equals(new Plan.Candidate(model))) {
            return;
        }
        List<Plan.Candidate> next = new ArrayList<>(List.of(new Plan.Candidate(model)));
        if (before.size() > 1) {
            before.stream()
                    .filter(candidate -> !candidate.model().equals(model))
                    .forEach(next::add);
        }
        replan(Route.DEFAULT, new Plan(next, usual.plan().waits()), by, "The model %s was preferred.".formatted(model));
    }

    private static List<Plan.Candidate> orBuiltIn(Route route, List<Plan.Candidate> candidates) {
        return candidates.isEmpty() && route.name().equals(Route.DEFAULT)
                ? List.of(new Plan.Candidate(ModelVersion.EXTRACTIVE))
                : candidates;
    }

    private Optional<ModelVersion> find(UUID id) {
        return models.all().stream().filter(model -> model.id().equals(id)).findFirst();
    }

    private boolean isTaken(String name) {
        return name.equals(ModelVersion.EXTRACTIVE)
                || models.isAssistant(name)
                || models.all().stream().anyMatch(model -> model.name().equals(name))
                || routes.all().stream().anyMatch(route -> route.name().equals(name));
    }

    /** Why these addresses may not be spoken to, in a sentence. */
    Optional<String> objection(List<Server> servers) {
        return servers.stream()
                .filter(server -> !LocalAddress.is(server.baseUrl()))
                .flatMap(server -> outbound.objection(Purpose.MODEL_SERVER, server.baseUrl()).stream())
                .findFirst();
    }

    private List<Sealed> sealed(UUID id, List<Server> servers) {
        List<Sealed> all = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            int ordinal = i;
            Optional<byte[]> secret = servers.get(i).key().map(key -> secrets.seal(key, Sealed.place(id, ordinal)));
            all.add(new Sealed(
                    id,
                    new Endpoint(i, servers.get(i).baseUrl(), secret.isPresent() ? KeyUse.SENT : KeyUse.NONE),
                    secret));
        }
        return all;
    }

    /** A server of which nothing is said about a key keeps the one that is stored for its address. */
    private List<Sealed> kept(ModelVersion model, List<Server> servers) {
        List<Sealed> stored = models.sealed().stream()
                .filter(held -> held.model().equals(model.id()))
                .toList();
        List<Server> complete = servers.stream()
                .map(server -> server.key().isPresent() || server.otherwise() == Otherwise.NO_KEY
                        ? server
                        : new Server(
                                server.baseUrl(),
                                stored.stream()
                                        .filter(held ->
                                                held.endpoint().baseUrl().equals(server.baseUrl()))
                                        .findFirst()
                                        .flatMap(held ->
                                                held.secret().map(secret -> secrets.open(secret, held.place())))))
                .toList();
        return sealed(model.id(), complete);
    }

    /** Whether a name can be taken. */
    public enum Claim {
        FREE,
        TAKEN,
        /** No name of a model is written like this. */
        UNFIT
    }

    /** Whether a model is to answer those who ask for none. */
    public enum Preference {
        PREFERRED,
        ON_REQUEST
    }

    /** What becomes of a stored key when no other one is given. */
    public enum Otherwise {
        KEEP_STORED,
        NO_KEY
    }

    /**
     * @param baseUrl of the server's OpenAI API; {@code /v1} is added where it has no path
     * @param key what the server wants as a bearer token
     */
    public record Server(URI baseUrl, Optional<String> key, Otherwise otherwise) {

        public Server {
            baseUrl = ApiUrl.of(baseUrl);
            key = key.filter(value -> !value.isBlank()).map(BearerKey::checked);
        }

        public Server(URI baseUrl, Optional<String> key) {
            this(baseUrl, key, Otherwise.KEEP_STORED);
        }
    }

    /**
     * @param servers empty: where it is
     * @param dialect empty: as it is
     */
    public record Change(Optional<List<Server>> servers, Optional<Dialect> dialect, UnaryOperator<Card> card) {

        /** Of nothing but where it is served. */
        public static Change to(List<Server> servers) {
            return new Change(Optional.of(servers), Optional.empty(), UnaryOperator.identity());
        }

        /** Of nothing but what is known of it. */
        public static Change to(Card card) {
            return new Change(Optional.empty(), Optional.empty(), before -> card);
        }
    }

    /** What became of a change. */
    public sealed interface Changed {

        record Done(ModelVersion model) implements Changed {}

        record Unknown() implements Changed {}

        /** @param words why, in one sentence */
        record AddressForbidden(String words) implements Changed {}
    }

    /**
     * @param remoteName what the servers call the model
     * @param servers one at least; replicas of one another
     * @param state {@code PROPOSED} or {@code SERVING}
     * @param note in the words of who registers it
     */
    public record Registration(
            String name,
            String remoteName,
            List<Server> servers,
            Dialect dialect,
            Card card,
            State state,
            Preference preference,
            String note) {

        public Registration {
            servers = List.copyOf(servers);
            if (name.isBlank() || remoteName.isBlank() || servers.isEmpty()) {
                throw new IllegalArgumentException(
                        "A model needs a name, a server, and the name that its server knows it by");
            }
            if (state != State.PROPOSED && state != State.SERVING) {
                throw new IllegalArgumentException("A model begins proposed or serving, not " + state);
            }
        }

        /** One that serves at once, on one server, and of which no more is known. */
        public Registration(String name, URI baseUrl, String remoteName, Optional<String> key, Preference preference) {
            this(
                    name,
                    remoteName,
                    List.of(new Server(baseUrl, key)),
                    Dialect.OPENAI,
                    Card.BLANK,
                    State.SERVING,
                    preference,
                    "");
        }
    }

    /** What became of a registration. */
    public sealed interface Registered {

        record Done(ModelVersion model) implements Registered {}

        record NameTaken(String name) implements Registered {}

        record NameUnfit(String name) implements Registered {}

        /** @param words why, in one sentence */
        record AddressForbidden(String words) implements Registered {}
    }

    /** What became of a step. */
    public sealed interface Moved {

        record Done(ModelVersion model) implements Moved {}

        record Unknown() implements Moved {}

        /** There is no way from the state that it is in. */
        record NotFrom(State state) implements Moved {}
    }

    /** What became of a removal. */
    public enum Removed {
        DONE,
        UNKNOWN,
        /** It was recalled, and stays on record. */
        RECALLED
    }

    /** What became of a route. */
    public sealed interface Routed {

        record Done(Route route) implements Routed {}

        /** @param field of the plan, or {@code name} */
        record Unfit(String field, String words) implements Routed {}
    }
}
