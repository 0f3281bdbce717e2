package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.orchestration.audit.Erasure;
import io.groundwork.orchestration.audit.RecordException;
import io.groundwork.orchestration.conversations.Belongings;
import io.groundwork.orchestration.conversations.Belongings.Deleted;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.identity.Principals;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/**
 * {@code POST /api/v1/people/{id}/erase-record}: what names the person in the decision record becomes unreadable, for good, and what only the person could find here is deleted:
 * conversations, stored responses, uploads that are in no collection.
 */
@Path("/api/v1/people/{id}/erase-record")
@RunOnVirtualThread
class ErasureResource {

    private final Erasure erasure;
    private final Belongings belongings;
    private final Principals principals;
    private final CurrentCaller current;

    ErasureResource(Erasure erasure, Belongings belongings, Principals principals, CurrentCaller current) {
        this.erasure = erasure;
        this.belongings = belongings;
        this.principals = principals;
        this.current = current;
    }

    @POST
    public Body erase(@PathParam("id") UUID id) {
        Caller admin = current.admin();
        if (principals.named(List.of(id)).isEmpty()) {
            throw Problem.NOT_FOUND.because("There is no person %s.".formatted(id));
        }
        try {
            AtomicReference<Deleted> deleted = new AtomicReference<>(Deleted.NOTHING);
            Erasure.Erased erased = erasure.erase(id, admin.id(), () -> {
                deleted.set(belongings.delete(id, admin.id()));
                return "%d conversations, %d stored responses and %d files deleted"
                        .formatted(
                                deleted.get().conversations(),
                                deleted.get().responses(),
                                deleted.get().files());
            });
            return new Body(
                    erased.decision(),
                    erased.keys(),
                    erased.records(),
                    deleted.get().conversations(),
                    deleted.get().responses(),
                    deleted.get().files());
        } catch (RecordException e) {
            throw Problem.UNAVAILABLE
                    .because("The erasure could not be recorded, so it was not done, or its record says so.")
                    .retryAfter(5);
        }
    }

    /**
     * @param keys how many were destroyed
     * @param records how many no longer name the person
     * @param conversations how many were deleted, with what was put into them
     * @param responses how many more were
     * @param files how many uploads, which were in no collection, were
     */
    record Body(
            @JsonProperty("decision_id") UUID decision,
            @JsonProperty("keys_destroyed") int keys,
            long records,
            int conversations,
            int responses,
            int files) {}
}
