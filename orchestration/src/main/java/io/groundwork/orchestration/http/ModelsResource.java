package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.embeddings.Embedder;
import io.groundwork.orchestration.assistants.Assistants;
import io.groundwork.orchestration.assistants.Assistants.Listed;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.models.Catalogue;
import io.groundwork.orchestration.models.Catalogues;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code /v1/models}: what the key may use: routes, the models that serve, the one that embeds, and assistants. */
@Path("/v1/models")
@RunOnVirtualThread
class ModelsResource {

    /** In one answer: OpenAI's clients ask for no second. */
    private static final int MOST_ASSISTANTS = 10_000;

    private final Catalogues models;
    private final Embedder embedder;
    private final Assistants assistants;
    private final CurrentCaller current;

    ModelsResource(Catalogues models, Embedder embedder, Assistants assistants, CurrentCaller current) {
        this.models = models;
        this.embedder = embedder;
        this.assistants = assistants;
        this.current = current;
    }

    /** @param after the name of an assistant: those behind it, and nothing else */
    @GET
    public ModelList list(@QueryParam("after") @Nullable String after) {
        Caller caller = current.get();
        if (after != null && after.indexOf('\0') >= 0) {
            throw Problem.INVALID_REQUEST.because("after", "'after' is the name of an assistant.");
        }
        List<Listed> found =
                assistants.usable(AssistantsResource.asker(caller), after == null ? "" : after, MOST_ASSISTANTS + 1);
        return new ModelList(
                "list",
                Stream.concat(
                                after == null ? others(caller) : Stream.empty(),
                                found.stream().limit(MOST_ASSISTANTS).map(Model::of))
                        .toList(),
                found.size() > MOST_ASSISTANTS);
    }

    /** Names may hold slashes, as in {@code org/model}. */
    @GET
    @Path("/{name:.+}")
    public Model get(@PathParam("name") String name) {
        Caller caller = current.get();
        return others(caller)
                .filter(model -> model.id().equals(name))
                .findFirst()
                .or(() -> Optional.of(name)
                        .filter(asked -> asked.indexOf('\0') < 0)
                        .flatMap(asked -> assistants.usable(AssistantsResource.asker(caller), asked))
                        .map(Model::of))
                .orElseThrow(() -> Problem.MODEL_NOT_FOUND.because("model", "There is no model '%s'.".formatted(name)));
    }

    /** All but the assistants. */
    private Stream<Model> others(Caller caller) {
        Catalogue catalogue = models.now();
        return Stream.of(
                        catalogue.routes().stream().map(route -> new Model(route.name(), "model", 0, "route")),
                        catalogue.models().stream()
                                .filter(model -> catalogue.mayName(model, caller.principals()))
                                .map(model -> new Model(
                                        model.name(),
                                        "model",
                                        model.createdAt().getEpochSecond(),
                                        model.builtIn() ? "groundwork" : "registered")),
                        Stream.of(new Model(embedder.model().name(), "model", 0, "groundwork")))
                .flatMap(each -> each);
    }

    /** @param hasMore whether there are more assistants behind the last */
    record ModelList(
            String object,
            List<Model> data,
            @JsonProperty("has_more") boolean hasMore) {}

    record Model(
            String id,
            String object,
            long created,
            @JsonProperty("owned_by") String ownedBy) {

        static Model of(Listed assistant) {
            return new Model(assistant.name(), "model", assistant.createdAt().getEpochSecond(), "assistant");
        }
    }
}
