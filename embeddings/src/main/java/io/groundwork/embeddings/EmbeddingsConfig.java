package io.groundwork.embeddings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Where the embedding model runs, and how much of the machine it may take. */
@ConfigMapping(prefix = "groundwork.embeddings")
public interface EmbeddingsConfig {

    /** Another Groundwork process in the role {@code embeddings}, such as {@code http://embeddings:8080}. None: the model runs in this process. */
    Optional<URI> url();

    /** Bearer token for that process. */
    Optional<String> key();

    /** How long one request to it may take. */
    @WithDefault("60s")
    Duration timeout();

    /** How long a request for passages is tried again while that process is away or overloaded; a question gives up after 5 s at the latest. */
    @WithDefault("60s")
    Duration patience();

    /** Texts that are read at once in this process, each on one core. Default: the number of processors. */
    OptionalInt callers();

    /** Calls of one kind (questions, answers, passages) that may wait; further ones are refused as overload. */
    @WithDefault("256")
    int maxCalls();

    /**
     * Where weights and native libraries stay unpacked for the next start, 60 MB: a folder that only this user may write to.
     * None: a temporary one, unpacked at every start.
     */
    Optional<Path> cache();
}
