package io.groundwork.orchestration.http;

import io.groundwork.embeddings.EmbeddingsConfig;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.identity.Keys;
import io.groundwork.orchestration.identity.Sessions;
import io.groundwork.orchestration.roles.Roles;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who asks, before any resource does anything: a key, or the session of a page. A method that is not {@link Public}
 * answers nobody else. A request that a browser sends with the session's cookie must also come from our own pages.
 */
class Authentication {

    static final String COOKIE = "groundwork_session";

    private static final String BEARER = "bearer ";
    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");

    private final Keys keys;
    private final Sessions sessions;
    private final CurrentCaller current;
    private final RequestId requestId;
    private final Roles roles;
    private final EmbeddingsConfig embeddings;

    Authentication(
            Keys keys,
            Sessions sessions,
            CurrentCaller current,
            RequestId requestId,
            Roles roles,
            EmbeddingsConfig embeddings) {
        this.keys = keys;
        this.sessions = sessions;
        this.current = current;
        this.requestId = requestId;
        this.roles = roles;
        this.embeddings = embeddings;
    }

    @ServerRequestFilter
    public void authenticate(ContainerRequestContext request, ResourceInfo resource) {
        MDC.put("request", " " + requestId.value());
        boolean forEmbeddings = resource.getResourceClass().isAnnotationPresent(ServesEmbeddings.class);
        if (!roles.servesApi() && !forEmbeddings) {
            throw Problem.NOT_FOUND.because(
                    "This process plays the roles %s and does not answer here.".formatted(roles));
        }
        if (resource.getResourceMethod().isAnnotationPresent(Public.class)) {
            return;
        }
        if (forEmbeddings && !roles.servesApi()) {
            embeddings.key().ifPresent(key -> requireKey(key, request));
            return;
        }
        current.set(identify(request));
    }

    @ServerResponseFilter
    public void name(ContainerResponseContext response) {
        response.getHeaders().putSingle("x-request-id", requestId.value());
    }

    /** Without a database there is one key for all, the one that the installation's other processes have. */
    private static void requireKey(String key, ContainerRequestContext request) {
        @Nullable String authorization = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        byte[] expected = ("Bearer " + key).getBytes(StandardCharsets.UTF_8);
        if (authorization == null || !MessageDigest.isEqual(expected, authorization.getBytes(StandardCharsets.UTF_8))) {
            throw Problem.UNAUTHENTICATED.because("Send the key of this service as 'Authorization: Bearer …'.");
        }
    }

    private Caller identify(ContainerRequestContext request) {
        @Nullable String authorization = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        if (request.getHeaderString("X-Groundwork-User") != null) {
            throw Problem.FORBIDDEN.because("This key may not act for others.");
        }
        if (authorization != null) {
            if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
                throw Problem.UNAUTHENTICATED.because("Send the key as 'Authorization: Bearer …'.");
            }
            return keys.authenticate(authorization.substring(BEARER.length()).strip())
                    .orElseThrow(() -> Problem.UNAUTHENTICATED.because("This key is unknown, revoked or out of date."));
        }
        @Nullable Cookie cookie = request.getCookies().get(COOKIE);
        if (cookie == null) {
            throw Problem.UNAUTHENTICATED.because("Sign in, or send a key as 'Authorization: Bearer …'.");
        }
        if (!SAFE_METHODS.contains(request.getMethod()) && !fromOurPages(request)) {
            throw Problem.FORBIDDEN.because("A change with a session's cookie must come from Groundwork's own pages.");
        }
        return sessions.authenticate(cookie.getValue())
                .orElseThrow(() -> Problem.UNAUTHENTICATED.because("This session has ended. Sign in again."));
    }

    /** Browsers say where a request comes from, and scripts cannot forge it; a request that does not say is refused. */
    private static boolean fromOurPages(ContainerRequestContext request) {
        @Nullable String site = request.getHeaderString("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin");
        }
        @Nullable String host = request.getHeaderString(HttpHeaders.HOST);
        return Optional.ofNullable(request.getHeaderString("Origin"))
                .map(origin -> origin.replaceFirst("^https?://", ""))
                .filter(origin -> origin.equals(host))
                .isPresent();
    }
}
