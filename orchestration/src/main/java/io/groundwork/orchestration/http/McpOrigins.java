package io.groundwork.orchestration.http;

import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages may ask: those of this installation, under its public address or this machine's own names. That the page's origin is the host asked for
 * says nothing: whoever has a page can have its name lead to this address (DNS rebinding). Programs that are no browsers send no origin.
 */
@Singleton
final class McpOrigins {

    private static final Set<String> OWN_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private final PublicAddress address;

    McpOrigins(PublicAddress address) {
        this.address = address;
    }

    /**
     * @param origin as the browser says it; {@code null} from others
     * @param host that was asked for
     */
    boolean mayAsk(@Nullable String origin, @Nullable String host) {
        if (origin == null) {
            return true;
        }
        Optional<URI> page = read(origin);
        return page.isPresent()
                && (isOurs(page.get(), host)
                        || address.url().filter(ours -> same(ours, page.get())).isPresent());
    }

    private static boolean isOurs(URI page, @Nullable String host) {
        return OWN_NAMES.contains(String.valueOf(page.getHost()))
                && String.valueOf(page.getAuthority()).equals(host);
    }

    private static boolean same(URI ours, URI page) {
        return String.valueOf(ours.getScheme()).equalsIgnoreCase(page.getScheme())
                && String.valueOf(ours.getHost()).equalsIgnoreCase(page.getHost())
                && port(ours) == port(page);
    }

    private static int port(URI address) {
        if (address.getPort() >= 0) {
            return address.getPort();
        }
        return "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
    }

    private static Optional<URI> read(String origin) {
        try {
            return Optional.of(URI.create(origin)).filter(page -> page.getHost() != null);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
