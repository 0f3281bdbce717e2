package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.orchestration.conversations.Belongings;
import io.groundwork.orchestration.conversations.Belongings.Deleted;
import io.groundwork.orchestration.identity.ApiKey;
import io.groundwork.orchestration.identity.Keys;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/keys}: keys of services. */
@Path("/api/v1/keys")
@RunOnVirtualThread
class KeysResource {

    private final Keys keys;
    private final Belongings belongings;
    private final CurrentCaller caller;

    KeysResource(Keys keys, Belongings belongings, CurrentCaller caller) {
        this.keys = keys;
        this.belongings = belongings;
        this.caller = caller;
    }

    @GET
    public Listing<KeyBody> list() {
        caller.admin();
        return Listing.whole(
                keys.list().stream().map(key -> KeyBody.of(key, null)).toList());
    }

    @POST
    public Response make(@Nullable NewKey wanted) {
        caller.admin();
        if (wanted == null || wanted.name() == null || wanted.name().isBlank()) {
            throw Problem.INVALID_REQUEST.because("name", "Send 'name', so that people know what the key is for.");
        }
        if (wanted.expiresAt() != null && wanted.expiresAt().isBefore(Instant.now())) {
            throw Problem.INVALID_REQUEST.because("expires_at", "'expires_at' lies in the past.");
        }
        Keys.Made made =
                keys.make(wanted.name(), Boolean.TRUE.equals(wanted.admin()), Optional.ofNullable(wanted.expiresAt()));
        return Response.status(Response.Status.CREATED)
                .entity(KeyBody.of(made.key(), made.secret()))
                .build();
    }

    @DELETE
    @Path("/{id}")
    public void revoke(@PathParam("id") UUID id) {
        caller.admin();
        if (!keys.revoke(id)) {
            throw Problem.NOT_FOUND.because("There is no key %s.".formatted(id));
        }
    }

    /** What a key that is let in no more left here, and nobody else can find. */
    @DELETE
    @Path("/{id}/belongings")
    public Deleted deleteBelongings(@PathParam("id") UUID id) {
        UUID by = caller.admin().id();
        ApiKey key = keys.find(id).orElseThrow(() -> Problem.NOT_FOUND.because("There is no key %s.".formatted(id)));
        if (key.works(Instant.now())) {
            throw Problem.CONFLICT.because(
                    "This key is in use: what it has here is its own to delete. Revoke it first.");
        }
        return belongings.delete(id, by);
    }

    record NewKey(
            @Nullable String name,
            @Nullable Boolean admin,
            @JsonProperty("expires_at") @Nullable Instant expiresAt) {}

    /** @param key the secret, in the answer to its making only */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record KeyBody(
            UUID id,
            String name,
            String hint,
            boolean admin,
            @JsonProperty("created_at") String createdAt,
            @JsonProperty("expires_at") @Nullable String expiresAt,
            @JsonProperty("revoked_at") @Nullable String revokedAt,
            @Nullable String key) {

        static KeyBody of(ApiKey key, @Nullable String secret) {
            return new KeyBody(
                    key.id(),
                    key.name(),
                    key.hint(),
                    key.admin(),
                    key.createdAt().toString(),
                    key.expiresAt().map(Instant::toString).orElse(null),
                    key.revokedAt().map(Instant::toString).orElse(null),
                    secret);
        }
    }
}
