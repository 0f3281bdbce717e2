package io.groundwork.orchestration.outbound;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The door out for tests of other packages. */
public final class Doors {

    private Doors() {}

    public static Outbound open() {
        return new Outbound(new Plain(Optional.empty(), Optional.empty(), Optional.empty()));
    }

    /** One through which sources reach these hosts, wherever they stand. */
    public static Outbound openTo(String... hosts) {
        return new Outbound(new Plain(Optional.empty(), Optional.empty(), Optional.of(List.of(hosts))));
    }

    record Plain(Optional<Path> caBundle, Optional<URI> httpsProxy, Optional<List<String>> sourceHosts)
            implements OutboundConfig {

        @Override
        public Duration connectTimeout() {
            return Duration.ofSeconds(2);
        }
    }
}
