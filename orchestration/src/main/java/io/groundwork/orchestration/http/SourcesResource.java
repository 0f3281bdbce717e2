package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.orchestration.identity.Access;
import io.groundwork.orchestration.identity.Grants;
import io.groundwork.orchestration.sources.SourceInfo;
import io.groundwork.orchestration.sources.SourceKind;
import io.groundwork.orchestration.sources.Sources;
import io.groundwork.orchestration.sources.Sources.Asked;
import io.groundwork.orchestration.sources.Sources.Kept;
import io.groundwork.orchestration.sources.SyncRun;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Collections;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/sources}: the places that documents come from. For administrators, and for those who curate the collection. */
@Path("/api/v1/sources")
@RunOnVirtualThread
class SourcesResource {

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(366);

    private final Sources sources;
    private final Collections collections;
    private final Grants grants;
    private final Rights rights;
    private final CurrentCaller caller;

    SourcesResource(Sources sources, Collections collections, Grants grants, Rights rights, CurrentCaller caller) {
        this.sources = sources;
        this.collections = collections;
        this.grants = grants;
        this.rights = rights;
        this.caller = caller;
    }

    /** Those that the caller may look after; of one collection where it is named. */
    @GET
    public Listing<SourceBody> list(@QueryParam("collection_id") @Nullable String collection) {
        if (collection != null) {
            return bodies(sources.of(List.of(manageable(collection))));
        }
        List<SourceInfo> all = sources.all();
        if (caller.get().admin()) {
            return bodies(all);
        }
        List<CollectionId> theirs =
                all.stream().map(SourceInfo::collection).distinct().toList();
        Map<CollectionId, Access> access = theirs.isEmpty() ? Map.of() : grants.access(caller.get(), theirs);
        return bodies(all.stream()
                .filter(source -> access.get(source.collection()) == Access.CURATE)
                .toList());
    }

    /** The kinds there are; of folders also where they may lie, as one that lies nowhere allowed is of no use. */
    @GET
    @Path("/kinds")
    public Listing<KindBody> kinds() {
        if (!caller.get().admin() && rights.curated().isEmpty()) {
            throw Problem.FORBIDDEN.because("Only those who curate a collection look after sources.");
        }
        return Listing.whole(Arrays.stream(SourceKind.values())
                .map(kind -> new KindBody(
                        kind.toString(),
                        kind == SourceKind.FOLDER
                                ? sources.watchable().stream()
                                        .map(Object::toString)
                                        .toList()
                                : null))
                .toList());
    }

    @POST
    public Response add(@Nullable NewSource wanted) {
        if (wanted == null || wanted.collection() == null) {
            caller.get();
            throw Problem.INVALID_REQUEST.because("collection_id", "Send 'collection_id'.");
        }
        CollectionId collection = manageable(wanted.collection());
        SourceKind kind = Optional.ofNullable(wanted.kind())
                .flatMap(SourceKind::parse)
                .orElseThrow(() -> Problem.INVALID_REQUEST.because(
                        "kind", "'kind' must be folder, s3, git, web, sharepoint or confluence."));
        if (wanted.settings() == null) {
            throw Problem.INVALID_REQUEST.because("settings", "Send 'settings', an object.");
        }
        SourceInfo made = kept(sources.add(
                collection,
                kind,
                new Sources.Wanted(
                        name(wanted.name()),
                        wanted.settings(),
                        secret(wanted.secret()).filter(given -> !given.isEmpty()),
                        every(wanted.every()),
                        !Boolean.FALSE.equals(wanted.enabled()))));
        return Response.status(Response.Status.CREATED).entity(body(made)).build();
    }

    @GET
    @Path("/{id}")
    public SourceBody get(@PathParam("id") UUID id) {
        return body(manageable(id));
    }

    @PATCH
    @Path("/{id}")
    public SourceBody change(@PathParam("id") UUID id, @Nullable SourceChange wanted) {
        manageable(id);
        if (wanted == null) {
            throw Problem.INVALID_REQUEST.because(
                    "Send what is to change: 'name', 'settings', 'secret', 'every' or 'enabled'.");
        }
        Sources.Change change = new Sources.Change(
                Optional.ofNullable(wanted.name()).map(SourcesResource::name),
                Optional.ofNullable(wanted.settings()),
                secret(wanted.secret()),
                Optional.ofNullable(wanted.every()).map(every -> new Sources.Schedule(every(every))),
                Optional.ofNullable(wanted.enabled()));
        return body(kept(sources.change(id, change).orElseThrow(() -> notFound(id))));
    }

