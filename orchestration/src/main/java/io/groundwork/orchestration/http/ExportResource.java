package io.groundwork.orchestration.http;

import io.groundwork.orchestration.identity.Access;
import io.groundwork.orchestration.transfer.Exporter;
import io.groundwork.orchestration.transfer.TransferException;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.CollectionInfo;
import io.groundwork.retrieval.Collections;
import io.groundwork.retrieval.Contents.Beside;
import io.groundwork.retrieval.Scope;
import io.quarkus.vertx.http.Compressed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/v1/collections/{id}/export}: a collection in the open form. For curators, who get what they may read. An answer that does not end in
 * a line of the type {@code end} is not whole.
 */
@Path("/api/v1/collections/{id}/export")
@RunOnVirtualThread
class ExportResource {

    /** As the lines of an export, and of an import, are sent. */
    static final String LINES = "application/x-ndjson";

    /** Each holds a connection to the database for as long as its reader takes. */
    private static final int AT_ONCE = 4;

    private final Semaphore slots = new Semaphore(AT_ONCE);

    private final Exporter exporter;
    private final Collections collections;
    private final Rights rights;
    private final CurrentCaller caller;

    ExportResource(Exporter exporter, Collections collections, Rights rights, CurrentCaller caller) {
        this.exporter = exporter;
        this.collections = collections;
        this.rights = rights;
        this.caller = caller;
    }

    /** @param states {@code true}: with the states of passages' tokens: 128 bytes for each of these, where there are 384 dimensions */
    @GET
    @Compressed
    @Produces(LINES)
    public Response export(@PathParam("id") String id, @QueryParam("states") @Nullable String states) {
        CollectionId collection = rights.require(id, Access.CURATE);
        String name =
                collections.find(collection).map(CollectionInfo::name).orElseThrow(() -> Ids.COLLECTION.notFound(id));
        Beside beside = beside(states);
        Scope scope = caller.get().scope();
        StreamingOutput body = out -> {
            if (!slots.tryAcquire()) {
                throw Problem.TOO_MANY_REQUESTS
                        .because("%d collections are being exported already.".formatted(AT_ONCE))
                        .retryAfter(30);
            }
            try {
                exporter.write(scope, collection, beside, out);
            } catch (TransferException e) {
                // Since it was asked for, the collection went, or the right to read it; nothing is written yet.
                throw Ids.COLLECTION.notFound(id);
            } finally {
                slots.release();
            }
        };
        return Response.ok(body)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename*=UTF-8''%s.jsonl"
                                .formatted(URLEncoder.encode(name, StandardCharsets.UTF_8)
                                        .replace("+", "%20")))
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }

    private static Beside beside(@Nullable String states) {
        return switch (states) {
            case null -> Beside.VECTORS;
            case "false" -> Beside.VECTORS;
            case "true" -> Beside.VECTORS_AND_STATES;
            default -> throw Problem.INVALID_REQUEST.because("states", "'states' is 'true' or 'false'.");
        };
    }
}
