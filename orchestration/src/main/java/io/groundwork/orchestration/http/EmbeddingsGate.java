package io.groundwork.orchestration.http;

import io.groundwork.embeddings.EmbeddingsConfig;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many requests for vectors and scores in, and so many bytes of them, before anything of their bodies is kept: what a crowd sends cannot fill
 * the memory. A request leaves when it was answered or its client has hung up; then the work for it is given up, too.
 */
@Singleton
class EmbeddingsGate {

    private static final Logger LOG = Logger.getLogger(EmbeddingsGate.class);
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
            drain(request);
            throw tooLarge();
        }
        if (!take(length)) {
            drain(request);
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
        request.setEntityStream(new Limited(request.getEntityStream()));
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

    /** Lets a refused body run by without keeping any of it: many clients listen only when they have sent all, and would never hear why. */
    private void drain(ContainerRequestContext request) {
        byte[] passing = new byte[8192];
        long left = config.get().maxRequestsBytes();
        try {
            InputStream body = request.getEntityStream();
            int count = body.read(passing);
            while (count >= 0 && left > 0) {
                left -= count;
                count = body.read(passing);
            }
        } catch (IOException e) {
            LOG.debug("A client was gone before it was refused", e);
        }
    }

    private ProblemException tooLarge() {
        return Problem.TOO_LARGE.because("A request for vectors may have %d bytes."
                .formatted(config.get().maxRequestBytes()));
    }

    /** Ends in an error where a body that did not say its length turns out too long. */
    private final class Limited extends InputStream {

        private final InputStream inner;
        private long left = config.get().maxRequestBytes();

        Limited(InputStream inner) {
            this.inner = inner;
        }

        @Override
        public int read() throws IOException {
            int value = inner.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = inner.read(target, offset, length);
            count(count);
            return count;
        }

        private void count(int read) {
            left -= Math.max(0, read);
            if (left < 0) {
                throw tooLarge();
            }
        }

        @Override
        public void close() throws IOException {
            inner.close();
        }
    }
}