    /** @param documents {@code keep} or {@code delete}: what becomes of what came from here */
    @DELETE
    @Path("/{id}")
    public void delete(@PathParam("id") UUID id, @QueryParam("documents") @DefaultValue("keep") String documents) {
        manageable(id);
        sources.delete(
                id,
                switch (documents) {
                    case "keep" -> Sources.Documents.KEPT;
                    case "delete" -> Sources.Documents.DELETED;
                    default ->
                        throw Problem.INVALID_REQUEST.because("documents", "'documents' must be keep or delete.");
                });
    }

    @POST
    @Path("/{id}/sync")
    public Response sync(@PathParam("id") UUID id, @Nullable SyncWish wanted) {
        manageable(id);
        Sources.Wish wish = new Sources.Wish(
                wanted != null && Boolean.TRUE.equals(wanted.dryRun()),
                wanted != null && Boolean.TRUE.equals(wanted.force()));
        return switch (sources.sync(id, wish)) {
            case Asked.Queued(SyncRun run) ->
                Response.status(Response.Status.ACCEPTED)
                        .entity(RunBody.of(run))
                        .build();
            case Asked.UnderWay(Optional<SyncRun> run) ->
                throw Problem.CONFLICT.because(run.map(under ->
                                "This source is being looked through already, by run %s.".formatted(under.id()))
                        .orElse("This source was being looked through a moment ago. Ask again."));
        };
    }

    @GET
    @Path("/{id}/runs")
    public Listing<RunBody> runs(
            @PathParam("id") UUID id,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("after") @Nullable UUID after) {
        manageable(id);
        int most = limit == null ? 20 : OpenAiList.limit(limit);
        return Listing.of(
                sources.runs(id, Optional.ofNullable(after), most + 1).stream()
                        .map(RunBody::of)
                        .toList(),
                most);
    }

    @GET
    @Path("/{id}/runs/{run}")
    public RunBody run(@PathParam("id") UUID id, @PathParam("run") UUID run) {
        manageable(id);
        return RunBody.of(existing(id, run));
    }

    @POST
    @Path("/{id}/runs/{run}/cancel")
    public RunBody cancel(@PathParam("id") UUID id, @PathParam("run") UUID run) {
        manageable(id);
        existing(id, run);
        if (!sources.cancel(id, run)) {
            throw Problem.CONFLICT.because("This run is over.");
        }
        return RunBody.of(existing(id, run));
    }

    private SyncRun existing(UUID id, UUID run) {
        return sources.run(id, run)
                .orElseThrow(() -> Problem.NOT_FOUND.because("This source has no run %s.".formatted(run)));
    }

    private CollectionId manageable(String collection) {
        CollectionId id = Ids.collection(collection);
        if (caller.get().admin()) {
            return collections
                    .find(id)
                    .orElseThrow(() -> Ids.COLLECTION.notFound(collection))
                    .id();
        }
        return rights.require(collection, Access.CURATE);
    }

    /** A source of a collection that the caller may not even read does not exist for it. */
    private SourceInfo manageable(UUID id) {
        caller.get();
        SourceInfo source = sources.find(id).orElseThrow(() -> notFound(id));
        if (!caller.get().admin()) {
            Access access = grants.access(caller.get(), source.collection()).orElseThrow(() -> notFound(id));
            if (access != Access.CURATE) {
                throw Problem.FORBIDDEN.because("Only those who curate its collection look after a source.");
            }
        }
        return source;
    }

    private static ProblemException notFound(UUID id) {
        return Problem.NOT_FOUND.because("There is no source %s.".formatted(id));
    }

    private static SourceInfo kept(Kept outcome) {
        return switch (outcome) {
            case Kept.Done(SourceInfo source) -> source;
            case Kept.Refused(String field, String words) -> throw Problem.INVALID_REQUEST.because(field, words);
        };
    }

    private static String name(@Nullable String value) {
        if (value == null || value.isBlank() || value.length() > 200) {
            throw Problem.INVALID_REQUEST.because("name", "Send 'name', at most 200 characters.");
        }
        return value.strip();
    }

    private static Optional<String> secret(@Nullable String value) {
        if (value != null && value.length() > 8000) {
            throw Problem.INVALID_REQUEST.because("secret", "'secret' has at most 8000 characters.");
        }
        return Optional.ofNullable(value).map(String::strip);
    }

    /** Nothing, or an empty text: only when somebody asks. */
    private static Optional<Duration> every(@Nullable String value) {
        if (value == null || value.isBlank()) {
            return Optional.empty();
        }
        try {
            Duration every = Duration.parse(value);
            if (every.compareTo(SHORTEST) >= 0 && every.compareTo(LONGEST) <= 0) {
                return Optional.of(Duration.ofMinutes(every.toMinutes()));
            }
        } catch (DateTimeParseException e) {
            throw (ProblemException) Problem.INVALID_REQUEST
                    .because("every", "'every' is not a duration, such as PT30M or P1D.")
                    .initCause(e);
        }
        throw Problem.INVALID_REQUEST.because("every", "'every' must lie between one minute and a year.");
    }

