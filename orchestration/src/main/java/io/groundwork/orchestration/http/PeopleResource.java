package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.orchestration.conversations.Belongings;
import io.groundwork.orchestration.conversations.Belongings.Deleted;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.identity.People;
import io.groundwork.orchestration.identity.Person;
import io.groundwork.orchestration.identity.Sessions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/people}. */
@Path("/api/v1/people")
@RunOnVirtualThread
class PeopleResource {

    private final People people;
    private final Sessions sessions;
    private final Belongings belongings;
    private final CurrentCaller caller;

    PeopleResource(People people, Sessions sessions, Belongings belongings, CurrentCaller caller) {
        this.people = people;
        this.sessions = sessions;
        this.belongings = belongings;
        this.caller = caller;
    }

    @GET
    public Listing<PersonBody> list(
            @QueryParam("limit") @Nullable Integer limit, @QueryParam("after") @Nullable UUID after) {
        caller.admin();
        int most = limit == null ? 100 : OpenAiList.limit(limit);
        List<PersonBody> found = people.list(Optional.ofNullable(after), most + 1).stream()
                .map(PersonBody::of)
                .toList();
        return Listing.of(found, most);
    }

    @POST
    public Response add(@Nullable NewPerson wanted) {
        caller.admin();
        if (wanted == null || wanted.email() == null || !wanted.email().strip().matches("[^\\s@]+@[^\\s@]+")) {
            throw Problem.INVALID_REQUEST.because("email", "Send 'email', an e-mail address.");
        }
        if (wanted.password() == null) {
            throw Problem.INVALID_REQUEST.because("password", "Send 'password', which the person can change.");
        }
        SessionResource.checkPassword("password", wanted.password());
        String name = wanted.name() == null || wanted.name().isBlank() ? wanted.email() : wanted.name();
        Person added = people.add(wanted.email(), name, wanted.password(), Boolean.TRUE.equals(wanted.admin()))
                .orElseThrow(() -> Problem.CONFLICT.because("email", "Somebody has this e-mail address already."));
        return Response.status(Response.Status.CREATED)
                .entity(PersonBody.of(added))
                .build();
    }

    @PATCH
    @Path("/{id}")
    public PersonBody update(@PathParam("id") UUID id, @Nullable PersonChange wanted) {
        Caller admin = caller.admin();
        if (wanted == null) {
            throw Problem.INVALID_REQUEST.because("Send what is to change: 'name', 'active', 'admin' or 'password'.");
        }
        boolean loses = Boolean.FALSE.equals(wanted.active()) || Boolean.FALSE.equals(wanted.admin());
        boolean isAdmin = people.find(id)
                .filter(person -> person.active() && person.admin())
                .isPresent();
        if (loses && isAdmin && people.administrators() <= 1) {
            throw Problem.CONFLICT.because("This is the last administrator. Make another one first.");
        }
        if (loses && id.equals(admin.id())) {
            throw Problem.CONFLICT.because("Nobody takes their own rights away. Ask another administrator.");
        }
        if (wanted.password() != null) {
            SessionResource.checkPassword("password", wanted.password());
        }
        Person changed = people.update(
                        id,
                        new People.Change(
                                Optional.ofNullable(wanted.name()),
                                Optional.ofNullable(wanted.active()),
                                Optional.ofNullable(wanted.admin()),
                                Optional.ofNullable(wanted.password())))
                .orElseThrow(() -> Problem.NOT_FOUND.because("There is no person %s.".formatted(id)));
        if (Boolean.FALSE.equals(wanted.active())) {
            sessions.closeAll(id);
        }
        return PersonBody.of(changed);
    }

    /** What a person who may not sign in any more left here, and nobody else can find. */
    @DELETE
    @Path("/{id}/belongings")
    public Deleted deleteBelongings(@PathParam("id") UUID id) {
        UUID by = caller.admin().id();
        Person person =
                people.find(id).orElseThrow(() -> Problem.NOT_FOUND.because("There is no person %s.".formatted(id)));
        if (person.active()) {
            throw Problem.CONFLICT.because(
                    "This person may sign in: what they have here is theirs to delete. Deactivate them first.");
        }
        return belongings.delete(id, by);
    }

    record NewPerson(
            @Nullable String email,
            @Nullable String name,
            @Nullable String password,
            @Nullable Boolean admin) {}

    record PersonChange(
            @Nullable String name,
            @Nullable Boolean active,
            @Nullable Boolean admin,
            @Nullable String password) {}

    record PersonBody(
            UUID id,
            String email,
            String name,
            boolean active,
            boolean admin,
            Collection<UUID> groups,
            @JsonProperty("created_at") String createdAt) {

        static PersonBody of(Person person) {
            return new PersonBody(
                    person.id(),
                    person.email(),
                    person.name(),
                    person.active(),
                    person.admin(),
                    person.groups(),
                    person.createdAt().toString());
        }
    }
}
