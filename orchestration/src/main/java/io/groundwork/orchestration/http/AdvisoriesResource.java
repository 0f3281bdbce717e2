package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.advisories.Advisories;
import io.groundwork.orchestration.advisories.Advisory;
import io.groundwork.orchestration.advisories.Advisory.Match;
import io.groundwork.orchestration.advisories.AdvisoryFile;
import io.groundwork.orchestration.advisories.AdvisoryMatching;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.identity.Principals;
import io.groundwork.orchestration.identity.Principals.Principal;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/advisories}: published weaknesses, and which registered models they name. */
@Path("/api/v1/advisories")
@RunOnVirtualThread
class AdvisoriesResource {

    private static final long MOST_BYTES = 512L << 20;
    private static final int LONGEST_REASON = 2_000;
    private static final Set<String> MATCHING = Set.of("any", "open", "dismissed", "closed");

    private final Advisories advisories;
    private final AdvisoryMatching matching;
    private final Principals principals;
    private final CurrentCaller caller;

    AdvisoriesResource(Advisories advisories, AdvisoryMatching matching, Principals principals, CurrentCaller caller) {
        this.advisories = advisories;
        this.matching = matching;
        this.principals = principals;
        this.caller = caller;
    }

    /** Takes in a file in OSV's or CSAF's form: one advisory, a list, one after the other, or a ZIP of such files. All of it or nothing. */
    @POST
    @Path("/import")
    @Consumes(MediaType.WILDCARD)
    public ObjectNode take(@Nullable InputStream body) throws IOException {
        Caller by = caller.admin();
        if (body == null) {
            throw Problem.INVALID_REQUEST.because("Send a file of advisories in OSV's or CSAF's form.");
        }
        List<Advisory> read = AdvisoryFile.read(BodyLimit.bounded(
                body,
                MOST_BYTES,
                () -> Problem.TOO_LARGE.because(
                        "A file of advisories has at most %d MiB.".formatted(MOST_BYTES >> 20))));
        AdvisoryMatching.Report report = matching.take(read, by.id());
        List<String> ids = read.stream().map(Advisory::id).distinct().toList();
        ObjectNode written = JsonNodeFactory.instance
                .objectNode()
                .put("added", report.added())
                .put("changed", report.changed())
                .put("known", report.known())
                .put("withdrawn", report.withdrawn());
        matches(written.putArray("matches"), advisories.matches(ids));
        return written;
    }

    /** Newest import first; {@code matching} is {@code any}, or the state of a match. */
    @GET
    public Listing<ObjectNode> list(
            @QueryParam("matching") @Nullable String matched,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable Integer limit) {
        caller.admin();
        int most = OpenAiList.limit(limit);
        Optional<String> wanted = Optional.ofNullable(matched).filter(word -> !word.isBlank());
        if (wanted.isPresent() && !MATCHING.contains(wanted.get())) {
            throw Problem.INVALID_REQUEST.because("matching", "'matching' must be any, open, dismissed or closed.");
        }
        List<Advisory> found = advisories.list(wanted, Optional.ofNullable(after), most + 1);
        List<Match> matches =
                advisories.matches(found.stream().map(Advisory::id).toList());
        return Listing.of(
                found.stream().map(advisory -> line(advisory, matches)).toList(), most);
    }

    @GET
    @Path("/{id}")
    public ObjectNode get(@PathParam("id") String id) {
        caller.admin();
        return whole(find(id));
    }

    /** What meets one model, open ones first. */
    @GET
    @Path("/of-model/{id}")
    public Listing<ObjectNode> ofModel(@PathParam("id") UUID id) {
        caller.admin();
        List<Match> matches = advisories.matches(id);
        return Listing.whole(matches.stream()
                .flatMap(match ->
                        advisories.find(match.advisory()).stream().map(advisory -> line(advisory, List.of(match))))
                .toList());
    }