    private Listing<SourceBody> bodies(List<SourceInfo> found) {
        Map<UUID, List<SyncRun>> latest = sources
                .latestRuns(found.stream().map(SourceInfo::id).toList())
                .stream()
                .collect(Collectors.groupingBy(SyncRun::source));
        return Listing.whole(found.stream()
                .map(source -> SourceBody.of(source, latest.getOrDefault(source.id(), List.of())))
                .toList());
    }

    private SourceBody body(SourceInfo source) {
        return SourceBody.of(source, sources.latestRuns(List.of(source.id())));
    }

    record NewSource(
            @JsonProperty("collection_id") @Nullable String collection,
            @Nullable String name,
            @Nullable String kind,
            @Nullable JsonNode settings,
            @Nullable String secret,
            @Nullable String every,
            @Nullable Boolean enabled) {}

    record SourceChange(
            @Nullable String name,
            @Nullable JsonNode settings,
            @Nullable String secret,
            @Nullable String every,
            @Nullable Boolean enabled) {}

    record SyncWish(
            @JsonProperty("dry_run") @Nullable Boolean dryRun,
            @Nullable Boolean force) {}

    /** @param folders below which a watched folder may lie; null for other kinds */
    record KindBody(String kind, @Nullable List<String> folders) {}

    /**
     * @param lastRun the newest, be it a dry run or not
     * @param lastSync the newest that was no dry run
     * @param nextSyncAt when it is due by its schedule; null while one is under way, and where it has none or is paused
     */
    record SourceBody(
            UUID id,
            @JsonProperty("collection_id") String collection,
            String name,
            String kind,
            JsonNode settings,
            @JsonProperty("has_secret") boolean hasSecret,
            @Nullable String every,
            boolean enabled,
            long documents,
            @JsonProperty("last_run") @Nullable RunBody lastRun,
            @JsonProperty("last_sync") @Nullable RunBody lastSync,
            @JsonProperty("next_sync_at") @Nullable String nextSyncAt,
            @JsonProperty("created_at") String createdAt) {

        /** @param latest at most one dry run and one other */
        static SourceBody of(SourceInfo source, List<SyncRun> latest) {
            Optional<SyncRun> sync =
                    latest.stream().filter(run -> !run.dryRun()).findFirst();
            boolean underWay = latest.stream().anyMatch(run -> run.state().isUnderWay());
            Optional<Instant> next = source.every()
                    .filter(every -> source.enabled() && !underWay)
                    .map(every -> sync.map(run -> run.createdAt().plus(every)).orElse(source.createdAt()));
            return new SourceBody(
                    source.id(),
                    Ids.COLLECTION.write(source.collection().value()),
                    source.name(),
                    source.kind().toString(),
                    source.settings(),
                    source.hasSecret(),
                    source.every().map(Duration::toString).orElse(null),
                    source.enabled(),
                    source.documents(),
                    latest.stream()
                            .max(Comparator.comparing(SyncRun::createdAt))
                            .map(RunBody::of)
                            .orElse(null),
                    sync.map(RunBody::of).orElse(null),
                    next.map(Instant::toString).orElse(null),
                    source.createdAt().toString());
        }
    }

    record RunBody(
            UUID id,
            @JsonProperty("source_id") UUID source,
            String state,
            @JsonProperty("dry_run") boolean dryRun,
            boolean force,
            CountsBody counts,
            @Nullable String reason,
            List<SyncRun.Note> notes,
            @JsonProperty("created_at") String createdAt,
            @JsonProperty("started_at") @Nullable String startedAt,
            @JsonProperty("finished_at") @Nullable String finishedAt,
            @JsonProperty("next_try_at") @Nullable String nextTryAt) {

        static RunBody of(SyncRun run) {
            return new RunBody(
                    run.id(),
                    run.source(),
                    run.state().toString(),
                    run.dryRun(),
                    run.force(),
                    CountsBody.of(run.counts()),
                    run.reason().orElse(null),
                    run.notes(),
                    run.createdAt().toString(),
                    run.startedAt().map(Instant::toString).orElse(null),
                    run.finishedAt().map(Instant::toString).orElse(null),
                    run.nextTryAt().map(Instant::toString).orElse(null));
        }
    }

    record CountsBody(
            int seen,
            int added,
            int changed,
            int moved,
            @JsonProperty("permissions_changed") int permissionsChanged,
            int deleted,
            int unchanged,
            int failed) {

        static CountsBody of(SyncRun.Counts counts) {
            return new CountsBody(
                    counts.seen(),
                    counts.added(),
                    counts.changed(),
                    counts.moved(),
                    counts.permissionsChanged(),
                    counts.deleted(),
                    counts.unchanged(),
                    counts.failed());
        }
    }
}
