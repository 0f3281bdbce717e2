package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.audit.Chain;
import io.groundwork.orchestration.audit.Decision;
import io.groundwork.orchestration.audit.Decision.Person;
import io.groundwork.orchestration.audit.Decisions;
import io.groundwork.orchestration.audit.Ending;
import io.groundwork.orchestration.audit.Kind;
import io.groundwork.orchestration.audit.Verdict;
import io.groundwork.orchestration.identity.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/decisions}: the record of every answer, for administrators; one's own, for whoever asked. */
@Path("/api/v1/decisions")
@RunOnVirtualThread
class DecisionsResource {

    private static final MediaType PROV = new MediaType("application", "prov+json");
    private static final Instant LONG_AGO = Instant.EPOCH;
    private static final Instant FAR_AHEAD = Instant.parse("9999-01-01T00:00:00Z");
    private static final Set<String> ENDINGS =
            Stream.concat(names(Ending.values()), Stream.of("open")).collect(Collectors.toUnmodifiableSet());
    private static final Set<String> KINDS = names(Kind.values()).collect(Collectors.toUnmodifiableSet());

    private final Decisions decisions;
    private final Chain chain;
    private final DecisionBodies bodies;
    private final ProvBodies prov;
    private final ObjectMapper json;
    private final CurrentCaller current;

    DecisionsResource(
            Decisions decisions,
            Chain chain,
            DecisionBodies bodies,
            ProvBodies prov,
            ObjectMapper json,
            CurrentCaller current) {
        this.decisions = decisions;
        this.chain = chain;
        this.bodies = bodies;
        this.prov = prov;
        this.json = json;
        this.current = current;
    }

    @GET
    public Listing<ObjectNode> list(
            @QueryParam("person") @Nullable UUID person,
            @QueryParam("model") @Nullable String model,
            @QueryParam("kind") @Nullable String kind,
            @QueryParam("outcome") @Nullable String outcome,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("after") @Nullable UUID after,
            @QueryParam("limit") @Nullable Integer limit) {
        current.admin();
        int most = OpenAiList.limit(limit);
        Decisions.Wanted wanted = new Decisions.Wanted(
                Optional.ofNullable(person),
                Optional.ofNullable(model).filter(name -> !name.isBlank()),
                oneOf("kind", kind, KINDS),
                oneOf("outcome", outcome, ENDINGS),
                Moments.read("from", from).orElse(LONG_AGO),
                Moments.read("to", to).orElse(FAR_AHEAD));
        List<Decision> found = decisions.list(wanted, Optional.ofNullable(after), most + 1);
        return Listing.of(bodies.listed(found), most);
    }

    /** Walks along the whole chain, which takes its time. */
    @GET
    @Path("/chain")
    public ObjectNode verify(@QueryParam("head") @Nullable String head) {
        current.admin();
        Verdict verdict;
        try {
            verdict = chain.verify(Optional.ofNullable(head).filter(kept -> !kept.isBlank()));
        } catch (IllegalArgumentException e) {
            throw Problem.INVALID_REQUEST.because("head", "'head' must be NUMBER:HASH, as this address gives it.");
        }
        return DecisionBodies.verdict(verdict);
    }

    /** As JSON, or as PROV-JSON where that is asked for by {@code format=prov} or by what is accepted. */
    @GET
    @Path("/{id}")
    @OnBehalfOfCaller
    public Response get(
            @PathParam("id") String id, @QueryParam("format") @Nullable String format, @Context HttpHeaders headers) {
        Decision decision = visible(id);
        if (oneOf("format", format, Set.of("json", "prov"))
                .map(wanted -> wanted.equals("prov"))
                .orElseGet(() -> headers.getAcceptableMediaTypes().stream()
                        .anyMatch(accepted -> accepted.getType().equals(PROV.getType())
                                && accepted.getSubtype().equals(PROV.getSubtype())))) {
            return Response.ok(prov.of(decision, current.get()).toString())
                    .type(PROV)
                    .build();
        }
        return Response.ok(bodies.whole(decision, current.get()))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    /**
     * What it takes to compute, without trusting this server, that the record is in the chain. How it ended names servers and models that are administrators' to know: others get the
     * way up from its hash.
     */
    @GET
    @Path("/{id}/proof")
    public ObjectNode proof(@PathParam("id") String id) {
        Decision decision = visible(id);
        ObjectNode body = json.createObjectNode().put("id", decision.id().toString());
        body.set("intent", bodies.proof(decision.intent()));
        decision.outcome()
                .ifPresent(outcome ->
                        body.set("outcome", current.get().admin() ? bodies.proof(outcome) : bodies.way(outcome)));
        return body;
    }

    /** One that the caller may see; that it is there is told to nobody else. */
    private Decision visible(String id) {
        Caller caller = current.get();
        return uuid(id).flatMap(decisions::find)
                .filter(decision -> caller.admin() || decision.person().equals(new Person.Known(caller.id())))
                .orElseThrow(() -> Problem.NOT_FOUND.because("There is no such decision."));
    }

    private static Optional<UUID> uuid(String id) {
        return id.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
                ? Optional.of(UUID.fromString(id))
                : Optional.empty();
    }

    private static Optional<String> oneOf(String field, @Nullable String value, Set<String> known) {
        if (value == null || value.isBlank()) {
            return Optional.empty();
        }
        if (!known.contains(value)) {
            throw Problem.INVALID_REQUEST.because(
                    field,
                    "'%s' must be one of %s."
                            .formatted(field, known.stream().sorted().collect(Collectors.joining(", "))));
        }
        return Optional.of(value);
    }

    private static Stream<String> names(Enum<?>[] constants) {
        return Arrays.stream(constants).map(constant -> constant.name().toLowerCase(Locale.ROOT));
    }
}
