package io.groundwork.orchestration.http;

import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.identity.People;
import io.groundwork.orchestration.identity.Person;
import io.groundwork.orchestration.identity.Sessions;
import io.groundwork.orchestration.identity.SignInThrottle;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Signing in and out. */
@Path("/api/v1/session")
@RunOnVirtualThread
class SessionResource {

    static final int MIN_PASSWORD = 10;

    private final People people;
    private final Sessions sessions;
    private final SignInThrottle throttle;
    private final CurrentCaller caller;

    SessionResource(People people, Sessions sessions, SignInThrottle throttle, CurrentCaller caller) {
        this.people = people;
        this.sessions = sessions;
        this.throttle = throttle;
        this.caller = caller;
    }

    @POST
    @Public
    public Response signIn(@Nullable Credentials credentials, HttpServerRequest request) {
        if (credentials == null || credentials.email() == null || credentials.password() == null) {
            throw Problem.INVALID_REQUEST.because("Send 'email' and 'password'.");
        }
        Instant now = Instant.now();
        Duration wait = throttle.wait(credentials.email(), now);
        if (wait.isPositive()) {
            int seconds = (int) wait.toSeconds() + 1;
            throw Problem.TOO_MANY_REQUESTS
                    .because("Too many failed attempts to sign in. Try again in %d seconds.".formatted(seconds))
                    .retryAfter(seconds);
        }
        Optional<Person> person = people.authenticate(credentials.email(), credentials.password());
        if (person.isEmpty()) {
            throttle.failed(credentials.email(), now);
            throw Problem.UNAUTHENTICATED.because("The e-mail address or the password is not right.");
        }
        throttle.succeeded(credentials.email());
        String token = sessions.open(person.get().id());
        Person known = person.get();
        return Response.ok(new Me(known.id(), known.email(), known.name(), known.admin()))
                .cookie(cookie(token, (int) Sessions.LIFETIME.toSeconds(), request.isSSL()))
                .build();
    }

    @GET
    public Me who() {
        Caller known = caller.get();
        return new Me(known.id(), known.email(), known.name(), known.admin());
    }

    @DELETE
    public Response signOut(@CookieParam(Authentication.COOKIE) @Nullable String token, HttpServerRequest request) {
        if (token != null) {
            sessions.close(token);
        }
        return Response.noContent().cookie(cookie("", 0, request.isSSL())).build();
    }

    /** Changes the caller's own password, and ends every session but a new one. */
    @POST
    @Path("/password")
    public Response changePassword(@Nullable PasswordChange change, HttpServerRequest request) {
        Caller known = caller.get();
        if (change == null || change.current() == null || change.wanted() == null) {
            throw Problem.INVALID_REQUEST.because("Send 'current' and 'new'.");
        }
        if (known.email().isEmpty()) {
            throw Problem.FORBIDDEN.because("A key has no password.");
        }
        checkPassword("new", change.wanted());
        if (people.authenticate(known.email(), change.current()).isEmpty()) {
            throw Problem.FORBIDDEN.because("current", "The current password is not right.");
        }
        people.update(
                known.id(),
                new People.Change(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(change.wanted())));
        String token = sessions.open(known.id());
        return Response.noContent()
                .cookie(cookie(token, (int) Sessions.LIFETIME.toSeconds(), request.isSSL()))
                .build();
    }

    /** bcrypt reads 72 bytes; what comes after would not count. */
    static void checkPassword(String field, String password) {
        if (password.codePointCount(0, password.length()) < MIN_PASSWORD
                || password.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > 72) {
            throw Problem.INVALID_REQUEST.because(
                    field, "A password has at least %d characters, and at most 72 bytes.".formatted(MIN_PASSWORD));
        }
    }

    private static NewCookie cookie(String token, int maxAgeSeconds, boolean secure) {
        return new NewCookie.Builder(Authentication.COOKIE)
                .value(token)
                .path("/")
                .maxAge(maxAgeSeconds)
                .httpOnly(true)
                .secure(secure)
                .sameSite(NewCookie.SameSite.LAX)
                .build();
    }

    record Credentials(@Nullable String email, @Nullable String password) {}

    record PasswordChange(
            @Nullable String current,

            @com.fasterxml.jackson.annotation.JsonProperty("new") @Nullable
            String wanted) {}

    /** @param email empty where a key asks */
    record Me(UUID id, String email, String name, boolean admin) {}
}
