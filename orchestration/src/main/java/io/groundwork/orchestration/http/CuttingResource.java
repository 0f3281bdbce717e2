package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.ingest.chunk.PassageRules;
import io.groundwork.orchestration.Library;
import io.groundwork.orchestration.identity.Access;
import io.groundwork.orchestration.indexing.Cutter;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.CollectionInfo;
import io.groundwork.retrieval.Collections;
import io.groundwork.retrieval.Memberships;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

/** {@code /api/v1/collections/{id}/cutting}: how the documents of a collection are cut, and cutting them again. For curators. */
@Path("/api/v1/collections/{id}/cutting")
@RunOnVirtualThread
class CuttingResource {

    private final Collections collections;
    private final Memberships memberships;
    private final Library library;
    private final Cutter cutter;
    private final Rights rights;

    CuttingResource(Collections collections, Memberships memberships, Library library, Cutter cutter, Rights rights) {
        this.collections = collections;
        this.memberships = memberships;
        this.library = library;
        this.cutter = cutter;
        this.rights = rights;
    }

    @GET
    public CuttingBody get(@PathParam("id") String id) {
        CollectionId collection = rights.require(id, Access.CURATE);
        PassageRules rules =
                collections.find(collection).map(CollectionInfo::rules).orElseThrow(() -> Ids.COLLECTION.notFound(id));
        Memberships.Cut cut = memberships.cut(collection, rules);
        return new CuttingBody(
                rules.profile().word(),
                PassageRuleBodies.Strategy.of(rules),
                cutter.maxTokens(),
                cut.documents(),
                cut.otherwise());
    }

    /** Queues all documents that are completed, to be cut by the rules as they are now. */
    @POST
    @Path("/again")
    public Response again(@PathParam("id") String id) {
        CollectionId collection = rights.require(id, Access.CURATE);
        return Response.accepted(new Queued(library.cutAgain(collection))).build();
    }

    /**
     * @param maxTokens the most that a passage may have, for the embedding model that is running
     * @param documents completed ones
     * @param outdated those of them that were cut by other rules
     */
    record CuttingBody(
            String profile,
            @JsonProperty("chunking_strategy") PassageRuleBodies.Strategy strategy,
            @JsonProperty("max_tokens") int maxTokens,
            long documents,
            long outdated) {}

    record Queued(int queued) {}
}
