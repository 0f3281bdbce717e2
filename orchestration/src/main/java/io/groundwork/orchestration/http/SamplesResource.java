package io.groundwork.orchestration.http;

import io.groundwork.orchestration.Samples;
import io.groundwork.orchestration.identity.Access;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.retrieval.CollectionInfo;
import io.groundwork.retrieval.Collections;
import io.groundwork.retrieval.Counts;
import io.groundwork.retrieval.Memberships;
import io.groundwork.retrieval.Page;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;

/** {@code POST /api/v1/samples}: something to try things with. */
@Path("/api/v1/samples")
@RunOnVirtualThread
class SamplesResource {

    private final Samples samples;
    private final Collections collections;
    private final Memberships memberships;
    private final HiddenModels hidden;
    private final CurrentCaller current;

    SamplesResource(
            Samples samples,
            Collections collections,
            Memberships memberships,
            HiddenModels hidden,
            CurrentCaller current) {
        this.samples = samples;
        this.collections = collections;
        this.memberships = memberships;
        this.hidden = hidden;
        this.current = current;
    }

    @POST
    public Response add() throws IOException {
        Caller caller = current.admin();
        boolean there = collections.list(caller.scope(), Page.first(1000, Page.Order.OLDEST_FIRST)).stream()
                .anyMatch(collection -> collection.metadata().containsKey(Samples.MARK));
        if (there) {
            throw Problem.CONFLICT.because("The sample documents are here already.");
        }
        CollectionInfo made = samples.add(caller);
        Counts counts = memberships.counts(caller.scope(), made.id());
        return Response.status(Response.Status.CREATED)
                .entity(VectorStoresResource.VectorStore.of(made, counts, Access.CURATE, hidden))
                .build();
    }
}
