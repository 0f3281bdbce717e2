package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.assistants.Asker;
import io.groundwork.orchestration.assistants.Assistant;
import io.groundwork.orchestration.assistants.Assistant.Right;
import io.groundwork.orchestration.assistants.AssistantRevision;
import io.groundwork.orchestration.assistants.Assistants;
import io.groundwork.orchestration.assistants.Assistants.Changed;
import io.groundwork.orchestration.assistants.Brief;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.identity.Principals;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/assistants}: what answers from documents under a name of its own, and with whom it is shared. */
@Path("/api/v1/assistants")
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class AssistantsResource {

    private static final int MOST_SHARES = 1_000;
    private static final Set<String> NEW = Set.of("name", "state", "note");
    private static final Set<String> CHANGE = Set.of("name", "state", "note", "revision");

    private final Assistants assistants;
    private final AssistantFields fields;
    private final AssistantBodies bodies;
    private final Principals principals;
    private final Rights rights;
    private final CurrentCaller current;

    AssistantsResource(
            Assistants assistants,
            AssistantFields fields,
            AssistantBodies bodies,
            Principals principals,
            Rights rights,
            CurrentCaller current) {
        this.assistants = assistants;
        this.fields = fields;
        this.bodies = bodies;
        this.principals = principals;
        this.rights = rights;
        this.current = current;
    }

    static Asker asker(Caller caller) {
        return new Asker(caller.principals(), caller.admin());
    }

    /** By name, each without its prompt and filters. */
    @GET
    public Listing<ObjectNode> list(
            @QueryParam("limit") @Nullable Integer limit, @QueryParam("after") @Nullable UUID after) {
        Caller caller = current.get();
        int most = limit == null ? 100 : OpenAiList.limit(limit);
        List<Assistant> found = assistants.list(asker(caller), Optional.ofNullable(after), most + 1);
        return Listing.of(bodies.writeListed(caller, found), most);
    }

    @GET
    @Path("/{id}")
    public Response get(@PathParam("id") String id) {
        return written(Response.ok(), find(id));
    }

    /** For administrators, and for those who curate a collection: they ask it, and whom they share it with by name. */
    @POST
    public Response make(@Nullable JsonNode sent) {
        Caller caller = current.get();
        JsonNode body = AssistantFields.body(sent, NEW);
        if (!caller.admin() && rights.curated().isEmpty()) {
            throw Problem.FORBIDDEN.because("Only administrators and those who curate a collection make assistants.");
        }
        String name = AssistantFields.name(body.path("name"));
        Brief brief = fields.read(caller, body, Optional.empty());
        Assistant.State state =
                body.hasNonNull("state") ? AssistantFields.state(body.path("state")) : Assistant.State.ENABLED;
        return done(
                Response.status(Response.Status.CREATED),
                assistants.make(name, state, brief, AssistantFields.note(body), caller.id()));
    }

    /** Changes the fields that are sent; {@code revision}, where it is sent, must be the present one, and so must what {@code If-Match} names. */
    @PATCH
    @Path("/{id}")
    public Response change(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @Nullable JsonNode sent) {
        Caller caller = current.get();
        Assistant found = find(id, Right.EDIT);
        EntityTags.check(ifMatch, found.revision());
        JsonNode body = AssistantFields.body(sent, CHANGE);
        if (body.isEmpty()) {
            throw Problem.INVALID_REQUEST.because("Send the fields that change.");
        }
        if (body.hasNonNull("revision") && revision(body) != found.revision()) {
            throw Problem.CONFLICT.because(
                    "revision",
                    "You changed revision %d; by now there is revision %d."
                            .formatted(revision(body), found.revision()));
        }
        String name = body.has("name") ? AssistantFields.name(body.path("name")) : found.name();
        Assistant.State state = body.has("state") ? AssistantFields.state(body.path("state")) : found.state();
        Brief brief = fields.read(caller, body, Optional.of(found.brief()));
        return done(
                Response.ok(), assistants.change(found, name, state, brief, AssistantFields.note(body), caller.id()));
    }

    @DELETE
    @Path("/{id}")
    public void remove(@PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        Assistant found = find(id, Right.OWN);
        EntityTags.check(ifMatch, found.revision());
        if (!assistants.remove(found.id())) {
            throw unknown();
        }
    }

    /** Newest first; {@code after} is the number of the last that was shown. */
    @GET
    @Path("/{id}/revisions")
    public Listing<ObjectNode> revisions(
            @PathParam("id") String id,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("after") @Nullable Integer after) {
        Assistant found = find(id, Right.EDIT);
        int most = limit == null ? 100 : OpenAiList.limit(limit);
        List<AssistantRevision> revisions = assistants.revisions(found.id(), Optional.ofNullable(after), most + 1);
        return Listing.of(bodies.writeRevisions(current.get(), revisions), most);
    }

    /** Makes what it was told at an earlier revision the newest: {@code {"revision": 3}}. */
    @POST
    @Path("/{id}/roll-back")
    public Response rollBack(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @Nullable JsonNode body) {
        Assistant found = find(id, Right.EDIT);
        EntityTags.check(ifMatch, found.revision());
        if (body == null) {
            throw Problem.INVALID_REQUEST.because("revision", "Send 'revision', a whole number.");
        }
        int revision = revision(body);
        return done(
                Response.ok(),
                assistants
                        .rollBack(found, revision, current.get().id())
                        .orElseThrow(() -> Problem.NOT_FOUND.because(
                                "There is no revision %d of the assistant '%s'.".formatted(revision, found.name()))));
    }

    @GET
    @Path("/{id}/shares")
    public Listing<ObjectNode> shares(@PathParam("id") String id) {
        return Listing.whole(
                bodies.writeShares(assistants.shares(find(id, Right.EDIT).id())));
    }

    /** Shares it with those who are named and nobody else, everyone only by administrators: {@code {"shares": [{"principal_id": "…", "access": "use"}]}}. */
    @PUT
    @Path("/{id}/shares")
    public Listing<ObjectNode> share(@PathParam("id") String id, @Nullable JsonNode body) {
        Assistant found = find(id, Right.OWN);
        Map<UUID, Right> shares = shares(body);
        return switch (assistants.share(found.id(), shares, asker(current.get()))) {
            case DONE -> Listing.whole(bodies.writeShares(shares));
            case GONE -> throw unknown();
            case FOR_ADMINISTRATORS ->
                throw Problem.FORBIDDEN.because(
                        "shares", "Only administrators share an assistant with everyone. Name people, groups or keys.");
        };
    }

    private Map<UUID, Right> shares(@Nullable JsonNode body) {
        JsonNode sent = body == null ? null : body.get("shares");
        if (sent == null || !sent.isArray() || sent.size() > MOST_SHARES) {
            throw Problem.INVALID_REQUEST.because(
                    "shares", "Send 'shares', a list of at most %d.".formatted(MOST_SHARES));
        }
        Map<UUID, Right> shares = new LinkedHashMap<>();
        List<UUID> named = new ArrayList<>();
        for (JsonNode share : sent) {
            String path = "shares[%d]".formatted(named.size());
            UUID principal = uuid(share.path("principal_id").asText(""))
                    .orElseThrow(() -> Problem.INVALID_REQUEST.because(
                            path + ".principal_id",
                            "'%s.principal_id' must be the id of a person, a group or a key.".formatted(path)));
            Right access = Right.shared(share.path("access").asText(""))
                    .orElseThrow(() -> Problem.INVALID_REQUEST.because(
                            path + ".access", "'%s.access' must be use or edit.".formatted(path)));
            if (shares.put(principal, access) != null) {
                throw Problem.INVALID_REQUEST.because(
                        path + ".principal_id", "'shares' names %s twice.".formatted(principal));
            }
            named.add(principal);
        }
        Set<UUID> known = named.isEmpty() ? Set.of() : principals.named(named).keySet();
        for (int i = 0; i < named.size(); i++) {
            if (!known.contains(named.get(i))) {
                throw Problem.INVALID_REQUEST.because(
                        "shares[%d].principal_id".formatted(i),
                        "There is no person, group or key %s.".formatted(named.get(i)));
            }
        }
        return shares;
    }

    private Response written(Response.ResponseBuilder answer, Assistant assistant) {
        return answer.entity(bodies.write(current.get(), assistant))
                .tag(EntityTags.of(assistant.revision()))
                .build();
    }

    private Response done(Response.ResponseBuilder answer, Changed changed) {
        return switch (changed) {
            case Changed.Done(UUID id, int revision) -> written(answer, find(id.toString()));
            case Changed.NameTaken(String name) ->
                throw Problem.CONFLICT.because("name", "The name '%s' is taken. Choose another.".formatted(name));
            case Changed.NameUnfit unfit ->
                throw Problem.INVALID_REQUEST.because(
                        "name",
                        "A name begins with a letter or a digit and holds letters, digits, blanks and ._:/@+- only, at most 200.");
            case Changed.TooMany(int most) ->
                throw Problem.CONFLICT.because(
                        "You have %d assistants, which is the most that anybody may have here. Remove one, or ask whoever runs this to raise GROUNDWORK_ASSISTANTS_PER_OWNER."
                                .formatted(most));
            case Changed.Overtaken overtaken ->
                throw Problem.CONFLICT.because("revision", "Somebody else changed it at the same moment. Look again.");
        };
    }

    private Assistant find(String id, Right needed) {
        Assistant found = find(id);
        if (!found.right().includes(needed)) {
            throw Problem.FORBIDDEN.because(
                    needed == Right.OWN
                            ? "Only its owner and administrators may do this."
                            : "You may use this assistant, and not change it.");
        }
        return found;
    }

    /** What the caller may not use is not there. */
    private Assistant find(String id) {
        Asker asker = asker(current.get());
        return uuid(id).flatMap(known -> assistants.find(asker, known)).orElseThrow(AssistantsResource::unknown);
    }

    private static ProblemException unknown() {
        return Problem.NOT_FOUND.because("There is no such assistant.");
    }

    private static int revision(JsonNode body) {
        JsonNode revision = body.path("revision");
        if (!revision.isIntegralNumber() || !revision.canConvertToInt()) {
            throw Problem.INVALID_REQUEST.because("revision", "'revision' must be a whole number.");
        }
        return revision.intValue();
    }

    private static Optional<UUID> uuid(String id) {
        return id.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
                ? Optional.of(UUID.fromString(id))
                : Optional.empty();
    }
}
