package io.groundwork.orchestration.outbound;

import jakarta.inject.Singleton;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Builds the clients for what goes out, one for each {@link Purpose}. A client checks each URL literally and again at
 * resolution, speaks HTTP/1.1, follows no redirect, and throws {@link OutboundDeniedException} for what its purpose may not reach.
 */
@Singleton
public final class Outbound {

    private static final Logger LOG = Logger.getLogger(Outbound.class);

    private final OutboundConfig config;
    private final Denials denials = new Denials();
    private final Map<Purpose, HttpClient> clients = new ConcurrentHashMap<>();

    Outbound(OutboundConfig config) {
        this.config = config;
        if (!NameGuard.isInstalled()) {
            LOG.warn("Names are checked once, not again while connecting: another resolver was chosen before ours");
        }
    }

    /** The same client each time; safe for use by many threads. */
    public HttpClient client(Purpose purpose) {
        return clients.computeIfAbsent(purpose, this::build);
    }

    /** Why {@code url} may not be reached for {@code purpose}, in one sentence; empty when it may, or when its name has no address now. */
    public Optional<String> objection(Purpose purpose, URI url) {
        try {
            gate(purpose).admit(url).close();
            return Optional.empty();
        } catch (OutboundDeniedException e) {
            return Optional.of(e.getMessage());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** The latest hundred refusals, newest first. */
    public List<Denial> denials() {
        return denials.latest();
    }

    /** How many refusals there were since the start. */
    public long denied() {
        return denials.count();
    }

    private HttpClient build(Purpose purpose) {
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1) // an offer of h2c makes some model servers refuse the request
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(config.connectTimeout())
                .proxy(config.httpsProxy().<ProxySelector>map(HttpsProxy::new).orElse(HttpClient.Builder.NO_PROXY));
        config.caBundle().map(Trust::with).ifPresent(client::sslContext);
        return new GuardedClient(client.build(), gate(purpose));
    }

    private Gate gate(Purpose purpose) {
        Predicate<URI> proxied = config.httpsProxy()
                .map(HttpsProxy::new)
                .<Predicate<URI>>map(proxy -> proxy::takes)
                .orElse(url -> false);
        Set<String> trusted = purpose == Purpose.SOURCE ? sourceHosts() : Set.of();
        return new Gate(purpose, trusted, proxied, denials);
    }

    private Set<String> sourceHosts() {
        return config.sourceHosts().orElse(List.of()).stream()
                .map(host -> Target.plain(host.strip().replaceAll("[\\[\\]]", "")))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * A connection that was refused.
     *
     * @param target host and port, as the URL named them
     * @param reason one sentence
     */
    public record Denial(Instant at, Purpose purpose, String target, String reason) {}
}
