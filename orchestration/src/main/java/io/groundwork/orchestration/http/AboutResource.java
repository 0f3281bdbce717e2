package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.ingest.IngestConfig;
import io.groundwork.orchestration.models.Catalogue;
import io.groundwork.orchestration.models.Catalogues;
import io.groundwork.orchestration.models.ModelVersion;
import io.groundwork.retrieval.Visibility;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** {@code GET /api/v1/about}: what the page needs to know before it shows anything. */
@Path("/api/v1/about")
@RunOnVirtualThread
class AboutResource {

    private final Catalogues models;
    private final Visibility visibility;
    private final CurrentCaller caller;
    private final long maxUploadBytes;
    private final String version;

    AboutResource(
            Catalogues models,
            Visibility visibility,
            CurrentCaller caller,
            IngestConfig ingest,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.models = models;
        this.visibility = visibility;
        this.caller = caller;
        this.maxUploadBytes = (long) ingest.parserInputMegabytes() << 20;
        this.version = version;
    }

    @GET
    public About about() {
        boolean empty = visibility.readableCollections(caller.get().scope()).isEmpty();
        Catalogue catalogue = models.now();
        ModelVersion preferred = catalogue.first(catalogue.usual());
        return new About(version, preferred.name(), preferred.builtIn(), maxUploadBytes, empty);
    }

    /**
     * @param maxUploadBytes size of the largest file that is read
     * @param empty true when the caller may read no collection at all
     */
    record About(
            String version,
            @JsonProperty("default_model") String defaultModel,
            @JsonProperty("default_model_built_in") boolean builtIn,
            @JsonProperty("max_upload_bytes") long maxUploadBytes,
            boolean empty) {}
}
