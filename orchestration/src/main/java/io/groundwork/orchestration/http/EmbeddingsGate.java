package io.groundwork.orchestration.http;

import io.groundwork.embeddings.EmbeddingsConfig;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many requests for vectors and scores in, and so many bytes of them, before anything of their bodies is kept: what a crowd sends cannot fill
 * the memory. A request leaves when it was answered or its client has hung up; then the work for it is given up, too.
 */
@Singleton
class EmbeddingsGate {

    private static final int RETRY_SECONDS = 1;

    /** Filters are made before the configuration is read. */
    private final Provider<EmbeddingsConfig> config;

    private final RoutingContext connection;
    private int requests;
    private long bytes;

    EmbeddingsGate(Provider<EmbeddingsConfig> config, RoutingContext connection) {
        this.config = config;
        this.connection = connection;
    }

    /** After {@link Authentication}: who is not known takes no room. */
    @ServerRequestFilter(priority = Priorities.USER + 100)
    public void enter(ContainerRequestContext request, ResourceInfo resource) {
        boolean gated = resource.getResourceClass().isAnnotationPresent(ServesEmbeddings.class)
                && request.getMethod().equals("POST");
        if (!gated) {
            return;
        }
        long length = length(request.getHeaderString(HttpHeaders.CONTENT_LENGTH));
        if (length > config.get().maxRequestBytes()) {
            BodyLimit.drain(request, config.get().maxRequestsBytes());
            throw tooLarge();
        }
        if (!take(length)) {
            BodyLimit.drain(request, config.get().maxRequestsBytes());
            throw Problem.TOO_MANY_REQUESTS
                    .because("Too many requests for vectors are being served. Try again in a moment.")
                    .retryAfter(RETRY_SECONDS);
        }
        Thread serving = Thread.currentThread();
        AtomicBoolean left = new AtomicBoolean();
        connection.addEndHandler(end -> {
            if (left.compareAndSet(false, true)) {
                give(length);
                if (end.failed() && serving.isVirtual()) {
                    serving.interrupt();
                }
            }
        });
        if (connection.response().closed() && left.compareAndSet(false, true)) {
            give(length);
            throw Problem.UNAVAILABLE.because("The client has hung up.");
        }
        request.setEntityStream(
                BodyLimit.bounded(request.getEntityStream(), config.get().maxRequestBytes(), this::tooLarge));
    }

    /** A body of unknown length is taken for the longest. */
    private long length(@Nullable String header) {
        return header == null ? config.get().maxRequestBytes() : Long.parseLong(header);
    }

    private synchronized boolean take(long length) {
        if (requests >= config.get().maxRequests()
                || bytes + length > config.get().maxRequestsBytes()) {
            return false;
        }
        requests++;
        bytes += length;
        return true;
    }

    private synchronized void give(long length) {
        requests--;
        bytes -= length;
    }

    private ProblemException tooLarge() {
        return Problem.TOO_LARGE.because("A request for vectors may have %d bytes."
                .formatted(config.get().maxRequestBytes()));
    }
}
