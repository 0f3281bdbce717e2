package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.Engines;
import io.groundwork.orchestration.identity.Access;
import io.groundwork.orchestration.models.Catalogues;
import io.groundwork.orchestration.spaces.SpaceChange;
import io.groundwork.orchestration.spaces.SpaceMoves;
import io.groundwork.orchestration.spaces.SpaceMoves.Outcome;
import io.groundwork.orchestration.spaces.SpaceMoves.Standing;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Collections;
import io.groundwork.retrieval.vector.Space;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/collections/{id}/space}: the embedding space of a collection, and its move to another. For administrators. */
@Path("/api/v1/collections/{id}/space")
@RunOnVirtualThread
class SpaceResource {

    /** Stored as halves. */
    private static final int BYTES_OF_NUMBER = 2;

    private final SpaceMoves moves;
    private final Engines engines;
    private final Catalogues catalogues;
    private final Collections collections;
    private final Rights rights;
    private final CurrentCaller caller;

    SpaceResource(
            SpaceMoves moves,
            Engines engines,
            Catalogues catalogues,
            Collections collections,
            Rights rights,
            CurrentCaller caller) {
        this.moves = moves;
        this.engines = engines;
        this.catalogues = catalogues;
        this.collections = collections;
        this.rights = rights;
        this.caller = caller;
    }

    @GET
    public StandingBody get(@PathParam("id") String id) {
        return standing(administered(id), id);
    }

    /** Begins to build a second space; the first goes on answering. */
    @POST
    @Path("/build")
    public Response build(@PathParam("id") String id, @Nullable BuildWish wanted) {
        CollectionId collection = administered(id);
        Engines.Engine engine = Optional.ofNullable(wanted)
                .map(BuildWish::engine)
                .flatMap(this::engine)
                .orElseThrow(() -> Problem.INVALID_REQUEST.because(
                        "engine",
                        "Send 'engine', one of: "
                                + String.join(
                                        ", ",
                                        engines.all().stream()
                                                .map(Engines.Engine::name)
                                                .toList())
                                + "."));
        done(moves.build(collection, engine, caller.admin().id()));
        return Response.accepted(standing(collection, id)).build();
    }

    /** By its name; a registered one by its model's id, too. */
    private Optional<Engines.Engine> engine(String named) {
        return engines.named(named).or(() -> catalogues.now().models().stream()
                .filter(model -> model.id().toString().equals(named))
                .findFirst()
                .flatMap(model -> engines.named(model.name())));
    }

    @POST
    @Path("/pause")
    public StandingBody pause(@PathParam("id") String id) {
        return ordered(id, moves::pause);
    }

    @POST
    @Path("/resume")
    public StandingBody resume(@PathParam("id") String id) {
        return ordered(id, moves::resume);
    }

    /** Gives up a second space that has not answered yet. */
    @DELETE
    @Path("/build")
    public Response cancel(@PathParam("id") String id) {
        return Response.accepted(ordered(id, moves::cancel)).build();
    }

    /** Compares both spaces on the question bank and on a sample of passages; keeps the report. With the rights of who asks. */
    @POST
    @Path("/measure")
    @Produces(MediaType.APPLICATION_JSON)
    public String measure(@PathParam("id") String id) {
        administered(id);
        CollectionId collection = rights.require(id, Access.READ);
        return moves.measure(collection, caller.admin())
                .orElseThrow(
                        () -> Problem.CONFLICT.because("There is no second space that is whole and waits to answer."));
    }

    @GET
    @Path("/report")
    @Produces(MediaType.APPLICATION_JSON)
    public String report(@PathParam("id") String id) {
        return moves.report(administered(id))
                .orElseThrow(() -> Problem.NOT_FOUND.because("Nothing was measured in this collection."));
    }

    @POST
    @Path("/switch")
    public StandingBody switchOver(@PathParam("id") String id) {
        return ordered(id, moves::switchOver);
    }

    @POST
    @Path("/rollback")
    public StandingBody rollBack(@PathParam("id") String id) {
        return ordered(id, moves::rollBack);
    }

    /** Gives up the space that answered before; there is no way back after this. */
    @DELETE
    @Path("/old")
    public Response dropFormer(@PathParam("id") String id) {
        return Response.accepted(ordered(id, moves::dropFormer)).build();
    }

    private StandingBody ordered(String id, BiFunction<CollectionId, UUID, Outcome> order) {
        CollectionId collection = administered(id);
        done(order.apply(collection, caller.admin().id()));
        return standing(collection, id);
    }