    /** {@code {"reason": "…"}}: why it does not touch us; kept. */
    @POST
    @Path("/{id}/matches/{model}/dismiss")
    @Consumes(MediaType.APPLICATION_JSON)
    public ObjectNode dismiss(@PathParam("id") String id, @PathParam("model") UUID model, @Nullable Reason sent) {
        Caller by = caller.admin();
        String reason = reason(sent);
        if (reason.isEmpty()) {
            throw Problem.INVALID_REQUEST.because("reason", "Send 'reason': why it does not touch the model.");
        }
        Advisory advisory = find(id);
        if (!advisories.dismiss(id, model, reason, by.id())) {
            throw Problem.CONFLICT.because("There is no open match of %s and the model %s.".formatted(id, model));
        }
        return whole(advisory);
    }

    /** Takes a dismissal back. */
    @POST
    @Path("/{id}/matches/{model}/reopen")
    @Consumes(MediaType.APPLICATION_JSON)
    public ObjectNode reopen(@PathParam("id") String id, @PathParam("model") UUID model, @Nullable Reason sent) {
        Caller by = caller.admin();
        Advisory advisory = find(id);
        if (!advisories.reopen(id, model, reason(sent), by.id())) {
            throw Problem.CONFLICT.because("There is no dismissed match of %s and the model %s.".formatted(id, model));
        }
        return whole(advisory);
    }

    private static String reason(@Nullable Reason sent) {
        String reason =
                sent == null || sent.reason() == null ? "" : sent.reason().strip();
        if (reason.length() > LONGEST_REASON) {
            throw Problem.INVALID_REQUEST.because(
                    "reason", "'reason' has at most %d characters.".formatted(LONGEST_REASON));
        }
        return reason;
    }

    private Advisory find(String id) {
        return advisories.find(id).orElseThrow(() -> Problem.NOT_FOUND.because("There is no advisory with this id."));
    }

    private ObjectNode line(Advisory advisory, List<Match> matches) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("id", advisory.id())
                .put("format", advisory.format().word())
                .put("summary", advisory.summary())
                .put("severity", advisory.severity().word());
        advisory.aliases().stream().sorted().forEach(body.putArray("aliases")::add);
        advisory.score().ifPresent(score -> body.put("score", score));
        advisory.url().ifPresent(url -> body.put("url", url));
        advisory.published().ifPresent(at -> body.put("published_at", at.toString()));
        advisory.modified().ifPresent(at -> body.put("modified_at", at.toString()));
        advisory.withdrawn().ifPresent(at -> body.put("withdrawn_at", at.toString()));
        matches(
                body.putArray("matches"),
                matches.stream()
                        .filter(match -> match.advisory().equals(advisory.id()))
                        .toList());
        return body;
    }

    private ObjectNode whole(Advisory advisory) {
        ObjectNode body = line(advisory, advisories.matches(List.of(advisory.id())));
        body.put("details", advisory.details()).put("digest", advisory.digest());
        ArrayNode affected = body.putArray("affected");
        advisory.affected().forEach(product -> affected.addObject()
                .put("ecosystem", product.ecosystem())
                .put("name", product.name())
                .put("versions", product.versions().size())
                .put("ranges", product.ranges().size()));
        return body;
    }

    private void matches(ArrayNode written, List<Match> matches) {
        Map<UUID, Principal> named = principals.named(matches.stream()
                .flatMap(match -> match.decidedBy().stream())
                .distinct()
                .toList());
        matches.forEach(match -> {
            ObjectNode body = written.addObject()
                    .put("advisory_id", match.advisory())
                    .put("model_id", match.model().toString())
                    .put("model", match.name())
                    .put("via", match.via())
                    .put("what", match.what())
                    .put("state", match.state().word())
                    .put("found_at", match.foundAt().toString())
                    .put("reason", match.reason());
            match.decidedAt().ifPresent(at -> body.put("decided_at", at.toString()));
            match.decidedBy().ifPresent(by -> {
                body.put("decided_by", by.toString());
                Optional.ofNullable(named.get(by))
                        .ifPresent(principal -> body.put("decided_by_name", principal.name()));
            });
        });
    }

    record Reason(@Nullable String reason) {}
}
