package io.groundwork.orchestration.outbound;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How this installation reaches what stands outside it. */
@ConfigMapping(prefix = "groundwork.outbound")
public interface OutboundConfig {

    /** A file of certificates in PEM form that are trusted beside the JDK's own. */
    Optional<Path> caBundle();

    /** The proxy for https to public addresses, such as {@code http://proxy:3128}. The inner network is reached directly. */
    Optional<URI> httpsProxy();

    /** Longest wait for a connection to stand. */
    @WithDefault("5s")
    Duration connectTimeout();
}
