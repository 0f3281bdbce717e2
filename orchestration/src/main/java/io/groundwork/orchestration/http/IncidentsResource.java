package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.audit.Traces;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.identity.Principals;
import io.groundwork.orchestration.identity.Principals.Principal;
import io.groundwork.orchestration.models.Incident;
import io.groundwork.orchestration.models.Incidents;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/incidents}: what became of models that were doubted, from the first doubt to the last word. */
@Path("/api/v1/incidents")
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class IncidentsResource {

    private static final int LONGEST = 4_000;

    private final Incidents incidents;
    private final Traces traces;
    private final Principals principals;
    private final CurrentCaller caller;

    IncidentsResource(Incidents incidents, Traces traces, Principals principals, CurrentCaller caller) {
        this.incidents = incidents;
        this.traces = traces;
        this.principals = principals;
        this.caller = caller;
    }

    /** Newest first; {@code state} is {@code open} or {@code closed}. */
    @GET
    public Listing<ObjectNode> list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("after") @Nullable UUID after,
            @QueryParam("limit") @Nullable Integer limit) {
        caller.admin();
        int most = OpenAiList.limit(limit);
        List<Incident> found = incidents.list(isOpen(state), Optional.ofNullable(after), most + 1);
        Map<UUID, Principal> named = named(found.stream().flatMap(IncidentsResource::doers));
        return Listing.of(
                found.stream()
                        .map(incident -> IncidentBodies.write(incident, named))
                        .toList(),
                most);
    }

    @GET
    @Path("/{id}")
    public ObjectNode get(@PathParam("id") UUID id) {
        caller.admin();
        return whole(find(id));
    }

    /** {@code {"words": "…"}}. */
    @POST
    @Path("/{id}/notes")
    public ObjectNode note(@PathParam("id") UUID id, @Nullable Sent sent) {
        Caller by = caller.admin();
        String words = needed("words", sent == null ? null : sent.words());
        Incident incident = find(id);
        if (!incidents.addNote(id, words, by.id())) {
            throw closed(incident);
        }
        return whole(find(id));
    }

    /** {@code {"summary": "…"}}: the last word. */
    @POST
    @Path("/{id}/close")
    public ObjectNode close(@PathParam("id") UUID id, @Nullable Sent sent) {
        Caller by = caller.admin();
        String summary = needed("summary", sent == null ? null : sent.summary());
        Incident incident = find(id);
        if (!incidents.close(id, summary, by.id())) {
            throw closed(incident);
        }
        return whole(find(id));
    }

    private ObjectNode whole(Incident incident) {
        List<Incident.Entry> entries = new ArrayList<>(incidents.entries(incident.id()));
        lastServed(incident, entries).ifPresent(entries::add);
        entries.sort(Comparator.comparing(Incident.Entry::at));
        Map<UUID, Principal> named =
                named(Stream.concat(doers(incident), entries.stream().flatMap(entry -> entry.by().stream())));
        ObjectNode body = IncidentBodies.write(incident, named);
        ArrayNode written = body.putArray("entries");
        entries.forEach(entry -> written.add(IncidentBodies.write(entry, named)));
        return body;
    }

    /** From the record of decisions: it alone knows. */
    private Optional<Incident.Entry> lastServed(Incident incident, List<Incident.Entry> entries) {
        boolean recalled = entries.stream().anyMatch(entry -> entry.kind().equals("recalled"));
        Optional<Instant> served =
                recalled ? traces.of(incident.model(), incident.name()).served() : Optional.empty();
        return served.map(at -> new Incident.Entry(at, "last_served", Optional.empty(), "", "{}"));
    }

    private static Stream<UUID> doers(Incident incident) {
        return Stream.concat(incident.openedBy().stream(), incident.closed().flatMap(Incident.Closing::by).stream());
    }

    private Map<UUID, Principal> named(Stream<UUID> ids) {
        return principals.named(ids.distinct().toList());
    }

    private Incident find(UUID id) {
        return incidents
                .find(id)
                .orElseThrow(() -> Problem.NOT_FOUND.because("There is no incident %s.".formatted(id)));
    }

    private static ProblemException closed(Incident incident) {
        return Problem.CONFLICT.because("The incident of %s is closed.".formatted(incident.name()));
    }

    private static Optional<Boolean> isOpen(@Nullable String state) {
        if (state == null || state.isBlank()) {
            return Optional.empty();
        }
        return switch (state) {
            case "open" -> Optional.of(true);
            case "closed" -> Optional.of(false);
            default -> throw Problem.INVALID_REQUEST.because("state", "'state' must be open or closed.");
        };
    }

    private static String needed(String field, @Nullable String sent) {
        String words = sent == null ? "" : sent.strip();
        if (words.isEmpty() || words.length() > LONGEST) {
            throw Problem.INVALID_REQUEST.because(field, "Send '%s', at most %d characters.".formatted(field, LONGEST));
        }
        return words;
    }

    record Sent(@Nullable String words, @Nullable String summary) {}
}
