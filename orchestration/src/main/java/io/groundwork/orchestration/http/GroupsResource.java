package io.groundwork.orchestration.http;

import io.groundwork.orchestration.identity.Group;
import io.groundwork.orchestration.identity.Groups;
import io.groundwork.orchestration.identity.People;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/groups}. */
@Path("/api/v1/groups")
@RunOnVirtualThread
class GroupsResource {

    private final Groups groups;
    private final People people;
    private final CurrentCaller caller;

    GroupsResource(Groups groups, People people, CurrentCaller caller) {
        this.groups = groups;
        this.people = people;
        this.caller = caller;
    }

    @GET
    public Listing<GroupBody> list() {
        caller.admin();
        return Listing.whole(groups.list().stream().map(GroupBody::of).toList());
    }

    @POST
    public Response add(@Nullable NewGroup wanted) {
        caller.admin();
        if (wanted == null || wanted.name() == null || wanted.name().isBlank()) {
            throw Problem.INVALID_REQUEST.because("name", "Send 'name'.");
        }
        Group added = groups.add(wanted.name())
                .orElseThrow(() -> Problem.CONFLICT.because("name", "There is a group of this name already."));
        return Response.status(Response.Status.CREATED)
                .entity(GroupBody.of(added))
                .build();
    }

    @DELETE
    @Path("/{id}")
    public void delete(@PathParam("id") UUID id) {
        caller.admin();
        if (!groups.delete(id)) {
            throw Problem.NOT_FOUND.because("There is no group %s that can be deleted.".formatted(id));
        }
    }

    @PUT
    @Path("/{id}/members/{person}")
    public void join(@PathParam("id") UUID id, @PathParam("person") UUID person) {
        caller.admin();
        if (!groups.addMember(id, person)) {
            throw Problem.NOT_FOUND.because("There is no such group to join, or no such person.");
        }
    }

    @DELETE
    @Path("/{id}/members/{person}")
    public void leave(@PathParam("id") UUID id, @PathParam("person") UUID person) {
        caller.admin();
        boolean lastAdmin = id.equals(Groups.ADMINISTRATORS)
                && people.find(person)
                        .filter(found -> found.active() && found.admin())
                        .isPresent()
                && people.administrators() <= 1;
        if (lastAdmin) {
            throw Problem.CONFLICT.because("This is the last administrator. Make another one first.");
        }
        if (!groups.removeMember(id, person)) {
            throw Problem.NOT_FOUND.because("There is no such member.");
        }
    }

    record NewGroup(@Nullable String name) {}

    record GroupBody(UUID id, String name, List<UUID> members) {

        static GroupBody of(Group group) {
            return new GroupBody(group.id(), group.name(), group.members());
        }
    }
}
