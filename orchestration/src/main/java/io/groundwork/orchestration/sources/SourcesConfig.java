package io.groundwork.orchestration.sources;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How sources are looked through. Which hosts they may reach is said by {@code groundwork.outbound.source-hosts}. */
@ConfigMapping(prefix = "groundwork.sources")
public interface SourcesConfig {

    /** Folders below which watched folders may lie. None: no folder of this machine can be a source. */
    Optional<List<Path>> folders();

    /** Sources that one process looks through at the same time. */
    @WithDefault("2")
    int atOnce();

    /** Size of the largest item that is fetched, in mebibytes. */
    @WithDefault("256")
    int itemMegabytes();

    /** Longest wait before it is looked for sources that are due; what this process is asked for is found at once. */
    @WithDefault("30S")
    Duration poll();

    /** How long a walk is a process's without a sign of life from it. */
    @WithDefault("60S")
    Duration lease();

    /** After this many tries a walk that keeps failing is given up with the last reason, until the source is due again. */
    @WithDefault("5")
    int maxTries();

    /** Wait after the first failed try; doubled for each further one. */
    @WithDefault("30S")
    Duration backOff();
}
