package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.embeddings.Embedder;
import io.groundwork.orchestration.models.ChatModel;
import io.groundwork.orchestration.models.ChatModels;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.ArrayList;
import java.util.List;

/** {@code /v1/models}: what the key may use. */
@Path("/v1/models")
@RunOnVirtualThread
class ModelsResource {

    private final ChatModels models;
    private final Embedder embedder;
    private final CurrentCaller caller;

    ModelsResource(ChatModels models, Embedder embedder, CurrentCaller caller) {
        this.models = models;
        this.embedder = embedder;
        this.caller = caller;
    }

    @GET
    public ModelList list() {
        caller.get();
        return new ModelList("list", all());
    }

    /** Names may hold slashes, as in {@code org/model}. */
    @GET
    @Path("/{name:.+}")
    public Model get(@PathParam("name") String name) {
        caller.get();
        return all().stream()
                .filter(model -> model.id().equals(name))
                .findFirst()
                .orElseThrow(() -> Problem.MODEL_NOT_FOUND.because("model", "There is no model '%s'.".formatted(name)));
    }

    private List<Model> all() {
        List<Model> all = new ArrayList<>();
        for (ChatModel model : models.all()) {
            all.add(new Model(model.name(), "model", 0, model.builtIn() ? "groundwork" : "registered"));
        }
        all.add(new Model(embedder.model().name(), "model", 0, "groundwork"));
        return all;
    }

    record ModelList(String object, List<Model> data) {}

    record Model(
            String id,
            String object,
            long created,
            @JsonProperty("owned_by") String ownedBy) {}
}