    private CollectionId administered(String id) {
        caller.admin();
        CollectionId collection = Ids.collection(id);
        return collections
                .find(collection)
                .orElseThrow(() -> Ids.COLLECTION.notFound(id))
                .id();
    }

    private static void done(Outcome outcome) {
        if (outcome instanceof Outcome.Refused(String reason)) {
            throw Problem.CONFLICT.because(reason);
        }
    }

    private StandingBody standing(CollectionId collection, String id) {
        Standing standing = moves.standing(collection).orElseThrow(() -> Ids.COLLECTION.notFound(id));
        return new StandingBody(
                SpaceBody.of(standing.answering(), engines),
                standing.second().map(space -> SpaceBody.of(space, engines)).orElse(null),
                standing.change().map(change -> MoveBody.of(change, standing)).orElse(null),
                engines.all().stream()
                        .map(engine -> new EngineBody(
                                engine.name(),
                                ModelBody.of(engine.model()),
                                engine.model()
                                        .sharesSpaceWith(standing.answering().model()),
                                engine.model().maxTokens(),
                                (long) engine.model().dimension() * BYTES_OF_NUMBER))
                        .toList(),
                standing.deeds().stream()
                        .map(deed -> new DeedBody(
                                deed.act(),
                                deed.from(),
                                deed.to(),
                                deed.by(),
                                deed.at().toString()))
                        .toList());
    }

    record BuildWish(@Nullable String engine) {}

    /**
     * @param answering whose vectors answer
     * @param other what stands beside it; null when nothing does
     * @param move null when none is under way
     */
    record StandingBody(
            SpaceBody answering,
            @Nullable SpaceBody other,
            @Nullable MoveBody move,
            List<EngineBody> engines,
            List<DeedBody> acts) {}

    /**
     * @param engine name of the engine that serves it here; null when none does
     * @param absence why none does, where that is known
     */
    record SpaceBody(
            @Nullable String engine,
            ModelBody model,
            @Nullable String absence) {

        static SpaceBody of(Space space, Engines engines) {
            Optional<Engines.Engine> serving = engines.serving(space.model());
            return new SpaceBody(
                    serving.map(Engines.Engine::name).orElse(null),
                    ModelBody.of(space.model()),
                    serving.isPresent() ? null : engines.why(space.model()).orElse(null));
        }
    }

    record ModelBody(
            String name,
            String digest,
            int dimension,
            String numbers,
            @JsonProperty("query_prefix") String queryPrefix,
            @JsonProperty("passage_prefix") String passagePrefix) {

        static ModelBody of(EmbeddingModel model) {
            return new ModelBody(
                    model.name(),
                    model.digest(),
                    model.dimension(),
                    model.numbers().name().toLowerCase(Locale.ROOT),
                    model.prefixes().query(),
                    model.prefixes().passage());
        }
    }

    /**
     * @param maxTokens longest text it reads
     * @param bytes that the vector of one passage takes
     */
    record EngineBody(
            String name,
            ModelBody model,
            boolean answering,
            @JsonProperty("max_tokens") int maxTokens,
            @JsonProperty("bytes_per_passage") long bytes) {}

    /**
     * @param passages in the collection
     * @param done those of them that have a vector in the second space
     * @param cut of those embedded, how many are longer than the new model reads
     * @param leftSeconds until it is whole; null while nobody can tell
     * @param report null until something was measured
     */
    record MoveBody(
            String state,
            long passages,
            long done,
            long embedded,
            long reused,
            long cut,
            @JsonProperty("left_seconds") @Nullable Long leftSeconds,
            @Nullable String error,
            @JsonProperty("measured_at") @Nullable String measuredAt,
            @JsonRawValue @Nullable String report,
            @JsonProperty("created_at") String createdAt) {

        static MoveBody of(SpaceChange change, Standing standing) {
            return new MoveBody(
                    change.state().toString(),
                    standing.other().map(fill -> fill.passages()).orElse(0L),
                    standing.other().map(fill -> fill.filled()).orElse(0L),
                    change.embedded(),
                    change.reused(),
                    change.cut(),
                    standing.left().map(Duration::toSeconds).orElse(null),
                    change.error().orElse(null),
                    change.measuredAt().map(Instant::toString).orElse(null),
                    change.report().orElse(null),
                    change.createdAt().toString());
        }
    }

    record DeedBody(String act, String from, String to, UUID by, String at) {}
}
