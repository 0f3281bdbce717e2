package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.embeddings.Embedder;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.models.Catalogue;
import io.groundwork.orchestration.models.Catalogues;
import io.groundwork.orchestration.models.ModelVersion;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.ArrayList;
import java.util.List;

/** {@code /v1/models}: what the key may use: routes, the models that serve, the one that embeds, and assistants. */
@Path("/v1/models")
@RunOnVirtualThread
class ModelsResource {

    private final Catalogues models;
    private final Embedder embedder;
    private final AskedAssistants assistants;
    private final CurrentCaller caller;

    ModelsResource(Catalogues models, Embedder embedder, AskedAssistants assistants, CurrentCaller caller) {
        this.models = models;
        this.embedder = embedder;
        this.assistants = assistants;
        this.caller = caller;
    }

    @GET
    public ModelList list() {
        return new ModelList("list", all(caller.get()));
    }

    /** Names may hold slashes, as in {@code org/model}. */
    @GET
    @Path("/{name:.+}")
    public Model get(@PathParam("name") String name) {
        return all(caller.get()).stream()
                .filter(model -> model.id().equals(name))
                .findFirst()
                .orElseThrow(() -> Problem.MODEL_NOT_FOUND.because("model", "There is no model '%s'.".formatted(name)));
    }

    private List<Model> all(Caller caller) {
        Catalogue catalogue = models.now();
        List<Model> all = new ArrayList<>();
        catalogue.routes().forEach(route -> all.add(new Model(route.name(), "model", 0, "route")));
        catalogue.models().stream()
                .filter(ModelVersion::serves)
                .forEach(model -> all.add(new Model(
                        model.name(),
                        "model",
                        model.createdAt().getEpochSecond(),
                        model.builtIn() ? "groundwork" : "registered")));
        all.add(new Model(embedder.model().name(), "model", 0, "groundwork"));
        assistants
                .usable(caller)
                .forEach(assistant -> all.add(new Model(
                        assistant.name(), "model", assistant.createdAt().getEpochSecond(), "assistant")));
        return all;
    }

    record ModelList(String object, List<Model> data) {}

    record Model(
            String id,
            String object,
            long created,
            @JsonProperty("owned_by") String ownedBy) {}
}
