package io.groundwork.orchestration.outbound;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How this installation reaches what stands outside it. */
@ConfigMapping(prefix = "groundwork.outbound")
public interface OutboundConfig {

    /** A file of certificates in PEM form that are trusted beside the JDK's own. */
    Optional<Path> caBundle();

    /** The proxy for https to public addresses, such as {@code http://proxy:3128}. The inner network is reached directly. */
    Optional<URI> httpsProxy();

    /**
     * Hosts of the inner network, by name or address as their URLs write it, that documents may be fetched from: a Git server, a wiki,
     * an S3 store. Without being named here only public addresses are reached for sources, and the addresses where clouds hand out
     * credentials never are.
     */
    Optional<List<String>> sourceHosts();

    /** Longest wait for a connection to stand. */
    @WithDefault("5s")
    Duration connectTimeout();
}
