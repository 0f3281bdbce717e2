package io.groundwork.orchestration.http;

import io.groundwork.embeddings.Rerankers;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** {@code /api/v1/rerankers}: by which models the first passages of a search can be ranked anew, for whoever sets how a collection is searched. */
@Path("/api/v1/rerankers")
@RunOnVirtualThread
class RerankersResource {

    private final Rerankers rerankers;
    private final NamedModels names;
    private final CurrentCaller caller;

    RerankersResource(Rerankers rerankers, NamedModels names, CurrentCaller caller) {
        this.names = names;
        this.rerankers = rerankers;
        this.caller = caller;
    }

    @GET
    public Listing<RerankerBody> list() {
        caller.get();
        return Listing.whole(rerankers.names().stream()
                .filter(names::open)
                .map(name -> new RerankerBody(
                        name,
                        rerankers
                                .usual()
                                .filter(usual -> usual.model().equals(name))
                                .isPresent()))
                .toList());
    }

    /** @param usual whether it ranks where nobody names one */
    record RerankerBody(String name, boolean usual) {}
}
