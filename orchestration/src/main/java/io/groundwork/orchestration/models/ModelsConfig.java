package io.groundwork.orchestration.models;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How chat models are reached, and what keeps their keys. */
@ConfigMapping(prefix = "groundwork.models")
public interface ModelsConfig {

    /**
     * The installation's own secret, under which the keys of model servers are encrypted; at least 16 characters. All processes
     * of an installation need the same. Without it one is made and kept in {@link #data}.
     */
    Optional<String> secretKey();

    /** A file that holds it. */
    Optional<Path> secretKeyFile();

    /** Folder of the file {@code secret.key}. */
    @WithDefault("${groundwork.data:var}")
    Path data();

    /** Whether a model is asked for its abilities as soon as it is registered. */
    @WithDefault("true")
    boolean probeNew();

    /** After what time a model that serves is asked for its abilities again; zero: never. */
    @WithDefault("24h")
    Duration probeEvery();

    /** Our own port, where no model server is looked for. */
    @WithDefault("${quarkus.http.port:8080}")
    int ownPort();
}
