package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.advisories.Advisories;
import io.groundwork.orchestration.chat.Dialect;
import io.groundwork.orchestration.chat.ModelServer;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.models.Card;
import io.groundwork.orchestration.models.CardJson;
import io.groundwork.orchestration.models.Catalogue;
import io.groundwork.orchestration.models.Catalogues;
import io.groundwork.orchestration.models.MlBom;
import io.groundwork.orchestration.models.ModelServers;
import io.groundwork.orchestration.models.ModelVersion;
import io.groundwork.orchestration.models.Probes;
import io.groundwork.orchestration.models.Registry;
import io.groundwork.orchestration.models.Registry.Changed;
import io.groundwork.orchestration.models.Registry.Moved;
import io.groundwork.orchestration.models.Registry.Registered;
import io.groundwork.orchestration.models.State;
import io.groundwork.orchestration.models.Task;
import io.groundwork.orchestration.models.TestOutcome;
import io.groundwork.orchestration.models.UnfitFieldException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/models}: which models there are, what is known of them, and which may answer. */
@Path("/api/v1/models")
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ModelAdminResource {

    private static final int MOST_IMPORTED = 1_000;

    private final Registry registry;
    private final Catalogues catalogues;
    private final ModelServers servers;
    private final Probes probes;
    private final LocalModels local;
    private final RecallBodies recalls;
    private final VectorUses vectors;
    private final Advisories advisories;
    private final AskedAssistants assistants;
    private final CurrentCaller caller;

    ModelAdminResource(
            Registry registry,
            Catalogues catalogues,
            ModelServers servers,
            Probes probes,
            LocalModels local,
            RecallBodies recalls,
            VectorUses vectors,
            Advisories advisories,
            AskedAssistants assistants,
            CurrentCaller caller) {
        this.registry = registry;
        this.catalogues = catalogues;
        this.servers = servers;
        this.probes = probes;
        this.local = local;
        this.recalls = recalls;
        this.vectors = vectors;
        this.advisories = advisories;
        this.assistants = assistants;
        this.caller = caller;
    }

    @GET
    public Listing<ObjectNode> list() {
        caller.admin();
        return listed(catalogues.refresh());
    }

    @GET
    @Path("/{id}")
    public ObjectNode get(@PathParam("id") UUID id) {
        caller.admin();
        Catalogue catalogue = catalogues.refresh();
        return written(catalogue, known(catalogue, id));
    }

    /** Serves at once, approved by who registers it, unless {@code state} says {@code proposed}. */
    @POST
    public Response register(@Nullable JsonNode body) {
        Optional<UUID> by = Optional.of(caller.admin().id());
        ModelVersion made = registered(body, by);
        Catalogue catalogue = catalogues.refresh();
        probes.probeNew(made);
        return Response.status(Response.Status.CREATED)
                .entity(written(catalogue, made))
                .build();
    }

    /** Changes what is known of a model, field by field, and where it is served. Its name and its model stay: another one is another version. */
    @PATCH
    @Path("/{id}")
    public ObjectNode change(@PathParam("id") UUID id, @Nullable JsonNode body) {
        Optional<UUID> by = Optional.of(caller.admin().id());
        ModelVersion model = registered(id);
        if (body == null || !body.isObject() || body.isEmpty()) {
            throw Problem.INVALID_REQUEST.because("Send the fields that change.");
        }
        body.properties().forEach(field -> {
            if (!CardJson.FIELDS.contains(field.getKey())
                    && !List.of("endpoints", "dialect").contains(field.getKey())) {
                throw Problem.INVALID_REQUEST.because(
                        field.getKey(),
                        "'%s' cannot be changed; there are endpoints, dialect, %s."
                                .formatted(field.getKey(), String.join(", ", CardJson.FIELDS)));
            }
        });
        Registry.Change change = new Registry.Change(
                body.has("endpoints") ? Optional.of(ModelBodies.servers(body)) : Optional.empty(),
                ModelBodies.dialect(body),
                card -> changed(model.name(), card, body));
        checkServers(model, change);
        return switch (registry.change(id, change, by)) {
            case Changed.Done(ModelVersion changed) -> {
                Catalogue catalogue = catalogues.refresh();
                if (changed.card().task() == Task.EMBED
                        && changed.card().vectors().sample().isEmpty()) {
                    probes.probeNew(changed);
                }
                yield written(catalogue, changed);
            }
            case Changed.Unknown unknown -> throw Problem.NOT_FOUND.because("There is no model %s.".formatted(id));
            case Changed.AddressForbidden(String words) -> throw Problem.INVALID_REQUEST.because("endpoints", words);
        };
    }

    private Card changed(String name, Card card, JsonNode body) {
        ObjectNode whole = CardJson.write(card);
        body.properties().stream()
                .filter(field -> CardJson.FIELDS.contains(field.getKey()))
                .forEach(field -> whole.set(field.getKey(), field.getValue()));
        Card changed = CardJson.read(whole);
        boolean same = sameVectors(card, changed);
        checkVectors(name, card, changed);
        boolean moves = body.has("endpoints") || body.has("dialect");
        return changed.with(changed.vectors()
                .known(card.vectors()
                        .sample()
                        .filter(sample -> same && (!moves || !vectors.of(name).isNone()))));
    }

    /** A box may take another's place under a model that collections have vectors of; another model may not. */
    private void checkServers(ModelVersion model, Registry.Change change) {
        if (model.card().task() != Task.EMBED
                || (change.servers().isEmpty() && change.dialect().isEmpty())) {
            return;
        }
        VectorUses.Uses uses = vectors.of(model.name());
        if (!uses.isNone()) {
            probes.otherVectors(model, change).ifPresent(why -> {
                throw Problem.CONFLICT.because(
                        change.servers().isPresent() ? "endpoints" : "dialect",
                        "Collections have vectors of this model (%s), and only servers that make the same ones may take the place of its own. %s Register what is served there under another name, and move them to it."
                                .formatted(uses.words(), why));
            });
        }
    }

    /** What vectors are comparable by is for good while collections have some; another prefix is another version. */
    private void checkVectors(String name, Card before, Card changed) {
        if (changed.task() != before.task()) {
            throw Problem.INVALID_REQUEST.because(
                    "task", "'task' cannot be changed; register the model anew under another name.");
        }
        if (sameVectors(before, changed)) {
            return;
        }
        VectorUses.Uses uses = vectors.of(name);
        if (!uses.isNone()) {
            throw Problem.CONFLICT.because(
                    "vectors",
                    "Collections have vectors of this model (%s), which would not meet those that it makes then. Register it anew under another name, and move them there."
                            .formatted(uses.words()));
        }
    }

    /** Where the digest of weights on a server is what somebody says, it counts too. */
    private static boolean sameVectors(Card one, Card other) {
        return one.vectors().dimension().equals(other.vectors().dimension())
                && one.vectors().queryPrefix().equals(other.vectors().queryPrefix())
                && one.vectors().passagePrefix().equals(other.vectors().passagePrefix())
                && one.provenance().digest().equals(other.provenance().digest());
    }

    @DELETE
    @Path("/{id}")
    public void remove(@PathParam("id") UUID id) {
        Caller by = caller.admin();
        checkUnused(id, by);
        switch (registry.remove(id, Optional.of(by.id()))) {
            case DONE -> catalogues.refresh();
            case UNKNOWN -> throw Problem.NOT_FOUND.because("There is no registered model %s.".formatted(id));
            case RECALLED ->
                throw Problem.CONFLICT.because("A model that was recalled stays on record and cannot be removed.");
        }
    }

    /** Vectors without the model that made them meet no question any more, and an assistant without its model answers none. */
    private void checkUnused(UUID id, Caller by) {
        String name = known(catalogues.refresh(), id).name();
        assistants.checkUnused(by, name);
        VectorUses.Uses uses = vectors.of(name);
        if (!uses.isNone()) {
            throw Problem.CONFLICT.because(
                    "Collections have vectors of this model (%s). Move them to another first; to take it out of use at once, recall it."
                            .formatted(uses.words()));
        }
    }

    /** Takes a model one step on its way: {@code {"state": "quarantined", "note": "…"}}. */
    @POST
    @Path("/{id}/state")
    public ObjectNode move(@PathParam("id") UUID id, @Nullable JsonNode body) {
        Optional<UUID> by = Optional.of(caller.admin().id());
        State to = Optional.ofNullable(body)
                .flatMap(sent -> ModelBodies.state(sent, "state"))
                .orElseThrow(() -> Problem.INVALID_REQUEST.because("state", "Send 'state'."));
        return switch (registry.move(id, to, by, ModelBodies.note(body))) {
            case Moved.Done(ModelVersion moved) -> written(catalogues.refresh(), moved);
            case Moved.Unknown unknown ->
                throw Problem.NOT_FOUND.because("There is no registered model %s.".formatted(id));
            case Moved.NotFrom(State state) ->
                throw Problem.CONFLICT.because(
                        "state", "A model that is %s cannot become %s.".formatted(state.word(), to.word()));
        };
    }

    /** Finds out what a model can do, and writes it on its card. */
    @POST
    @Path("/{id}/probe")
    public ObjectNode probe(@PathParam("id") UUID id) {
        Optional<UUID> by = Optional.of(caller.admin().id());
        probes.probe(registered(id), by).ifPresent(why -> {
            throw Problem.MODEL_FAILED.because("Nothing could be found out: " + why.words());
        });
        return get(id);
    }

    /** Which answers, people and documents a model has touched: after a recall, or before one. */
    @GET
    @Path("/{id}/recall")
    @OnBehalfOfCaller
    public ObjectNode recall(@PathParam("id") UUID id) {
        caller.admin();
        return recalls.write(known(catalogues.refresh(), id));
    }

    /** The answers of that report, newest first. */
    @GET
    @Path("/{id}/recall/answers")
    public Listing<ObjectNode> recalledAnswers(
            @PathParam("id") UUID id,
            @QueryParam("after") @Nullable UUID after,
            @QueryParam("limit") @Nullable Integer limit) {
        caller.admin();
        int most = OpenAiList.limit(limit);
        return Listing.of(recalls.answers(known(catalogues.refresh(), id), Optional.ofNullable(after), most + 1), most);
    }

    /** That report as a table: people, documents, answers. */
    @GET
    @Path("/{id}/recall/csv")
    @OnBehalfOfCaller
    @Produces("text/csv")
    public Response recallTable(@PathParam("id") UUID id) {
        caller.admin();
        return recalls.table(known(catalogues.refresh(), id), "recall.csv");
    }

    /** All models as a CycloneDX bill of materials. */
    @GET
    @Path("/bom")
    @Produces({"application/vnd.cyclonedx+json", MediaType.APPLICATION_JSON})
    public Response bom() {
        caller.admin();
        return Response.ok(MlBom.of(catalogues.refresh(), Instant.now()).toString())
                .type("application/vnd.cyclonedx+json; version=1.6")
                .header("Content-Disposition", "attachment; filename=\"models.cdx.json\"")
                .build();
    }

    /** Registers the models of a file, each as proposed; one that cannot be is told and keeps none of the others out. */
    @POST
    @Path("/import")
    public ObjectNode importAll(@Nullable JsonNode body) {
        Optional<UUID> by = Optional.of(caller.admin().id());
        if (body == null
                || !body.path("models").isArray()
                || body.path("models").size() > MOST_IMPORTED) {
            throw Problem.INVALID_REQUEST.because(
                    "models", "Send 'models', a list of at most %d registrations.".formatted(MOST_IMPORTED));
        }
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        ArrayNode imported = report.putArray("imported");
        ArrayNode refused = report.putArray("refused");
        for (JsonNode each : body.path("models")) {
            String name = each.path("name").asText(each.path("model").asText(""));
            ObjectNode proposed = each.isObject() ? each.deepCopy() : JsonNodeFactory.instance.objectNode();
            proposed.put("state", State.PROPOSED.word()).remove("preferred");
            try {
                imported.add(registered(proposed, by).name());
            } catch (ProblemException | UnfitFieldException e) {
                refused.addObject().put("name", name).put("why", String.valueOf(e.getMessage()));
            }
        }
        catalogues.refresh();
        return report;
    }

    /** What befell a model, newest first. */
    @GET
    @Path("/{id}/events")
    public Listing<ObjectNode> events(@PathParam("id") UUID id) {
        caller.admin();
        return Listing.whole(
                registry.events(id).stream().map(ModelBodies::write).toList());
    }

    @POST
    @Path("/{id}/prefer")
    public Listing<ObjectNode> prefer(@PathParam("id") UUID id) {
        Optional<UUID> by = Optional.of(caller.admin().id());
        if (!registry.prefer(id, by)) {
            throw Problem.NOT_FOUND.because("There is no model %s that serves.".formatted(id));
        }
        return list();
    }

    /** Has a server write a few words; a server that fails is an answer, not an error. */
    @POST
    @Path("/test")
    public TestBody test(@Nullable JsonNode body) {
        caller.admin();
        if (body == null) {
            throw Problem.INVALID_REQUEST.because("Send 'base_url' and 'model'.");
        }
        URI address = ModelBodies.address(body, "");
        String model = ModelBodies.required(body, "model");
        Optional<String> key = Optional.ofNullable(body.path("api_key").textValue());
        Task task = Task.of(body.path("task").asText(Task.CHAT.word()))
                .orElseThrow(() -> Problem.INVALID_REQUEST.because("task", "'task' must be chat, embed or rerank."));
        Dialect dialect = ModelBodies.dialect(body).orElse(Dialect.OPENAI);
        return TestBody.of(
                task == Task.CHAT
                        ? servers.test(address, model, key)
                        : probes.test(task, new ModelServer(address, model, key, dialect)));
    }

    /** Servers that listen on this machine's usual ports. */
    @GET
    @Path("/discovered")
    public Listing<DiscoveredBody> discovered() {
        caller.admin();
        return Listing.whole(servers.discover().stream().map(DiscoveredBody::of).toList());
    }

    private ModelVersion registered(@Nullable JsonNode body, Optional<UUID> by) {
        Registry.Registration asked;
        try {
            asked = body != null && body.hasNonNull("file") ? local.registration(body) : ModelBodies.registration(body);
        } catch (IllegalArgumentException e) {
            throw (ProblemException) Problem.INVALID_REQUEST
                    .because("state", String.valueOf(e.getMessage()) + ".")
                    .initCause(e);
        }
        return switch (registry.register(asked, by)) {
            case Registered.Done(ModelVersion made) -> made;
            case Registered.NameTaken(String taken) ->
                throw Problem.CONFLICT.because(
                        "name", "There is a model, a route or an assistant called '%s' already.".formatted(taken));
            case Registered.NameUnfit unfit ->
                throw Problem.INVALID_REQUEST.because(
                        "name",
                        "A model's name begins with a letter or a digit and holds letters, digits, blanks and ._:/@+- only.");
            case Registered.AddressForbidden(String words) -> throw Problem.INVALID_REQUEST.because("base_url", words);
        };
    }

    private ModelVersion registered(UUID id) {
        return Optional.of(known(catalogues.refresh(), id))
                .filter(model -> !model.builtIn())
                .orElseThrow(() -> Problem.CONFLICT.because("The built-in model cannot be changed."));
    }

    private static ModelVersion known(Catalogue catalogue, UUID id) {
        return catalogue.model(id).orElseThrow(() -> Problem.NOT_FOUND.because("There is no model %s.".formatted(id)));
    }

    private Listing<ObjectNode> listed(Catalogue catalogue) {
        Map<UUID, Advisories.Count> open = open();
        return Listing.whole(catalogue.models().stream()
                .map(model -> written(catalogue, model, open))
                .toList());
    }

    private ObjectNode written(Catalogue catalogue, ModelVersion model) {
        return written(catalogue, model, open());
    }

    private static ObjectNode written(Catalogue catalogue, ModelVersion model, Map<UUID, Advisories.Count> open) {
        ObjectNode body = ModelBodies.write(model, catalogue.first(catalogue.usual()));
        Optional.ofNullable(open.get(model.id())).ifPresent(count -> body.putObject("advisories")
                .put("open", count.matches())
                .put("severity", count.worst().word()));
        return body;
    }

    private Map<UUID, Advisories.Count> open() {
        return advisories.open().stream().collect(Collectors.toMap(Advisories.Count::model, Function.identity()));
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TestBody(
            boolean ok,
            String message,
            @Nullable String reply,
            @Nullable Long millis) {

        static TestBody of(TestOutcome outcome) {
            return switch (outcome) {
                case TestOutcome.Works works ->
                    new TestBody(
                            true, "It answers.", works.reply(), works.took().toMillis());
                case TestOutcome.Fails fails -> new TestBody(false, fails.words(), null, null);
            };
        }
    }

    /** @param tasks of those models whose names tell that they write no answers */
    record DiscoveredBody(
            String server, @JsonProperty("base_url") String baseUrl, List<String> models, Map<String, String> tasks) {

        static DiscoveredBody of(ModelServers.Discovered found) {
            Map<String, String> tasks = new TreeMap<>();
            for (String model : found.models()) {
                Task task = found.likelyTask(model);
                if (task != Task.CHAT) {
                    tasks.put(model, task.word());
                }
            }
            return new DiscoveredBody(found.server(), found.baseUrl().toString(), found.models(), tasks);
        }
    }
}
