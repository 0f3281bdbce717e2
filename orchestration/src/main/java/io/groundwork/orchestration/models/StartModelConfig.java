package io.groundwork.orchestration.models;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** A chat model that is registered at start and answers those who ask for none. Needs both the URL and the name. */
@ConfigMapping(prefix = "groundwork.model")
public interface StartModelConfig {

    /** Of its OpenAI API, such as {@code http://10.0.0.7:8000/v1}. */
    Optional<URI> url();

    /** What the server calls it, and callers too. */
    Optional<String> name();

    /** The server's key, where it wants one. */
    Optional<String> key();

    /** A file that holds it. */
    Optional<Path> keyFile();
}
