package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.orchestration.identity.Access;
import io.groundwork.orchestration.identity.Grants;
import io.groundwork.orchestration.identity.Principals;
import io.groundwork.retrieval.CollectionId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/collections/{id}/grants}: who may do what with a collection. */
@Path("/api/v1/collections/{id}/grants")
@RunOnVirtualThread
class GrantsResource {

    private final Grants grants;
    private final Principals principals;
    private final Rights rights;

    GrantsResource(Grants grants, Principals principals, Rights rights) {
        this.grants = grants;
        this.principals = principals;
        this.rights = rights;
    }

    @GET
    public Listing<GrantBody> list(@PathParam("id") String id) {
        CollectionId collection = rights.require(id, Access.CURATE);
        List<Grants.Grant> found = grants.of(collection);
        Map<UUID, Principals.Principal> known =
                principals.named(found.stream().map(Grants.Grant::principal).toList());
        return Listing.whole(found.stream()
                .filter(grant -> known.containsKey(grant.principal()))
                .map(grant -> GrantBody.of(known.get(grant.principal()), grant.access()))
                .toList());
    }

    @PUT
    @Path("/{principal}")
    public GrantBody set(
            @PathParam("id") String id, @PathParam("principal") UUID principal, @Nullable NewGrant wanted) {
        CollectionId collection = rights.require(id, Access.CURATE);
        if (wanted == null || wanted.access() == null) {
            throw Problem.INVALID_REQUEST.because("access", "Send 'access': read, contribute or curate.");
        }
        Access access = Access.parse(wanted.access())
                .orElseThrow(() ->
                        Problem.INVALID_REQUEST.because("access", "'access' must be read, contribute or curate."));
        Principals.Principal known = principals.named(List.of(principal)).get(principal);
        if (known == null) {
            throw Problem.NOT_FOUND.because("There is no person, group or key %s.".formatted(principal));
        }
        grants.set(collection, principal, access);
        return GrantBody.of(known, access);
    }

    @DELETE
    @Path("/{principal}")
    public void revoke(@PathParam("id") String id, @PathParam("principal") UUID principal) {
        CollectionId collection = rights.require(id, Access.CURATE);
        if (!grants.revoke(collection, principal)) {
            throw Problem.NOT_FOUND.because("There is no such grant.");
        }
    }

    record NewGrant(@Nullable String access) {}

    record GrantBody(@JsonProperty("principal_id") UUID principal, String kind, String name, String access) {

        static GrantBody of(Principals.Principal principal, Access access) {
            return new GrantBody(principal.id(), principal.kind(), principal.name(), access.toString());
        }
    }
}
