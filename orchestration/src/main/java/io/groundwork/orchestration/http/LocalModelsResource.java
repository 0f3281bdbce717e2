package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.orchestration.local.GgufHead;
import io.groundwork.orchestration.local.LocalWeights;
import io.groundwork.orchestration.local.ModelChildren;
import io.groundwork.orchestration.local.ModelFolder;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/models/local}: the weights that lie on this machine, what they say of themselves, and the processes that serve them. */
@Path("/api/v1/models/local")
@RunOnVirtualThread
class LocalModelsResource {

    private final ModelFolder folder;
    private final ModelChildren children;
    private final CurrentCaller caller;

    LocalModelsResource(ModelFolder folder, ModelChildren children, CurrentCaller caller) {
        this.folder = folder;
        this.children = children;
        this.caller = caller;
    }

    @GET
    public Listing<WeightsBody> list() {
        caller.admin();
        return Listing.whole(folder.found().stream().map(this::body).toList());
    }

    private WeightsBody body(LocalWeights weights) {
        Optional<ModelChildren.Running> running = weights.digest().flatMap(children::running);
        return new WeightsBody(
                weights.file(),
                weights.bytes(),
                name(weights.state()),
                weights.words().orElse(null),
                weights.digest().orElse(null),
                weights.head().map(HeadBody::of).orElse(null),
                running.map(ProcessBody::of).orElse(null));
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record WeightsBody(
            String file,
            long bytes,
            String state,
            @Nullable String reason,
            @JsonProperty("sha256") @Nullable String digest,
            @JsonProperty("metadata") @Nullable HeadBody head,
            @Nullable ProcessBody process) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record HeadBody(
            String purpose,
            @Nullable String name,
            String architecture,
            long parameters,
            @JsonProperty("size_label") @Nullable String sizeLabel,
            String quantization,
            @JsonProperty("context_length") @Nullable Integer contextLength,
            @JsonProperty("embedding_length") @Nullable Integer embeddingLength,
            @Nullable String license,
            @JsonProperty("license_name") @Nullable String licenseName,
            @JsonProperty("license_link") @Nullable String licenseLink,
            @JsonProperty("base_models") List<String> baseModels,
            @Nullable String tokenizer,
            @JsonProperty("chat_template") @Nullable String chatTemplate) {

        static HeadBody of(GgufHead head) {
            return new HeadBody(
                    LocalModelsResource.name(head.made()),
                    head.name().orElse(null),
                    head.architecture(),
                    head.parameters(),
                    head.sizeLabel().orElse(null),
                    head.quantisation(),
                    head.contextLength().isPresent() ? head.contextLength().getAsInt() : null,
                    head.embeddingLength().isPresent() ? head.embeddingLength().getAsInt() : null,
                    head.licence().id().orElse(null),
                    head.licence().name().orElse(null),
                    head.licence().link().orElse(null),
                    head.baseModels(),
                    head.tokenizer().orElse(null),
                    head.chatTemplate().orElse(null));
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ProcessBody(
            long pid,
            int port,
            Instant since,
            @JsonProperty("memory_bytes") @Nullable Long memory,
            @JsonProperty("in_use") int inUse,
            int restarts) {

        static ProcessBody of(ModelChildren.Running running) {
            return new ProcessBody(
                    running.pid(),
                    running.port(),
                    running.since(),
                    running.memory().isPresent() ? running.memory().getAsLong() : null,
                    running.inUse(),
                    running.restarts());
        }
    }
}
