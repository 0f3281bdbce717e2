package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.chat.ChatRequest;
import io.groundwork.orchestration.chat.Message;
import io.groundwork.orchestration.chat.Sampling;
import io.groundwork.orchestration.chat.Stop;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.models.Catalogue;
import io.groundwork.orchestration.models.Catalogues;
import io.groundwork.orchestration.models.ModelVersion;
import io.groundwork.orchestration.models.Plan;
import io.groundwork.orchestration.models.PlanJson;
import io.groundwork.orchestration.models.Registry;
import io.groundwork.orchestration.models.Registry.Routed;
import io.groundwork.orchestration.models.Route;
import io.groundwork.orchestration.models.RouteRevision;
import io.groundwork.orchestration.routing.Router;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/routes}: the names that callers use, and which models answer under them. */
@Path("/api/v1/routes")
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class RoutesResource {

    private static final int MOST_CHARACTERS = 4_000;
    private static final int TRY_TOKENS = 256;
    private static final Set<String> FIELDS = Set.of("candidates", "waits", "note");

    private final Registry registry;
    private final Catalogues catalogues;
    private final Router router;
    private final AskedAssistants assistants;
    private final CurrentCaller caller;

    RoutesResource(
            Registry registry, Catalogues catalogues, Router router, AskedAssistants assistants, CurrentCaller caller) {
        this.registry = registry;
        this.catalogues = catalogues;
        this.router = router;
        this.assistants = assistants;
        this.caller = caller;
    }

    @GET
    public Listing<ObjectNode> list() {
        caller.admin();
        Catalogue catalogue = catalogues.refresh();
        return Listing.whole(catalogue.routes().stream()
                .map(route -> written(catalogue, route))
                .toList());
    }

    @GET
    @Path("/{name:[^/]+}")
    public ObjectNode get(@PathParam("name") String name) {
        caller.admin();
        Catalogue catalogue = catalogues.refresh();
        return written(
                catalogue,
                catalogue.routes().stream()
                        .filter(route -> route.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> unknown(name)));
    }

    /** Makes the route, or its next revision. */
    @PUT
    @Path("/{name:[^/]+}")
    public ObjectNode put(@PathParam("name") String name, @Nullable JsonNode body) {
        UUID by = caller.admin().id();
        if (body == null || !body.isObject()) {
            throw Problem.INVALID_REQUEST.because("candidates", "Send 'candidates'.");
        }
        body.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                throw Problem.INVALID_REQUEST.because(
                        field, "'%s' is not known; there are candidates, note, waits.".formatted(field));
            }
        });
        Plan plan = PlanJson.read(body);
        return done(registry.put(name.strip(), plan, Optional.of(by), ModelBodies.note(body)));
    }

    /** Newest first. */
    @GET
    @Path("/{name:[^/]+}/revisions")
    public Listing<ObjectNode> revisions(@PathParam("name") String name) {
        caller.admin();
        List<RouteRevision> revisions = registry.revisions(name);
        if (revisions.isEmpty()) {
            throw unknown(name);
        }
        return Listing.whole(revisions.stream().map(RoutesResource::written).toList());
    }

    /** Makes an earlier revision the newest: {@code {"revision": 3}}. */
    @POST
    @Path("/{name:[^/]+}/rollback")
    public ObjectNode rollBack(@PathParam("name") String name, @Nullable JsonNode body) {
        UUID by = caller.admin().id();
        if (body == null || !body.path("revision").isIntegralNumber()) {
            throw Problem.INVALID_REQUEST.because("revision", "Send 'revision', a whole number.");
        }
        int revision = body.path("revision").intValue();
        return done(registry.rollBack(name, revision, Optional.of(by))
                .orElseThrow(() -> Problem.NOT_FOUND.because(
                        "There is no revision %d of a route '%s'.".formatted(revision, name))));
    }

    /** Sends one message along the route and tells who answered, and who was passed over and why. */
    @POST
    @Path("/{name:[^/]+}/try")
    public ObjectNode tryOut(@PathParam("name") String name, @Nullable JsonNode body) {
        Caller by = caller.admin();
        String message = body == null ? "" : body.path("message").asText("").strip();
        if (message.isEmpty() || message.length() > MOST_CHARACTERS) {
            throw Problem.INVALID_REQUEST.because(
                    "message", "Send 'message', at most %d characters.".formatted(MOST_CHARACTERS));
        }
        Route route = catalogues.refresh().route(name).orElseThrow(() -> unknown(name));
        ChatRequest request =
                new ChatRequest(List.of(new Message(Message.Role.USER, message)), Sampling.steady(0, TRY_TOKENS));
        long began = System.nanoTime();
        return RouteTrials.write(
                router.chat(route, by.principals(), request, event -> {}, new Stop()),
                Duration.ofNanos(System.nanoTime() - began));
    }

    /** Its revisions stay, with one more that says who removed it and why; they are numbered on when its name is taken again. */
    @DELETE
    @Path("/{name:[^/]+}")
    public void remove(@PathParam("name") String name, @QueryParam("note") @Nullable String note) {
        Caller by = caller.admin();
        if (name.equals(Route.DEFAULT)) {
            throw Problem.CONFLICT.because("The route 'default' answers those who name none and cannot be removed.");
        }
        assistants.checkUnused(by, name);
        if (!registry.removeRoute(name, Optional.of(by.id()), ModelBodies.note(note))) {
            throw unknown(name);
        }
        catalogues.refresh();
    }

    private ObjectNode done(Routed routed) {
        return switch (routed) {
            case Routed.Done(Route route) -> written(catalogues.refresh(), route);
            case Routed.Unfit(String field, String words) -> throw Problem.INVALID_REQUEST.because(field, words);
        };
    }

    private static ObjectNode written(Catalogue catalogue, Route route) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("name", route.name()).put("revision", route.revision());
        body.setAll(PlanJson.write(route.plan()));
        body.path("candidates").forEach(candidate -> ((ObjectNode) candidate)
                .put(
                        "state",
                        catalogue
                                .model(candidate.path("model").asText())
                                .map(ModelVersion::state)
                                .map(state -> state.word())
                                .orElse("removed")));
        return body;
    }

    private static ObjectNode written(RouteRevision revision) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("revision", revision.route().revision())
                .put("at", revision.at().toString())
                .put("by", revision.by().map(Object::toString).orElse(null))
                .put("note", revision.note());
        body.setAll(PlanJson.write(revision.route().plan()));
        return body;
    }

    private static ProblemException unknown(String name) {
        return Problem.NOT_FOUND.because("There is no route '%s'.".formatted(name));
    }
}
